"""Mails over a slow line, lines that break on the way, senders that break: sent once, surely not sent, or somebody is told."""

import socket
import threading
from contextlib import contextmanager, suppress

import pytest
import structlog
from sqlalchemy import select, update

from core.adapters import mail
from core.adapters.clock import START, real
from core.adapters.tables import alerts, mails
from core.services import house as building
from core.services import mail_leases, mailing, messages, parcels
from tests import smtp
from tests.core.services import roadshows
from tests.core.services.test_mailing import MB, Server, held, is_due, send, submitted


class Line:
    """What lies between the house and the server: slow, or cut after so many bytes of the mail."""

    def __init__(self, port):
        self._port, self.delay, self.cut, self.passed = port, 0.0, None, 0
        self._end = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
            far = socket.create_connection(("127.0.0.1", self._port))
            threading.Thread(target=self._back, args=(far, near), daemon=True).start()
            threading.Thread(target=self._forth, args=(near, far), daemon=True).start()

    def _back(self, far, near):
        with near, far:
            while piece := _read(far):
                with suppress(OSError):
                    near.sendall(piece)
            _hang_up(near, far)

    def _forth(self, near, far):
        self.passed = 0
        while piece := _read(near):
            self.passed += len(piece)
            if self.cut is not None and self.passed > self.cut:
                _hang_up(near, far)
                return
            if len(piece) > 4096 and self._end.wait(self.delay):
                return
            with suppress(OSError):
                far.sendall(piece)

    def close(self):
        self._end.set()
        _hang_up(self._door)
        self._door.close()


def _hang_up(*lines):
    for one in lines:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _read(line):
    try:
        return line.recv(16384)
    except OSError:
        return b""


@contextmanager
def _running(made):
    with smtp.serving(made) as port:
        line = Line(port)
        yield line
        line.close()


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def line(server):
    with _running(server) as made:
        yield made


@pytest.fixture
def posting(settings, valkey, line):
    url = f"smtp://127.0.0.1:{line.port}?from=union@example.org"
    house = building.build(settings.model_copy(update={"smtp_url": url}))
    house.people = roadshows.people(house, START)
    yield house
    house.db.close()


