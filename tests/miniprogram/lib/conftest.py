"""The real mini-program on a phone in Chromium, before a whole house; each test has a worker with a draft of its own."""

import pytest

from tests.miniprogram.lib.workers import Worker
from tests.running import Copy


@pytest.fixture(scope="session")
def copy():
    """One a test process: files of other packages come between those of this one, and each start costs six seconds of a
    processor."""
    running = Copy().start()
    yield running
    running.end()


@pytest.fixture
def worker(chromium, copy):
    """王师傅 with a new draft; `worker.expected` are words of errors that this test provokes."""
    playing = Worker(chromium, copy)
    yield playing
    playing.leave()
