"""Workers, and the units they work in."""

import pytest

from core.adapters.clock import START
from core.services import demo
from tests.handlers.talking import Worker, whole


@pytest.fixture
def furnished(house):
    demo.furnish(house, now=START)
    return house


@pytest.fixture
def worker(furnished, client):
    return Worker(furnished, client)


@pytest.fixture
def officer(worker, client):
    return Worker(worker.house, client, "o-sandbox-li")


@pytest.fixture
def sent(worker):
    """An entry that waits for the officer."""
    entry = whole(worker)
    worker.says("提交")
    return entry
