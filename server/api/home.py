"""The first page of the mini-program in one answer: what can be declared, what is mine."""

from typing import Any

from apiflask import APIBlueprint

from core.adapters.db import Transaction
from core.domain import windows
from core.services import accounts, entries, privacy, reach, units
from server import doors
from server.api import shown
from server.api.schemas import HomeOut

bp = APIBlueprint("home", __name__, url_prefix="/api/v1", tag="people")
_MINE = 30  # entries of a person on the first page; a list has them all


@bp.get("/home")
@bp.output(HomeOut)
@bp.doc(security="token")
@doors.signed_in
def home() -> Any:
    """Tracks that can be begun with their ends, the person's entries, and the rooms that their grants open."""
    house, by = doors.house(), doors.asking()
    with house.db.read() as tx:
        mine = entries.mine(tx, by, limit=_MINE)
        return {
            "now": doors.now(),
            "tracks": _tracks(tx, by),
            "entries": shown.rows(tx, mine),
            "grants": _grants(tx, by),
        }


def _grants(tx: Transaction, person: str) -> list[dict[str, Any]]:
    held = list(accounts.grants_of(tx, person))
    named = units.names(tx, {row.unit for row in held if row.unit})
    return [{"role": row.role, "unit": row.unit, "unit_name": named.get(row.unit, "")} for row in held]


def _tracks(tx: Transaction, person: str) -> list[dict[str, Any]]:
    now = doors.now()
    found = []
    for made, track in reach.running(doors.house(), tx, person, now=now):
        window = windows.window(made, track.key)
        closes = reach.end_of_person(tx, made, window, person) if window else None
        asked = privacy.wanted(tx, made, person)
        found.append(
            {
                "campaign": made.key,
                "track": track.key,
                "title": track.title,
                "campaign_title": made.title,
                "issuer": made.issuer,
                "starts_by": track.starts_by,
                "opens": window.opens if window else None,
                "closes": closes,
                "last_day": windows.last_day(closes) if closes else "",
                "days_left": windows.days_left(closes, now=now) if closes else None,
                "consent": {"version": asked.version, "text": asked.text} if asked else None,
                "is_open": windows.is_open(made, track.key, "submit", now=now, permit_until=closes),
            }
        )
    return found
