"""The mail of a course (N10): sent once with its submission, over the limit as a link, again after trouble, to a real server."""

import base64
import email
from contextlib import contextmanager
from datetime import timedelta
from email import policy

import pytest
from sqlalchemy import update

from core.adapters.clock import START, real
from core.adapters.tables import alerts, mails, messages
from core.domain.refusals import Refused
from core.services import acts, entries, fetching, mail_rounds, mailing, parcels, pausing
from core.services import house as building
from tests import smtp
from tests.core.services import roadshows
from tests.running import free_ports

MB = 1024 * 1024


class Server:
    """A real SMTP server that does what it is told: `answers` to DATA, one after the other; None cuts the line."""

    def __init__(self):
        self.mails, self.answers, self.meanwhile = (
            [],
            [],
            [],
        )  # meanwhile: what happens here before it answers

    async def handle_DATA(self, server, session, envelope):
        if self.meanwhile:
            self.meanwhile.pop(0)()
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer is None or answer.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        if answer is None:
            server.transport.abort()
            return "250 never read"
        return answer


@contextmanager
def running(made):
    """The server at a free port of this machine; `url` says where."""
    with smtp.serving(made) as port:
        made.url = f"smtp://127.0.0.1:{port}?from=union@example.org"
        yield made


@pytest.fixture
def server():
    with running(Server()) as made:
        yield made


@pytest.fixture
def posting(settings, valkey, server):
    house = building.build(settings.model_copy(update={"smtp_url": server.url}))
    house.people = roadshows.people(house, START)
    yield house
    house.db.close()


def submitted(house, **options):
    people = house.people
    entry = roadshows.course(house, people, START, **options)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=people["officer"], now=START)
    return entry


def held(house, entry):
    with house.db.read() as tx:
        return mailing.of(tx, entry)


def send(house, entry, now=START):
    return mailing.send(house, held(house, entry)[0].id, now=now)


def is_due(house):
    with house.db.write() as tx:
        tx.run(update(mails).values(due_at=real()))


def names(mail):
    return [part.get_filename() for part in mail.iter_attachments()]


def said(mail):
    return mail.get_body(("plain",)).get_content()


def test_a_submission_is_mailed_once_with_the_names_of_the_notice(posting, server):
    entry = submitted(posting)
    with posting.db.read() as tx:
        due = mailing.due(tx)
    assert [one for one, _ in due] == [held(posting, entry)[0].id]
    assert send(posting, entry) == "sent"
    assert send(posting, entry) == "nothing"
    (mail,) = server.mails
    with posting.db.read() as tx:
        found = entries.load(posting, tx, entry)
    subject = parcels.subject_of(found)
    assert subject.count("+") == 2 and subject.endswith("+李干事")
    assert (mail["Subject"], mail["To"]) == (subject, found.campaign.mailbox)
    assert sorted(names(mail)) == sorted(
        f"{subject}{ending}" for ending in (".mp4", ".xlsx", ".jpg", ".docx")
    )
    assert found.row.number in said(mail)
    assert "提取码" not in said(mail)
    told = [row.body["text"] for row in roadshows.rows(posting, messages, messages.c.reason == "mailed")]
    assert len(told) == 1 and "共 4 个文件" in told[0]


def test_what_is_too_large_comes_as_a_link_with_its_code(posting, server):
    entry = submitted(posting)
    posting.files.path(f"kept/{entry}-video").write_bytes(b"x" * (21 * MB))
    assert send(posting, entry) == "sent"
    (mail,) = server.mails
    row = held(posting, entry)[0]
    assert len(mail.as_bytes()) < 20 * MB
    (large,) = [one for one in row.listed if one["is_linked"]]
    assert large["name"] not in names(mail) and large["name"] in said(mail)
    assert f"/m/{row.code}" in said(mail) and mailing.key(posting, row.id) in said(mail)
    opened = fetching.unlock(posting, row.code, mailing.key(posting, row.id).lower(), now=START)
    assert {one.name: one.size for one in opened.files}[large["name"]] == 21 * MB
    assert posting.files.path(opened.files[0].place).is_file()


def test_a_server_that_takes_less_gets_links(posting, server):
    server.answers = ["552 5.3.4 too large"]
    entry = submitted(posting)
    path = posting.files.path(f"kept/{entry}-video")
    path.write_bytes(b"x" * MB)
    assert send(posting, entry) == "sent"
    (mail,) = server.mails
    assert len(names(mail)) == 3 and "提取码" in said(mail)


@pytest.mark.parametrize(
    ("answer", "state", "noted"),
    [
        ("451 later", "waiting", []),
        ("554 no", "failed", ["mail.failed"]),
        ("535 who", "waiting", ["mail.account"]),
    ],
)
def test_an_answer_of_the_server_has_its_class(posting, server, answer, state, noted):
    server.answers = [answer]
    entry = submitted(posting)
    assert send(posting, entry) == state
    assert [row.code for row in roadshows.rows(posting, alerts)] == noted
    assert server.mails == []
    if state == "waiting":
        assert held(posting, entry)[0].due_at > real()
        is_due(posting)
        assert send(posting, entry) == "sent"


