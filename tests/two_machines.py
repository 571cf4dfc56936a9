"""Two machines of one house on a real PostgreSQL, and acts of both at the very same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core import settings as environment
from core.adapters import migrating
from core.adapters.clock import START
from core.services import campaigns
from core.services import house as building
from tests import postgres, running
from tests.conftest import ROOT
from tests.core.services import roadshows


# A test module takes it as its own: `houses = two_machines.houses`.
@pytest.fixture(scope="module")
def houses(tmp_path_factory, valkey):
    """Migrated from nothing; `people` of a roadshow are there."""
    folder = tmp_path_factory.mktemp("pg")
    with postgres.running() as database:
        settings = environment.load(
            sandbox=True, data_dir=folder, redis_url=valkey, campaigns_dir=ROOT / "campaigns"
        ).model_copy(update={"database_url": database()})
        made = [building.build(settings) for _ in range(2)]
        migrating.migrate(settings, made[0].db)
        assert campaigns.record(made[0], now=START) == []
        made[0].people = roadshows.people(made[0], START)
        yield made
        for house in made:
            house.db.close()


# Beside `houses`: `place = two_machines.place`.
@pytest.fixture(params=["sqlite", "postgresql"])
def place(request):
    """A house on either database."""
    return (
        request.getfixturevalue("house")
        if request.param == "sqlite"
        else request.getfixturevalue("houses")[0]
    )


def both(first, second):
    """`first` is in its transaction, and has not committed, while `second` runs: what each of them gave. Whoever waits for
    a lock of the other goes on when the other commits."""
    inside, may_end, told = threading.Event(), threading.Event(), {}

    def one():
        told["first"] = first(lambda: (inside.set(), may_end.wait(2)))

    def two():
        assert inside.wait(running.PATIENCE)
        told["second"] = second()
        may_end.set()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one), pool.submit(two)]:
            done.result(running.PATIENCE)
    return told["first"], told["second"]


def together(act, times=6):
    gate = threading.Barrier(times)

    def one(number):
        gate.wait(running.PATIENCE)
        return act(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
