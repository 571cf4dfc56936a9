"""Until when an entry can be sent in, as a condition of SQL: the window's end, or a late permit of the province."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, false, not_, or_, select, true

from core.adapters.db import Transaction
from core.adapters.tables import entries, permits, units
from core.domain.declaration import Campaign, Window


@dataclass(frozen=True, slots=True)
class Reach:
    """Of one track: its window, and every later end that a permit gives, in order."""

    campaign: str
    window: Window
    later: tuple[datetime, ...]

    @property
    def closings(self) -> tuple[datetime, ...]:
        return (self.window.closes, *self.later)

    def closing_at(self, closes: datetime, *, of: Any = None) -> Any:
        """Entries (or units, `of` their id) whose own end is just that one."""
        beyond = [until for until in self.later if until > closes]
        own = true() if closes == self.window.closes else self._permitted([closes], of)
        return and_(own, not_(self._permitted(beyond, of))) if beyond else own

    def open_at(self, now: datetime, *, of: Any = None) -> Any:
        """Entries (or units) that can still send in."""
        if now < self.window.closes:
            return true()
        return self._permitted([until for until in self.later if until > now], of)

    def _permitted(self, untils: list[datetime], of: Any) -> Any:
        if not untils:
            return false()
        here = (
            permits.c.campaign == self.campaign,
            permits.c.track == self.window.track,
            permits.c.until.in_(untils),
        )
        tree = (
            select(permits.c.unit.label("unit")).where(*here, permits.c.unit.is_not(None)).cte(recursive=True)
        )
        tree = tree.union(select(units.c.id).where(units.c.parent == tree.c.unit))
        if of is not None:
            return of.in_(select(tree.c.unit))
        single = select(permits.c.entry).where(*here, permits.c.entry.is_not(None))
        covered = and_(entries.c.unit.is_not(None), entries.c.unit.in_(select(tree.c.unit)))
        return or_(entries.c.id.in_(single), covered)


def ends(tx: Transaction, reach: Reach, wanted: Collection[str]) -> dict[str, datetime]:
    """By unit, when sending in ends for it: with the window, or by the latest permit of its own or of one above."""
    return _ends(tx, reach, units.c.id, wanted, of=units.c.id)


def ends_of_entries(tx: Transaction, reach: Reach, wanted: Collection[str]) -> dict[str, datetime]:
    """By entry, the same; a permit may be of the entry alone."""
    return _ends(tx, reach, entries.c.id, wanted)


def _ends(
    tx: Transaction, reach: Reach, id: Any, wanted: Collection[str], *, of: Any = None
) -> dict[str, datetime]:
    found = dict.fromkeys(wanted, reach.window.closes)
    for until in reach.later:
        mine = select(id).where(id.in_(list(wanted)), reach.closing_at(until, of=of))
        found |= {row.id: until for row in tx.rows(mine)}
    return found


def of(tx: Transaction, campaign: Campaign, window: Window) -> Reach:
    """The reach of a track as permits stand now, in the zone of its window."""
    here = (permits.c.campaign == campaign.key, permits.c.track == window.track)
    rows = tx.rows(
        select(permits.c.until)
        .where(*here, permits.c.until > window.closes)
        .distinct()
        .order_by(permits.c.until)
    )
    later = tuple(row.until.astimezone(window.closes.tzinfo) for row in rows)
    return Reach(campaign.key, window, later)
