"""The real mini-program on a phone in Chromium, before a whole house; each test has a worker with a draft of its own."""

import pytest

from tests import browsing
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


@pytest.fixture
def held(worker):
    """`held(pattern)`: the calls of such addresses from now on, which wait; `held.go()` lets them go, and all after them."""

    class Held(list):
        def __call__(self, pattern):
            worker.phone.page.route(pattern, lambda route: self.append(route))
            return self

        def come(self, what):
            browsing.until(worker.phone.page, lambda: list(self), what)

        def go(self):
            for route in self:
                route.continue_()
            worker.phone.page.unroute_all()
            worker.phone.rests()

    return Held()
