"""A Valkey that may have lost what was noted in it: the claim, a row of the database, is what counts then."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from redis.exceptions import ResponseError
from sqlalchemy import update

from core.adapters import queue
from core.adapters.clock import real
from core.adapters.tables import messages
from core.services import delivering, tasks
from core.services import house as building
from tests import posting, running
from tests.posting import NOW, post, state, tries

fake, house = posting.fake, posting.house
DOUBT = ("none", "unknown", None)
SENT = ("template", "sent", None)


def claimed_long_ago(house, *ids):
    """As a sender leaves them that died longer ago than the platform remembers a key."""
    began = real() - 2 * tasks.KEYED_FOR
    with house.db.write() as tx:
        here = messages.c.id.in_(ids)
        tx.run(
            update(messages).where(here).values(state="sending", attempt=1, due_at=began + delivering.LEASE)
        )


@pytest.fixture
def own(house):
    """The same house on a Valkey of its own, and a way to start that one anew, with its data or without."""
    folder = Path(tempfile.mkdtemp(prefix="wx-", dir=running.in_memory()))  # short: a socket lies there
    url, server = f"unix://{folder}/v.sock?db=0", []

    def start(*, keeps=True):
        if server:
            server[-1].kill()
            server[-1].wait()
        if not keeps:
            for part in sorted(folder.rglob("*appendonly*"), reverse=True):
                part.rmdir() if part.is_dir() else part.unlink()
        server.append(subprocess.Popen(queue.server_command(folder), stdout=subprocess.DEVNULL))
        running.until(lambda: queue.Jobs(url).is_up())

    start()
    built = building.build(house.settings.model_copy(update={"redis_url": url}))
    posting.remembers(built)
    yield built, start
    built.db.close()
    server[-1].kill()
    server[-1].wait()
    shutil.rmtree(folder)


@pytest.mark.parametrize("keeps", [False, True])
def test_what_was_called_before_valkey_restarted_does_not_arrive_twice(own, fake, keeps):
    """A machine whose power failed also keeps its file but for the last second."""
    house, start = own
    plain, weighty = post(house), post(house, "rejected", "two")
    for message in (plain, weighty):
        posting.called(house, message)
    claimed_long_ago(house, plain, weighty)
    start(keeps=keeps)
    while delivering.drain(house, clock=lambda: NOW):
        pass
    assert (tries(house, plain), state(house, plain)) == ([DOUBT], "unknown")
    assert tries(house, weighty) == [DOUBT, SENT]


def test_what_was_claimed_before_an_emptied_valkey_is_in_doubt(own, fake):
    house, _ = own
    message = post(house)
    house.platform._pace._redis.flushall()
    claimed_long_ago(house, message)
    assert delivering.deliver(house, message, now=NOW) == "unknown"


def test_what_is_claimed_under_a_valkey_that_runs_on_is_simply_sent(own, fake):
    house, start = own
    message = post(house)
    start()
    posting.remembers(house)
    claimed_long_ago(house, message)
    assert delivering.deliver(house, message, now=NOW) == "sent"
    assert tries(house, message) == [SENT]


def test_a_valkey_that_does_not_tell_its_history_is_not_believed(own, fake, monkeypatch):
    house, _ = own
    message = post(house)

    def refused(_section):
        raise ResponseError("NOPERM")

    monkeypatch.setattr(house.platform._pace._redis, "info", refused)
    claimed_long_ago(house, message)
    assert delivering.deliver(house, message, now=NOW) == "unknown"
