"""The tree of units: names with dates, search, the nearest directly affiliated unit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, true, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import entries, unit_names, units
from core.domain.names import normalised

DEEPEST = 20  # levels of the tree


@dataclass(frozen=True, slots=True)
class Found:
    """A unit a search found: its id, its present name, the name of the unit above."""

    id: str
    name: str
    above: str


def below(unit: str) -> Any:
    """A query of the ids of a unit and all units below it."""
    tree = select(units.c.id).where(units.c.id == unit).cte(recursive=True)
    tree = tree.union_all(select(units.c.id).where(units.c.parent == tree.c.id))
    return select(tree.c.id)


def above(tx: Transaction, unit: str) -> list[Any]:
    """The unit and those above it, nearest first."""
    found: list[Any] = []
    at: str | None = unit
    while at and len(found) < DEEPEST:
        row = tx.one(select(units).where(units.c.id == at))
        if row is None:
            break
        found.append(row)
        at = row.parent
    return found


def is_within(tx: Transaction, unit: str, roots: Collection[str | None]) -> bool:
    """Whether a unit exists and stands in one of these branches; None is all."""
    over = {row.id for row in above(tx, unit)}
    return bool(over) and (None in roots or bool(over & set(roots)))


def nearest_direct(tx: Transaction, unit: str) -> str | None:
    """The nearest directly affiliated unit at or above: what an entry counts for (notice N3)."""
    return next((row.id for row in above(tx, unit) if row.is_direct), None)


def nearest_directs(tx: Transaction, wanted: Collection[str]) -> dict[str, str]:
    """`nearest_direct` of many: a query for each level of the tree, however many units. Units without one are left out."""
    at = {unit: unit for unit in wanted}
    found: dict[str, str] = {}
    for _ in range(DEEPEST):
        if not at:
            break
        columns = (units.c.id, units.c.parent, units.c.is_direct)
        rows = {
            row.id: row for row in tx.rows(select(*columns).where(units.c.id.in_(sorted(set(at.values())))))
        }
        found |= {unit: here for unit, here in at.items() if here in rows and rows[here].is_direct}
        at = {
            unit: rows[here].parent
            for unit, here in at.items()
            if unit not in found and here in rows and rows[here].parent
        }
    return found


def names(tx: Transaction, wanted: Collection[str]) -> dict[str, str]:
    """Present names by unit id."""
    if not wanted:
        return {}
    live = unit_names.c.until.is_(None)
    rows = tx.rows(
        select(unit_names.c.unit, unit_names.c.name).where(unit_names.c.unit.in_(list(wanted)), live)
    )
    return {row.unit: row.name for row in rows}


def unconfirmed(tx: Transaction, wanted: Collection[str]) -> frozenset[str]:
    if not wanted:
        return frozenset()
    rows = tx.rows(select(units.c.id).where(units.c.id.in_(list(wanted)), units.c.is_confirmed.is_(False)))
    return frozenset(row.id for row in rows)


def exists(tx: Transaction, unit: str) -> bool:
    return tx.one(select(units.c.id).where(units.c.id == unit)) is not None


UNIONS = ("union", "province")  # kinds of what can be a superior union (notice A2.5)


def search(tx: Transaction, said: str, *, kind: str = "", limit: int = 8) -> list[Found]:
    """Units by a part of any of their names, old names too; exact first, then short names first. `kind` as a field
    declares it: `union` finds regional and industrial unions only, `unit` what is none, and blank all."""
    wanted = normalised(said)
    if not wanted:
        return []
    pattern = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = tx.rows(
        select(unit_names.c.unit, unit_names.c.normalised, units.c.successor)
        .join(units, units.c.id == unit_names.c.unit)
        .where(unit_names.c.normalised.like(pattern, escape="\\"), _OF_KIND[kind])
        .limit(200)
    )
    rows = sorted(rows, key=lambda row: (row.normalised != wanted, len(row.normalised), row.normalised))
    heirs = _heirs(tx) if any(row.successor for row in rows) else {}
    found = list(dict.fromkeys(heirs.get(row.unit, row.unit) for row in rows))[:limit]
    parents = {
        row.id: row.parent for row in tx.rows(select(units.c.id, units.c.parent).where(units.c.id.in_(found)))
    }
    called = names(tx, {*found, *(parent for parent in parents.values() if parent)})
    return [Found(unit, called.get(unit, ""), called.get(parents.get(unit) or "", "")) for unit in found]


def _heirs(tx: Transaction) -> dict[str, str]:
    """Merged units, and the living one that each has become."""
    into = {
        row.id: row.successor
        for row in tx.rows(select(units.c.id, units.c.successor).where(units.c.successor.is_not(None)))
    }
    found = {}
    for unit in into:
        at = unit
        while at in into:  # `merging` lets none come round
            at = into[at]
        found[unit] = at
    return found


def heir(tx: Transaction, unit: str) -> str:
    """The unit, or the living one it was merged into."""
    return _heirs(tx).get(unit, unit)


_OF_KIND = {"": true(), "union": units.c.kind.in_(UNIONS), "unit": units.c.kind.not_in(UNIONS)}


def add(
    tx: Transaction,
    name: str,
    *,
    parent: str | None,
    kind: str,
    is_direct: bool = False,
    is_confirmed: bool = True,
    now: datetime,
) -> str:
    unit = ids.new()
    row = {"parent": parent, "kind": kind, "is_direct": is_direct, "is_confirmed": is_confirmed}
    tx.run(insert(units).values(id=unit, created_at=now, **row))
    _name(tx, unit, name, now=now)
    return unit


def add_many(tx: Transaction, made: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Units without a parent yet, `{id, name, kind, is_direct}` each, in two statements."""
    if not made:
        return
    rows = [
        {
            "id": row["id"],
            "kind": row["kind"],
            "is_direct": row["is_direct"],
            "is_confirmed": True,
            "created_at": now,
        }
        for row in made
    ]
    tx.run(insert(units).values(rows))
    called = [
        {
            "id": ids.new(),
            "unit": row["id"],
            "name": row["name"],
            "normalised": normalised(row["name"]),
            "since": now,
        }
        for row in made
    ]
    tx.run(insert(unit_names).values(called))


def rename(tx: Transaction, unit: str, name: str, *, now: datetime) -> None:
    """The unit stays the same; its former name still finds it."""
    if names(tx, [unit]).get(unit) == name:
        return
    live = (unit_names.c.unit == unit, unit_names.c.until.is_(None))
    tx.run(update(unit_names).where(*live).values(until=now))
    _name(tx, unit, name, now=now)
    tx.run(update(entries).where(entries.c.unit == unit, entries.c.state != "draft").values(is_shelved=False))


def _name(tx: Transaction, unit: str, name: str, *, now: datetime) -> None:
    row = {"unit": unit, "name": name, "normalised": normalised(name), "since": now}
    tx.run(insert(unit_names).values(id=ids.new(), **row))


def by_name(tx: Transaction, name: str) -> str | None:
    """The one living unit that bears exactly this name now."""
    here = (
        unit_names.c.normalised == normalised(name),
        unit_names.c.until.is_(None),
        units.c.successor.is_(None),
    )
    rows = tx.rows(select(unit_names.c.unit).join(units, units.c.id == unit_names.c.unit).where(*here))
    return rows[0].unit if len(rows) == 1 else None
