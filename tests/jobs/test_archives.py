"""Archives by real worker processes: killed in the middle, and made by the next one."""

import os
import signal
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.adapters.clock import START, real
from core.adapters.tables import archives as table
from core.services import accounts, archives, demo, entries
from core.services.sweeping import Sweep
from tests import filling
from tests.running import ROOT, parent, until

MB = 1024 * 1024


@pytest.fixture
def worker(house):
    """Starts a worker as the house does; all are gone afterwards."""
    told = {"SANDBOX": 1, "DATA_DIR": house.settings.data_dir, "REDIS_URL": house.settings.redis_url}
    environment = {**os.environ, **{key: str(value) for key, value in told.items()}}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    started = []

    def start():
        quiet = subprocess.DEVNULL
        made = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
        )
        started.append(made)
        return made

    yield start
    for made in started:
        if made.poll() is None:
            os.killpg(made.pid, signal.SIGKILL)
        made.wait()


def horses(worker):
    """The processes that it has forked."""
    return [int(one.name) for one in Path("/proc").glob("[0-9]*") if parent(int(one.name)) == worker]


def is_over(pid):
    """A zombie, which waits for somebody to ask how it ended, has no command line."""
    try:
        return not Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


def test_a_killed_workers_archive_is_made_by_the_next(house, worker):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        me = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)
    entry = filling.whole(house, by=me, now=START)
    with house.db.read() as tx:
        for row in entries.load(house, tx, entry).files.values():
            house.files.put(row.place, row.filename.encode())
    with house.files.path("kept/videos0").open("wb") as film:
        film.truncate(500 * MB)
    with house.db.write() as tx:
        held = archives.ask(house, tx, entries.load(house, tx, entry), by=me, now=START)

    def row():
        with house.db.read() as tx:
            return tx.one(select(table).where(table.c.id == held.id))

    first = worker()
    half = house.files.path(f"archives/{held.id}-1.zip")
    until(lambda: half.exists() and half.stat().st_size > MB, every=0.001, what="the first attempt at work")
    forked = horses(first.pid)
    first.send_signal(signal.SIGKILL)  # the worker alone: its horse must die with it
    first.wait()
    assert forked
    until(lambda: all(map(is_over, forked)), what="the end of its horse")
    assert (row().state, half.exists()) == ("waiting", True)

    with house.db.write() as tx:
        tx.run(update(table).values(lease_until=real() - timedelta(seconds=1)))  # 45 s later
    with house.files.path("kept/videos0").open("wb") as film:
        film.truncate(MB)
    worker()
    Sweep(house).turn()
    until(lambda: row().state == "made", what="the second attempt")
    assert (row().attempt, row().place, half.exists()) == (2, f"archives/{held.id}-2.zip", False)
    with zipfile.ZipFile(house.files.path(row().place)) as made:
        assert made.testzip() is None and made.getinfo("视频/videos-1.mp4").file_size == MB
