"""How many entries there would be behind each choice of the list's filters, with the others as they are: two statements."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, literal, select, union_all

from core.adapters.db import Transaction
from core.adapters.tables import entries
from core.services import accounts, narrowing
from core.services.entries import CLOSED, READERS
from core.services.narrowing import Wanted

_CONTENT = ("category", "section", "worst", "seal", "near")


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by facet and choice; `total` of what the list shows, `is_about` where longer words were not looked up one by one."""

    counts: dict[str, dict[str, int]]
    total: int
    is_about: bool

    def of(self, facet: str, choice: str) -> int:
        return self.counts.get(facet, {}).get(choice, 0)


def count(tx: Transaction, wanted: Wanted, *, by: str, roles: Collection[str] = READERS) -> Facets:
    """Within the grants of `by`. Every entry is looked at once, in an index that holds all that is asked."""
    narrowed = narrowing.conditions(tx, wanted, by=by)
    keys = [
        entries.c[name]
        for name in ("campaign", "track", "state", "category", "section", "worst", "seal", "is_near")
    ]
    here = and_(accounts.scope(tx, by, *roles).where(), *narrowed.fixed)
    cube = select(*keys, func.count().label("n")).where(here).group_by(*keys).cte("cube")
    rows = tx.rows(
        union_all(*(_of(cube, narrowed, facet, choice) for facet, choice in _choices(cube).items()))
    )
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.choice is not None:
            counts.setdefault(row.facet, {})[row.choice] = int(row.n or 0)
    return Facets(counts, counts.get("total", {}).get("", 0), narrowed.is_about)


def _choices(cube: Any) -> dict[str, Any]:
    return {
        "total": literal(""),
        "state": cube.c.state,
        "kind": cube.c.campaign.concat("/").concat(cube.c.track),
        "category": cube.c.category,
        "section": cube.c.section,
        "worst": cube.c.worst,
        "seal": cube.c.seal,
        "near": case(
            (cube.c.is_near.is_(True), "1"), else_="0"
        ),  # a cast says 0 on SQLite and false on PostgreSQL
    }


def _of(cube: Any, narrowed: narrowing.Narrowed, facet: str, choice: Any) -> Any:
    others = [made(cube.c) for name, made in narrowed.facets.items() if name != facet]
    if facet in _CONTENT:
        others.append(cube.c.state.not_in(CLOSED))
    said = select(literal(facet).label("facet"), choice.label("choice"), func.sum(cube.c.n).label("n")).where(
        and_(True, *others)
    )
    return said if facet == "total" else said.group_by(choice)
