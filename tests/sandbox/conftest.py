"""The fake platform with clocks that tests turn, and a house that answers what the test says."""

import pytest

from sandbox import settings as environment
from sandbox.app import create_app
from tests.fakes import PATIENCE, Api, Hands, Listener


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def make(tmp_path, listener, hands):
    """A fake platform with such settings. It waits long, so that a busy machine is not taken for a silent house."""
    made = []
    usual = {"data_dir": tmp_path, "house": listener.address, "sandbox_port": 8449}
    usual |= {"callback_seconds": PATIENCE, "house_seconds": PATIENCE}

    def make(**told):
        settings = environment.Settings(**usual | told)
        made.append(create_app(settings, clock=hands))
        return Api(made[-1])

    yield make
    for app in made:
        app.extensions["parts"].store.close()


@pytest.fixture
def api(make):
    return make()
