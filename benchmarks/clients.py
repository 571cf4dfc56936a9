"""A worker with a draft, and a signed-in token, made straight in the database of a house that is measured."""

from core import settings as environment
from core.adapters.clock import START
from core.services import accounts, entries
from core.services import house as building
from core.settings import Settings
from server import doors
from server.app import create_app


def worker(settings: Settings) -> tuple[str, str]:
    """(token, entry)"""
    settings = environment.load(sandbox=True, data_dir=settings.data_dir)
    house = building.build(settings)
    with house.db.write() as tx:
        person = accounts.identify(tx, "mini", "bench", "m-bench", now=START)
        entry = entries.start(house, tx, "2024-anhui", "innovation", by=person, now=START)
    house.db.close()
    app = create_app(settings)
    with app.test_request_context():
        return doors.token_for(person), entry
