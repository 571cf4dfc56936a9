"""What lists find entries by is made by a real worker that `tick` hints at."""

import os
import signal
import subprocess
import sys

import pytest

from core.adapters.clock import START
from core.services import accounts, acts, demo, listing, shelving
from core.services.narrowing import Wanted
from core.services.sweeping import Sweep
from tests import filling
from tests.running import ROOT, until


@pytest.fixture
def worker(house):
    told = {"SANDBOX": 1, "DATA_DIR": house.settings.data_dir, "REDIS_URL": house.settings.redis_url}
    environment = {**os.environ, **{key: str(value) for key, value in told.items()}}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--quick"]
    quiet = subprocess.DEVNULL
    made = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    )
    yield
    os.killpg(made.pid, signal.SIGKILL)
    made.wait()


def test_tick_has_it_made_and_again_after_a_change(house, worker):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        me, auditor = (
            accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=START)
            for name in ("wang", "zhao")
        )
    entry = filling.whole(house, by=me, now=START, title="锂电钻头定位装置的研制")
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=me, now=START)
    sweep = Sweep(house)

    def found():
        sweep.turn()
        with house.db.read() as tx:
            return not shelving.due(tx) and [
                line.id for line in listing.page(tx, Wanted(text="钻头"), by=auditor).lines
            ]

    assert until(found, what="found by its text") == [entry]
    with house.db.write() as tx:
        acts.recall(house, tx, entry, by=me, now=START)
        acts.submit(house, tx, entry, by=me, now=START)
    assert until(found, what="found again") == [entry]
