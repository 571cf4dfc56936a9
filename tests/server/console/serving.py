"""The console over a filled house, served in this process on a port of its own: for pictures, and for tests in a browser."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from redis.exceptions import RedisError

from core import settings as environment
from core.adapters import migrating, queue
from core.services import campaigns
from core.services import house as building
from server.app import create_app
from tests.conftest import ROOT
from tests.server.console import stages
from tests.serving import serving


@contextlib.contextmanager
def served():
    """(address, house, stage). All of it goes at the end: the server, Valkey, the folder."""
    folder = Path(tempfile.mkdtemp(prefix="wx-"))
    valkey = subprocess.Popen(queue.server_command(folder), stdout=subprocess.DEVNULL)
    try:
        url = f"unix://{folder}/v.sock?db=0"
        _wait(url)
        data = folder / "var"
        told = environment.load(sandbox=True, data_dir=data, redis_url=url, campaigns_dir=ROOT / "campaigns")
        house = building.build(told)
        migrating.migrate(told, house.db)
        campaigns.record(house, now=house.clock.now())
        stage = stages.furnished(house, folder)
        app = create_app(house.settings)
        app.extensions["house"].db.close()
        app.extensions["house"] = house
        try:
            with serving(app) as url:
                yield url, house, stage
        finally:
            house.db.close()
    finally:
        valkey.terminate()
        valkey.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url):
    for _ in range(200):
        with contextlib.suppress(RedisError):
            queue.connect(url).ping()
            return
        time.sleep(0.05)
    raise RuntimeError("Valkey did not start")
