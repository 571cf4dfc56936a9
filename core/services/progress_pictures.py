"""A unit's progress as a picture for a group: counts and dates, drawn from `progress`; nothing of any person."""

from datetime import datetime

from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import group_notes
from core.services.house import House


def picture(
    house: House, tx: Transaction, unit: str, campaign: str, track: str | None = None, *, now: datetime
) -> bytes:
    """PNG, 1080 pixels wide: each track against the quota with the days left, or one track alone. Raises
    Refused('group.unknown') when nothing is asked of the unit there."""
    found = group_notes.figures(house, tx, unit, campaign, now=now)
    if track is not None:
        found = group_notes.of_track(found, track)
    if not found.rows:
        raise Refused("group.unknown")
    return group_notes.drawn(found, now=now)
