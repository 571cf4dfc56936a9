"""What the robots of units say in their groups at the instants of reminders: the unit's numbers, never a person's."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import robots as robot_table
from core.domain import reminders
from core.domain.declaration import Campaign, Track
from core.services import group_notes, robots, unit_figures, units
from core.services.house import House


def announce(
    house: House, tx: Transaction, campaign: Campaign, track: Track, occasion: str, closes: Collection[datetime], *,
    now: datetime, ends: timedelta
) -> int:  # fmt: skip
    """A digest for every unit with a robot that still has something to do in the track: its quota lacks something, or a
    draft was not sent in, and whose own end is one of those that are spoken of. Once an occasion; true until `ends` from now.
    Gives how many units."""
    about = {"kind": f"{campaign.key}:{track.key}", "quiet": reminders.quiet_text(campaign.quiet)}
    bound = [
        row.unit
        for row in tx.rows(select(robot_table.c.unit).where(robot_table.c.stopped_at.is_(None)).distinct())
    ]
    direct = units.nearest_directs(tx, set(bound)) if bound else {}
    told = 0
    shown = {
        found.unit: group_notes.of_track(found, track.key)
        for found in unit_figures.of_units(house, tx, sorted(set(direct.values())), now=now)
        if found.campaign.key == campaign.key
    }
    for unit in sorted(bound):
        found = shown.get(direct.get(unit, ""))
        if found is not None and any(
            row.closes in closes and (row.lacking or row.started > row.count) for row in found.rows
        ):
            robots.post(
                house, tx, unit, occasion, group_notes.text(found, now=now), now=now, ends=ends, **about
            )
            told += 1
    return told
