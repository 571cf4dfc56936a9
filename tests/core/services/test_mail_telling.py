"""A mail that did not go for good is told to who asked for it, once, in the same breath as it was settled."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import START, real
from core.adapters.tables import mails, messages
from core.domain import phrases
from core.services import accounts, acts, entries, mail_telling, mailing, moot, seats, staff
from tests.core.services import roadshows
from tests.core.services.test_mailing import held, is_due, posting, send, server, submitted

__all__ = ["posting", "server"]
MAILBOX = "ahsjygh@sina.com"


def told(house):
    """(person, reason, words) of what was said of mails."""
    found = roadshows.rows(house, messages, messages.c.reason.like("mail%"))
    return [(row.person, row.reason, row.body["text"]) for row in found]


def another_officer(house):
    with house.db.write() as tx:
        made = staff.new_person(tx, "吴干事", now=START)
        accounts.grant(tx, made, "officer", unit=house.people["unit"], campaign=None, by=None, now=START)
    return made


def again(house, entry, *, by):
    with house.db.write() as tx:
        mailing.send_again(house, tx, entries.load(house, tx, entry), by=by, now=START)


@pytest.mark.parametrize(
    ("answers", "state"), [(["550 5.1.1 no such user"], "failed"), ([None, None], "unknown")]
)
def test_who_asked_hears_once_why_they_must_look(posting, server, answers, state):
    entry = submitted(posting)
    server.answers = list(answers)
    for _ in answers:
        is_due(posting)
        came = send(posting, entry)
    is_due(posting)
    assert (came, send(posting, entry)) == (state, "nothing")
    url = f"{posting.settings.origin}/console/entries/{entry}"
    about = {"title": "输液架锁止微课堂", "number": "AH24-000001", "mailbox": MAILBOX, "url": url}
    said = phrases.say(f"message.mail_{state}", **about)
    assert told(posting) == [(posting.people["officer"], f"mail_{state}", said)]

    colleague = another_officer(posting)
    again(posting, entry, by=colleague)
    server.answers = ["550 5.1.1 no such user"]
    assert send(posting, entry) == "failed"
    assert [person for person, _, _ in told(posting)] == [posting.people["officer"], colleague]


def test_what_is_tried_again_tells_nobody(posting, server):
    entry = submitted(posting)
    server.answers = ["451 4.7.1 greylisted"]
    assert (send(posting, entry), told(posting)) == ("waiting", [])


def test_who_asked_and_left_hears_nothing_and_their_successor_does(posting, server):
    entry, colleague, left = submitted(posting), another_officer(posting), posting.people["officer"]
    with posting.db.write() as tx:
        seats.remove(posting, tx, posting.people["unit"], left, by=left, now=START)
        tx.after_commit.clear()
    server.answers = ["550 5.1.1 no such user"]
    assert send(posting, entry) == "failed"
    assert [person for person, _, _ in told(posting)] == [colleague]


def test_nobody_is_left_to_hear_when_the_last_officer_has_gone(posting, server):
    entry, left = submitted(posting), posting.people["officer"]
    with posting.db.write() as tx:
        seats.remove(posting, tx, posting.people["unit"], left, by=left, now=START)
        tx.after_commit.clear()
    server.answers = ["550 5.1.1 no such user"]
    assert (send(posting, entry), told(posting)) == ("failed", [])


def taken_back(house, entry, *, and_sent_in_again):
    def act():
        with house.db.write() as tx:
            acts.recall(house, tx, entry, by=house.people["officer"], now=START)
        if and_sent_in_again:
            with house.db.write() as tx:
                acts.submit(house, tx, entry, by=house.people["officer"], now=START)

    return act


@pytest.mark.parametrize("is_in_again", [True, False])
def test_a_mail_that_nothing_hangs_on_any_more_tells_nobody(posting, server, is_in_again):
    """While it went out the course was taken back; sent in again it has a newer mail, which is another story."""
    entry = submitted(posting)
    server.meanwhile = [taken_back(posting, entry, and_sent_in_again=is_in_again)]
    server.answers = ["550 5.1.1 no such user"]
    assert (send(posting, entry), told(posting)) == ("failed", [])
    if is_in_again:
        assert send(posting, entry) == "sent"
        assert [row.state for row in held(posting, entry)] == ["sent", "failed"]
        assert [reason for _, reason, _ in told(posting)] == ["mailed"]


def test_what_lay_waiting_is_not_told_once_another_mail_was_asked_for(posting, server):
    """The platform was away, say, and on the page somebody had seen it already."""
    entry = submitted(posting)
    server.answers = ["550 5.1.1 no such user"]
    assert send(posting, entry) == "failed"

    def moot_now():
        with posting.db.write() as tx:
            tx.run(update(messages).values(due_at=real() - timedelta(hours=1)))
            (row,) = tx.rows(select(messages).where(messages.c.reason == "mail_failed"))
            return list(moot.among(posting, tx, [row], {row.person: row.person}, now=START).values())

    assert moot_now() == []
    again(posting, entry, by=posting.people["officer"])
    assert moot_now() == [moot.DONE]


def test_a_fault_of_ours_in_telling_does_not_send_the_mail_again(posting, server, monkeypatch):
    entry = submitted(posting)
    server.answers = ["550 5.1.1 no such user"]

    def broken(_house, tx, *_args, **_told):
        tx.run(insert(mails).values(id=ids.new(), entry=None))

    monkeypatch.setattr(mail_telling.messages, "post", broken)
    assert send(posting, entry) == "failed"
    with posting.db.write() as tx:
        tx.run(update(mails).values(due_at=START))
    assert (send(posting, entry), told(posting)) == ("nothing", [])
