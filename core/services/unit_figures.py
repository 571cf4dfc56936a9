"""The numbers of an officer's units as chat and groups hear them: the one place where both ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.adapters.db import Transaction
from core.domain import windows
from core.domain.declaration import Campaign
from core.services import accounts, campaigns, quotas, reach, units
from core.services.house import House


@dataclass(frozen=True, slots=True)
class Row:
    """One track: what was sent in, what the notice asks at least (0: nothing), until when for this unit (a late permit counts)."""

    track: str
    title: str
    count: int
    least: int
    closes: datetime
    started: int = 0  # with drafts

    @property
    def lacking(self) -> int:
        return max(0, self.least - self.count)

    def days(self, *, now: datetime) -> int:
        """Whole days left; 0 on the last day, negative when it is over."""
        return -1 if now >= self.closes else windows.days_left(self.closes, now=now)


@dataclass(frozen=True, slots=True)
class Figures:
    """One directly affiliated unit in one campaign."""

    unit: str
    name: str
    campaign: Campaign
    rows: tuple[Row, ...]


def of_officer(house: House, tx: Transaction, *, by: str, now: datetime) -> list[Figures]:
    """Of each directly affiliated unit at or above a seat of the officer, campaign by campaign."""
    seats = [row.unit for row in accounts.grants_of(tx, by) if row.role == "officer" and row.unit]
    nearest = units.nearest_directs(tx, set(seats))
    return of_units(
        house, tx, list(dict.fromkeys(nearest[seat] for seat in seats if seat in nearest)), now=now
    )


def of_units(house: House, tx: Transaction, direct: Sequence[str], *, now: datetime) -> list[Figures]:
    """Of these directly affiliated units, in their order."""
    named = units.names(tx, set(direct))
    running = {made.key: made for made, _ in campaigns.running(house, tx, now=now)}
    found = []
    for made in running.values():
        asked = quotas.standings(tx, made, direct)
        ends = reach.ends_by_track(tx, made, direct)
        for unit in direct:
            rows = tuple(
                Row(one.track, one.title, one.count, one.least, ends[one.track][unit], one.started)
                for one in asked.get(unit, [])
                if one.track in ends
            )
            if rows:
                found.append(Figures(unit, named.get(unit, ""), made, rows))
    return sorted(found, key=lambda one: direct.index(one.unit))
