"""A real server process to browse, somebody who works off its checks, and Debian's Chromium."""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from sqlalchemy import select

from core.adapters.clock import real
from core.adapters.db import Busy
from core.adapters.tables import attachments
from core.services import archives, attaching, checks, mends
from tests import browsing
from tests.running import PATIENCE, ROOT, free_ports, until


def removed(row):
    """Presses 删除 and, as it asks, once more: within its four seconds, however slow the machine is."""
    asked = row.get_by_role("button", name="删除").evaluate(
        "one => { one.click(); const asked = one.textContent; one.click(); return asked }"
    )
    assert asked == "确定删除？再点一次"


class Live:
    """The house's web process on a port of its own; it can be killed and started again."""

    def __init__(self, settings):
        self.port = free_ports(1)[0]
        self.url = f"http://127.0.0.1:{self.port}"
        told = {
            "SANDBOX": 1,
            "PORT": self.port,
            "DATA_DIR": settings.data_dir,
            "REDIS_URL": settings.redis_url,
        }
        self._environment = {**os.environ, **{key: str(value) for key, value in told.items()}}
        self._log = (settings.data_dir / "web.log").open("ab")
        self.process = None

    def start(self):
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-k",
            "gthread",
            "--threads",
            "16",
            "-b",
            f"127.0.0.1:{self.port}",
        ]
        self.process = subprocess.Popen(
            [*command, "--no-control-socket", "--timeout", "0", "wsgi:app"], cwd=ROOT, env=self._environment, stdout=self._log,
            stderr=self._log, start_new_session=True,
        )  # fmt: skip
        until(self._answers, what="the server answers")
        return self

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=30) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as refused:
            refused.close()
            return False
        except OSError:
            return False

    def kill(self):
        """As a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def close(self):
        if self.process.poll() is None:
            self.kill()
        self._log.close()


@pytest.fixture
def live(house):
    server = Live(house.settings).start()
    yield server
    server.close()


class Checker:
    """Does what the workers do, in this process."""

    def __init__(self, house):
        self._house, self._done = house, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        while not self._done.wait(0.1):
            with suppress(Busy):  # a job that could not write is tried again
                self._work()

    def _work(self):
        with self._house.db.read() as tx:
            due = [row for row, _attempt in attaching.CHECKING.due(tx, now=real())]
            packing = [row for row, _attempt in archives.PACKING.due(tx, now=real())]
            mending = tx.rows(select(attachments.c.id).where(attachments.c.fixing.is_not(None)))
        for attachment in due:
            checks.check(self._house, attachment, now=self._house.clock.now())
        for archive in packing:
            archives.make(self._house, archive)
        for row in mending:
            mends.mend(self._house, row.id, now=self._house.clock.now())

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_fault):
        self._done.set()
        self._thread.join()


@pytest.fixture
def checker(house):
    with Checker(house) as running:
        yield running


@pytest.fixture
def phone(chromium):
    """A context like a phone's; what its console says in error fails the test."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, locale="zh-CN"
    )
    context.set_default_timeout(browsing.PATIENCE)
    yield context
    context.close()
