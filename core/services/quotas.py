"""How far directly affiliated units are from what the notice asks of them (N3, N4)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from core.adapters.db import Transaction
from core.adapters.tables import entries, units
from core.domain.declaration import Campaign

_NOT_COUNTED = ("draft", "withdrawn", "rejected")


@dataclass(frozen=True, slots=True)
class Standing:
    """What one track asks of a unit, and what it has."""

    track: str
    title: str
    count: int
    least: int

    @property
    def lacking(self) -> int:
        return max(0, self.least - self.count)


def standings(tx: Transaction, campaign: Campaign, direct: Collection[str]) -> dict[str, list[Standing]]:
    """By directly affiliated unit. An entry counts for the nearest one at or above its unit, once sent in and
    not withdrawn or rejected."""
    asked = [quota for quota in campaign.quotas if quota.min is not None and quota.per == "direct_unit"]
    had = _counted(tx, campaign.key, direct) if asked else {}
    return {
        unit: [
            Standing(
                quota.track,
                campaign.by_key[quota.track].title,
                had.get((unit, quota.track), 0),
                quota.min or 0,
            )
            for quota in asked
        ]
        for unit in direct
    }


def _counted(tx: Transaction, campaign: str, direct: Collection[str]) -> dict[tuple[str, str], int]:
    tree = (
        select(units.c.id.label("top"), units.c.id.label("unit"))
        .where(units.c.id.in_(list(direct)))
        .cte("counted", recursive=True)
    )
    tree = tree.union_all(
        select(tree.c.top, units.c.id).where(units.c.parent == tree.c.unit, units.c.is_direct.is_(False))
    )
    here = (entries.c.campaign == campaign, entries.c.state.not_in(_NOT_COUNTED))
    rows = tx.rows(
        select(tree.c.top, entries.c.track, func.count().label("n"))
        .join(entries, entries.c.unit == tree.c.unit)
        .where(*here)
        .group_by(tree.c.top, entries.c.track)
    )
    return {(row.top, row.track): row.n for row in rows}
