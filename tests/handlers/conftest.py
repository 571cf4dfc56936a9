"""Workers, and the units they work in."""

import pytest

from core.adapters.clock import START
from core.services import demo
from tests.handlers.talking import Worker


@pytest.fixture
def furnished(house):
    demo.furnish(house, now=START)
    return house


@pytest.fixture
def worker(furnished, client):
    return Worker(furnished, client)
