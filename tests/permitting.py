"""Late permits of the province, as rows."""

from sqlalchemy import insert

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import permits


def given(house, until, *, by, campaign="2024-anhui", track="innovation", unit=None, entry=None):
    """Lets a unit (with all below it) or one entry send in until then."""
    row = {"campaign": campaign, "track": track, "unit": unit, "entry": entry, "until": until}
    with house.db.write() as tx:
        tx.run(insert(permits).values(id=ids.new(), by=by, reason="停电", at=START, **row))
