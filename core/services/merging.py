"""A unit is merged into another, or dissolved into the one above: its open entries and officers go on there (design 3).

Nothing an entry says is touched, so every seal stays good: the unit stands below its successor from then on, and whatever
is counted, scoped or sent by the tree follows by itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import grants, permits, robots
from core.adapters.tables import units as unit_table
from core.domain.refusals import Refused
from core.services import accounts, audit_log, units


def merge(tx: Transaction, unit: str, into: str, *, by: str | None, now: datetime) -> None:
    """Again: nothing. Raises Refused: unit.unknown, unit.merge.self, unit.merge.below, unit.merge.gone, unit.merge.full."""
    here = tx.one(select(unit_table).where(unit_table.c.id == unit))
    there = tx.one(select(unit_table).where(unit_table.c.id == into))
    if here is None or there is None:
        raise Refused("unit.unknown")
    if here.successor == into:
        return
    named = units.names(tx, [unit, into])
    told: dict[str, Any] = {"unit": named.get(unit, ""), "into": named.get(into, "")}
    if unit == into:
        raise Refused("unit.merge.self")
    if here.successor or there.successor:
        raise Refused("unit.merge.gone", **told)
    if any(row.id == unit for row in units.above(tx, into)):
        raise Refused("unit.merge.below", **told)
    _seat(tx, unit, into, now=now, told=told)
    _permit(tx, unit, into, now=now)
    tx.run(
        update(unit_table)
        .where(unit_table.c.parent == unit, unit_table.c.successor.is_(None))
        .values(parent=into)
    )
    tx.run(update(robots).where(robots.c.unit == unit).values(unit=into))
    gone = {"parent": into, "successor": into, "gone_at": now, "is_direct": False}
    tx.run(update(unit_table).where(unit_table.c.id == unit).values(**gone))
    audit_log.note(tx, "unit.merge", by=by, now=now, unit=unit, into=into)


def _permit(tx: Transaction, unit: str, into: str, *, now: datetime) -> None:
    """What was permitted to the unit, by its own name or that of one above, stays with it and with the units below it that
    stand at the successor from now on. Nothing of it reaches the successor itself: nobody permitted that."""
    over = {row.id for row in units.above(tx, unit)} - {row.id for row in units.above(tx, into)}
    rows = tx.rows(select(permits).where(permits.c.unit.in_(over), permits.c.until > now))
    below = select(unit_table.c.id).where(unit_table.c.parent == unit, unit_table.c.successor.is_(None))
    heirs = [unit, *(row.id for row in tx.rows(below))] if rows else []
    made = [
        {**row._asdict(), "id": ids.new(), "unit": heir} for row in rows for heir in heirs if heir != row.unit
    ]
    if made:
        tx.run(insert(permits).values(made))


def _seat(tx: Transaction, unit: str, into: str, *, now: datetime, told: dict[str, Any]) -> None:
    """The officers sit at the successor; one who sits there already sits once."""
    live = (grants.c.ended_at.is_(None), grants.c.unit.in_([unit, into]))
    rows = tx.rows(select(grants).where(*live))
    held = {(row.person, row.role, row.campaign) for row in rows if row.unit == into}
    officers = {row.person for row in rows if row.role == "officer"}
    if len(officers) > accounts.OFFICERS_MOST:
        raise Refused("unit.merge.full", count=len(officers), max=accounts.OFFICERS_MOST, **told)
    for row in rows:
        if row.unit == unit:
            is_double = (row.person, row.role, row.campaign) in held
            tx.run(
                update(grants)
                .where(grants.c.id == row.id)
                .values(**({"ended_at": now} if is_double else {"unit": into}))
            )