def test_a_line_that_breaks_is_tried_once_more_under_the_same_id(posting, server):
    server.answers = [None, None]
    entry = submitted(posting)
    assert send(posting, entry) == "waiting"
    is_due(posting)
    assert send(posting, entry) == "unknown"
    is_due(posting)
    assert send(posting, entry) == "nothing"
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert "可能发过一次" in said(second) and "可能发过一次" not in said(first)


def test_a_sender_that_died_is_followed_by_one_more(posting, server):
    entry = submitted(posting)
    row = held(posting, entry)[0]
    with posting.db.write() as tx:
        tx.run(update(mails).values(state="sending", attempt=1, due_at=real() - timedelta(seconds=1)))
    with posting.db.read() as tx:
        assert mailing.due(tx) == [(row.id, 1)]
    assert send(posting, entry) == "sent"


def test_nobody_is_there(posting, server, settings, valkey):
    url = f"smtp://127.0.0.1:{free_ports(1)[0]}"
    house = building.build(settings.model_copy(update={"smtp_url": url}))
    house.people = posting.people
    entry = submitted(posting)
    for attempt in range(mailing.TRIES):
        assert mailing.send(house, held(posting, entry)[0].id, now=START) == (
            "waiting" if attempt < mailing.TRIES - 1 else "failed"
        )
        is_due(posting)
    house.db.close()


def test_without_a_server_the_mail_stays_as_a_file(settings, valkey):
    house = building.build(settings)
    house.people = roadshows.people(house, START)
    entry = submitted(house, title="锁止/装置")
    assert send(house, entry) == "sent"
    (kept,) = (settings.data_dir / "mail").glob("*.eml")
    mail = email.message_from_bytes(kept.read_bytes(), policy=policy.default)
    assert all("+锁止／装置+" in name for name in names(mail))
    assert [base64.b64decode(part.get_payload()) for part in mail.iter_attachments()][0] == b"x"
    house.db.close()


def test_what_was_taken_back_or_returned_is_not_mailed(posting, server):
    entry = submitted(posting)
    with posting.db.write() as tx:
        acts.recall(posting, tx, entry, by=posting.people["officer"], now=START)
    assert send(posting, entry) == "dropped"
    with posting.db.write() as tx:
        acts.submit(posting, tx, entry, by=posting.people["officer"], now=START)
    assert send(posting, entry) == "sent"
    assert [row.state for row in held(posting, entry)] == ["sent", "dropped"]
    assert len(server.mails) == 1


def test_a_pause_holds_mails_by_the_hint_and_by_the_sweep(posting, server):
    entry = submitted(posting)
    with posting.db.write() as tx:
        pausing.pause(tx, by=None, now=START)
    with posting.db.read() as tx:
        assert mailing.due(tx) == []
    assert (send(posting, entry), server.mails) == ("nothing", [])
    row = held(posting, entry)[0]
    assert (row.state, row.attempt) == ("waiting", 0)
    with posting.db.write() as tx:
        pausing.resume(tx, by=None, now=START)
    assert send(posting, entry) == "sent"


def test_sending_again_is_for_what_is_over_and_not_for_ever(posting, server):
    entry, by = submitted(posting), posting.people["officer"]

    def again():
        with posting.db.write() as tx:
            mailing.send_again(posting, tx, entries.load(posting, tx, entry), by=by, now=START)

    with pytest.raises(Refused, match="mail.underway"):
        again()
    for _ in range(mail_rounds.MOST - 1):
        assert send(posting, entry) == "sent"
        again()
    assert send(posting, entry) == "sent"
    with pytest.raises(Refused, match="mail.often"):
        again()
    assert len({mail["Message-ID"] for mail in server.mails}) == mail_rounds.MOST


def test_a_wrong_code_is_counted_and_the_link_ends_with_the_review(posting):
    entry = submitted(posting)
    assert send(posting, entry) == "sent"
    row = held(posting, entry)[0]
    told = []
    for _ in range(fetching.TRIES + 1):
        with pytest.raises(Refused) as refused:
            fetching.unlock(posting, row.code, "000000", now=START)
        told.append(refused.value.code)
    assert told == ["mail.key.wrong"] * 4 + ["mail.key.tries"] * 2
    with posting.db.write() as tx:
        tx.run(update(mails).values(locked_until=None))
        acts.withdraw(posting, tx, entry, by=posting.people["officer"], now=START)
    with pytest.raises(Refused, match="mail.link.unknown"):
        fetching.unlock(posting, row.code, mailing.key(posting, row.id), now=START)