def large(house, size=3 * MB):
    entry = submitted(house)
    house.files.path(f"kept/{entry}-video").write_bytes(b".\n" * (size // 2))
    return entry


def noted(house):
    with house.db.read() as tx:
        return [row.code for row in tx.rows(select(alerts))]


def test_a_mail_may_take_longer_than_the_server_may_for_a_word(posting, server, line, monkeypatch):
    entry = large(posting)
    for slower in (1, 2, 8, 32):  # a machine that stood still for longer than SECONDS gets more of both
        monkeypatch.setattr(mail, "SECONDS", 1.0 * slower)
        line.delay = 0.01 * slower  # of 16 KB: three times SECONDS for all of it
        if (came := send(posting, entry)) == "sent":
            break
        is_due(posting)
    assert came == "sent"
    (found,) = server.mails
    sizes = [len(part.get_payload(decode=True)) for part in found.iter_attachments()]
    assert 3 * MB in sizes
    assert noted(posting) == []


def test_a_line_that_stops_is_given_up_and_the_mail_is_surely_not_sent(posting, server, line, monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 0.5)
    line.delay = 3600.0
    entry = large(posting)
    assert send(posting, entry) == "waiting"
    assert (server.mails, held(posting, entry)[0].errcode) == ([], 0)


@pytest.mark.parametrize("times", [1, 4])
def test_a_line_that_breaks_before_the_final_dot_is_no_doubt(posting, server, line, times):
    entry = large(posting)
    line.cut = MB
    for _ in range(times):
        assert send(posting, entry) == "waiting"
        assert (server.mails, held(posting, entry)[0].errcode) == ([], 0)
        is_due(posting)
    line.cut = None
    assert (send(posting, entry), len(server.mails), noted(posting)) == ("sent", 1, [])


def test_doubt_that_stays_calls_for_a_person(posting, server):
    server.answers = [None, None]
    entry = submitted(posting)
    assert send(posting, entry) == "waiting"
    is_due(posting)
    assert (send(posting, entry), noted(posting)) == ("unknown", ["mail.unknown"])


class Killed(BaseException):
    """No handler of ours sees it."""


def killed(posting, entry, monkeypatch, at):
    """A sender that is killed there; its lease is over."""

    def dies(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mail, at, dies)
        with pytest.raises(Killed):
            send(posting, entry)
    assert held(posting, entry)[0].state == "sending"
    is_due(posting)


def test_senders_that_died_before_the_final_dot_have_sent_nothing(posting, server, monkeypatch):
    entry = submitted(posting)
    for _ in range(3):
        killed(posting, entry, monkeypatch, "_pour")
    assert (send(posting, entry), len(server.mails), noted(posting)) == ("sent", 1, [])
    assert "可能发过一次" not in server.mails[0].get_body(("plain",)).get_content()


def test_two_senders_that_died_after_the_final_dot_call_for_a_person(posting, server, monkeypatch):
    entry = submitted(posting)
    killed(posting, entry, monkeypatch, "_end")
    killed(posting, entry, monkeypatch, "_pour")  # this one adds no doubt
    killed(posting, entry, monkeypatch, "_end")
    assert (send(posting, entry), noted(posting)) == ("unknown", ["mail.unknown"])


def test_a_mail_that_kills_every_sender_ends(posting, monkeypatch):
    entry = submitted(posting)
    for _ in range(mailing.TRIES):
        killed(posting, entry, monkeypatch, "_pour")
    assert (send(posting, entry), noted(posting)) == ("failed", ["mail.failed"])


def test_the_lease_is_kept_while_the_mail_goes_out(posting, server, monkeypatch):
    monkeypatch.setattr(mail_leases, "RENEWED", 0.0)
    entry = large(posting)
    ends, keep = [real()], mail_leases.Held.__call__

    def seen(self):
        keep(self)
        ends.append(held(posting, entry)[0].due_at)

    monkeypatch.setattr(mail_leases.Held, "__call__", seen)
    assert (send(posting, entry), len(server.mails)) == ("sent", 1)
    assert len(ends) > 20 and ends == sorted(set(ends)) and ends[1] > ends[0] + mailing.LEASE


def test_whoever_was_taken_over_does_not_touch_the_lease(posting):
    row = held(posting, submitted(posting))[0]
    with posting.db.write() as tx:
        tx.run(update(mails).values(state="sending", attempt=2, due_at=START))
    keeps = mail_leases.Held(posting, row.id, 1, mailing.LEASE)
    keeps._last -= 3600
    keeps()
    with posting.db.read() as tx:
        assert tx.value(select(mails.c.due_at)) == START


def test_a_fault_of_ours_before_the_mail_began_is_no_doubt(posting, server, monkeypatch):
    entry = submitted(posting)
    whole = parcels.of

    def broken(*_):
        raise ValueError("a document that cannot be made")

    monkeypatch.setattr(parcels, "of", broken)
    with structlog.testing.capture_logs() as said:
        for _ in range(3):
            assert send(posting, entry) == "waiting"
            assert held(posting, entry)[0].errcode == -4
            is_due(posting)
    assert [one["fault"] for one in said if one["event"] == "mail.broke"] == ["ValueError"] * 3
    assert noted(posting) == ["mail.broke"]
    monkeypatch.setattr(parcels, "of", whole)
    assert (send(posting, entry), len(server.mails)) == ("sent", 1)


def test_a_mail_that_was_taken_stays_sent_whatever_breaks_then(posting, server, monkeypatch):
    entry = submitted(posting)

    def broken(*_, **__):
        raise ValueError("no words")

    monkeypatch.setattr(messages, "post", broken)
    with structlog.testing.capture_logs():
        assert (send(posting, entry), held(posting, entry)[0].state) == ("sent", "sent")
    is_due(posting)
    assert (send(posting, entry), len(server.mails)) == ("nothing", 1)


def test_the_job_lives_longer_than_the_slowest_mail(posting, monkeypatch):
    told = {}
    monkeypatch.setattr(posting.jobs, "enqueue", lambda *_, **named: told.update(named))
    mailing.hint(posting, "m", 0)
    assert told["seconds"] > 2 * mail.SLOWEST + mail.VERDICT
    assert mailing.LEASE.total_seconds() > mail.VERDICT + mail.SECONDS + mail_leases.RENEWED


def test_a_sender_that_slept_beyond_its_lease_leaves_the_final_dot_to_the_other(posting, server, monkeypatch):
    entry, closing, woken, taken = submitted(posting), mail_leases.Held.closing, [], []

    def slept(self, errcode):
        if not woken:
            woken.append(True)
            with posting.db.write() as tx:
                tx.run(update(mails).values(due_at=real()))
            taken.append(send(posting, entry))
        closing(self, errcode)

    monkeypatch.setattr(mail_leases.Held, "closing", slept)
    send(posting, entry)
    assert (taken, len(server.mails), held(posting, entry)[0].state) == (["sent"], 1, "sent")
