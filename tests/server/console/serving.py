"""The console over a filled house, served in this process on a port of its own: for pictures, and for tests in a browser."""

import contextlib

from core import settings as environment
from core.adapters import migrating
from core.services import campaigns
from core.services import house as building
from server.app import create_app
from tests import running
from tests.conftest import ROOT
from tests.server.console import stages
from tests.serving import serving


@contextlib.contextmanager
def served():
    """(address, house, stage). All of it goes at the end: the server, Valkey, the folder."""
    with running.valkey() as (url, folder):
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
