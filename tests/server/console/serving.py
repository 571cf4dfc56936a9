"""The console over a filled house, served in this process on a port of its own: for pictures, and for tests in a browser."""

import contextlib

from core import settings as environment
from core.adapters import migrating
from core.services import campaigns
from core.services import house as building
from server.app import create_app
from tests import fakes, running
from tests.conftest import ROOT
from tests.server.console import stages
from tests.serving import serving


@contextlib.contextmanager
def _told(folder, url):
    data = folder / "var"
    told = environment.load(sandbox=True, data_dir=data, redis_url=url, campaigns_dir=ROOT / "campaigns")
    with fakes.serving(told, folder / "platform") as platform:
        yield told.model_copy(update={"wechat_api_base": platform.url})


@contextlib.contextmanager
def served():
    """(address, house, stage), before a platform that gives its codes for signing in. All of it goes at the end: the server,
    the platform, Valkey, the folder."""
    with running.valkey() as (url, folder), _told(folder, url) as told:
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
