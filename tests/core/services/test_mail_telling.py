"""A mail that did not go for good is told to who asked for it, once, in the same breath as it was settled."""

import pytest
from sqlalchemy import insert, update

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import mails, messages
from core.domain import phrases
from core.services import accounts, entries, mail_telling, mailing, seats, staff
from tests.core.services import roadshows
from tests.core.services.test_mailing import is_due, posting, send, server, submitted

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
