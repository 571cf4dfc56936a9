"""How far directly affiliated units are from what the notice asks of them (N3, N4): the quota's part of `progress`."""

from collections.abc import Collection
from dataclasses import dataclass

from core.adapters.db import Transaction
from core.domain.declaration import Campaign
from core.services import progress


@dataclass(frozen=True, slots=True)
class Standing:
    """What one track asks of a unit, and what it has: `count` sent in that counts, of `started`; so many of them recognised
    by the unit, so many passed."""

    track: str
    title: str
    count: int
    least: int
    started: int = 0
    confirmed: int = 0
    approved: int = 0

    @property
    def lacking(self) -> int:
        return max(0, self.least - self.count)


def standings(tx: Transaction, campaign: Campaign, direct: Collection[str]) -> dict[str, list[Standing]]:
    """By directly affiliated unit, the tracks that have a quota."""
    asked = {quota.track for quota in campaign.quotas if quota.min is not None and quota.per == "direct_unit"}
    found = progress.standings(tx, campaign, direct) if asked else {}
    return {unit: [of(tally) for tally in found.get(unit, ()) if tally.track in asked] for unit in direct}


def of(tally: progress.Tally) -> Standing:
    return Standing(
        tally.track, tally.title, tally.submitted, tally.least, tally.started, tally.confirmed, tally.approved
    )
