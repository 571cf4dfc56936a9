"""A mail that a real server refuses: for ever, for now, until it is given up; what the entry's page says of it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.adapters.clock import START, real
from core.adapters.tables import alerts, mails
from core.domain.clockwork import minute_text
from core.services import entries, mail_troubles, mailing, parcels, pausing
from tests.core.services import roadshows
from tests.core.services.test_mailing import Server as Plain
from tests.core.services.test_mailing import held, is_due, posting, running, send, submitted

__all__ = ["posting"]


class Server(Plain):
    """It judges senders and mailboxes too: `senders`, `mailboxes`: answers, one after the other."""

    def __init__(self):
        super().__init__()
        self.senders, self.mailboxes = [], []

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.senders.pop(0) if self.senders else "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.mailboxes.pop(0) if self.mailboxes else "250 OK"


@pytest.fixture
def server():
    with running(Server()) as made:
        yield made


def told(house, entry, now=START):
    """What is said of the newest mail of the entry."""
    with house.db.read() as tx:
        return mail_troubles.of(house, tx, entries.load(house, tx, entry), mailing.of(tx, entry), now=now)


def noted(house):
    return [row.code for row in roadshows.rows(house, alerts)]


@pytest.mark.parametrize(
    ("at", "answer", "state", "errcode", "said"),
    [
        ("mailboxes", "550 5.1.1 no such user", "failed", 550, "核对收件邮箱"),
        ("mailboxes", "550 5.7.1 you are on a list", "failed", 554, "白名单"),
        ("mailboxes", "451 4.7.1 greylisted", "waiting", 451, "这会儿不收信"),
        ("mailboxes", "452 4.2.2 full", "waiting", 452, "邮箱满了"),
        ("mailboxes", "552 5.2.2 full", "waiting", 452, "邮箱满了"),
        ("senders", "553 Mail from must equal authorized user", "waiting", 535, "发信账号"),
        ("answers", "550 spam", "failed", 554, "白名单"),
        ("answers", "550 5.1.1 no such user", "failed", 550, "核对收件邮箱"),
        ("answers", "452 no room", "waiting", 452, "邮箱满了"),
    ],
)
def test_an_answer_says_what_to_do_next(posting, server, at, answer, state, errcode, said):
    setattr(server, at, [answer])
    entry = submitted(posting)
    assert send(posting, entry) == state
    assert (held(posting, entry)[0].errcode, server.mails) == (errcode, [])
    trouble = told(posting, entry)
    assert said in trouble.said and trouble.is_over == (state == "failed")
    if state == "waiting":
        is_due(posting)
        assert send(posting, entry) == "sent"
        assert told(posting, entry) is None


def test_the_next_try_is_told_in_the_time_of_the_house(posting, server):
    server.mailboxes = ["451 4.7.1 greylisted"]
    entry = submitted(posting)
    assert send(posting, entry) == "waiting"
    due = real() + timedelta(hours=2)
    with posting.db.write() as tx:
        tx.run(update(mails).values(due_at=due))
    before = real()
    said = told(posting, entry).said
    between = range(int((real() - before).total_seconds()) + 2)
    latest = START + (due - before)
    assert any(minute_text(latest - timedelta(seconds=n)) in said for n in between)


def test_a_mail_that_is_too_large_even_with_links_says_so(posting, server):
    server.answers = ["552 5.3.4 too large"] * 2
    entry = submitted(posting)
    assert send(posting, entry) == "failed"
    assert "还是嫌这封邮件太大（552）" in told(posting, entry).said


@pytest.mark.parametrize(("answer", "said"), [("452 4.2.2 full", "一直是满的"), ("421 busy", "一直不收信")])
def test_a_mailbox_that_stays_shut_is_given_up_with_the_way_round_it(posting, server, answer, said):
    server.mailboxes = [answer] * mailing.TRIES
    entry = submitted(posting)
    for _ in range(mailing.TRIES):
        is_due(posting)
        state = send(posting, entry)
    trouble, row = told(posting, entry), held(posting, entry)[0]
    assert (state, noted(posting)) == ("failed", ["mail.failed"])
    assert said in trouble.said and "重发邮件" in trouble.said
    assert (trouble.url, trouble.key) == (mailing.url(posting, row.code), mailing.key(posting, row.id))


def test_a_file_that_the_storage_does_not_give_has_its_own_words(posting, server, monkeypatch):
    entry = submitted(posting)

    def away(*_):
        raise OSError(5, "the disk")

    with monkeypatch.context() as patched:
        patched.setattr(parcels, "of", away)
        assert (send(posting, entry), held(posting, entry)[0].errcode) == ("waiting", -5)
    assert "读不出来" in told(posting, entry).said
    is_due(posting)
    assert send(posting, entry) == "sent"


def test_nothing_is_said_of_a_mail_in_time_and_a_pause_is_named(posting):
    entry = submitted(posting)
    assert told(posting, entry) is None
    with posting.db.write() as tx:
        pausing.pause(tx, by=None, now=START)
    assert "暂停" in told(posting, entry).said
    with posting.db.write() as tx:
        tx.run(update(mails).values(state="unknown", errcode=-1))
    assert told(posting, entry).is_over and "两次" in told(posting, entry).said


def test_a_mail_sent_again_ends_what_was_said_of_the_one_before(posting, server):
    server.mailboxes = ["550 5.1.1 no such user"]
    entry = submitted(posting)
    assert send(posting, entry) == "failed"
    with posting.db.write() as tx:
        found = entries.load(posting, tx, entry)
        mailing.send_again(posting, tx, found, by=posting.people["officer"], now=START)
        tx.after_commit.clear()
    assert told(posting, entry) is None
    assert send(posting, entry) == "sent"
