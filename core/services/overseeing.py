"""What the province does for units: sees how far they are, invites their officers, permits a late entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, true, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import entries, grants, permits, unit_names, units
from core.domain import clockwork, names, windows
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import accounts, audit_log, links, messages, quotas
from core.services import units as unit_service
from core.services.entries import Entry
from core.services.house import House
from core.services.quotas import Standing

PAGE = 50
LONGEST_PERMIT = timedelta(days=366)  # beyond it the year is a slip


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A directly affiliated unit: its officers, and what it has sent in."""

    id: str
    name: str
    officers: int
    standings: tuple[Standing, ...]


def covers(
    tx: Transaction,
    unit: str,
    *,
    by: str,
    campaign: str | None = None,
    roles: Sequence[str] = accounts.PROVINCE,
) -> bool:
    """Whether a grant of `by` of one of these roles reaches a unit (and a campaign, where one is meant)."""
    over = {row.id for row in unit_service.above(tx, unit)}
    return bool(over) and any(
        (root is None or root in over) and (bound is None or bound == campaign)
        for root, bound in accounts.scope(tx, by, *roles).roots
    )


def _require(tx: Transaction, unit: str, *, by: str, campaign: str | None = None) -> None:
    if not covers(tx, unit, by=by, campaign=campaign):
        raise Refused("unit.unknown")


def direct_units(
    tx: Transaction,
    campaign: Campaign,
    *,
    by: str,
    said: str = "",
    after: str | None = None,
    limit: int = PAGE,
) -> tuple[list[UnitLine], str | None]:
    """A page of the directly affiliated units within the grants of `by`, and where the next begins."""
    query = (
        select(units.c.id, unit_names.c.name)
        .join(unit_names, unit_names.c.unit == units.c.id)
        .where(units.c.is_direct.is_(True), unit_names.c.until.is_(None), within(tx, units.c.id, by=by))
    )
    if wanted := names.normalised(said):
        query = query.where(unit_names.c.normalised.contains(wanted, autoescape=True))
    if after:
        query = query.where(units.c.id > after)
    rows = tx.rows(query.order_by(units.c.id).limit(limit + 1))
    return _lines(tx, campaign, rows[:limit]), rows[limit - 1].id if len(rows) > limit else None


def within(tx: Transaction, unit: Any, *, by: str) -> Any:
    """The condition that a column of units lies within the province grants of `by`; what names none, only for who sees all."""
    roots = [root for root, _ in accounts.scope(tx, by, *accounts.PROVINCE).roots]
    if None in roots:
        return true()
    tree = select(units.c.id).where(units.c.id.in_(roots)).cte("within", recursive=True)
    tree = tree.union_all(select(units.c.id).where(units.c.parent == tree.c.id))
    return unit.in_(select(tree.c.id))


def _lines(tx: Transaction, campaign: Campaign, rows: Sequence[Any]) -> list[UnitLine]:
    here = [row.id for row in rows]
    stand = quotas.standings(tx, campaign, here)
    live = (grants.c.role == "officer", grants.c.ended_at.is_(None), grants.c.unit.in_(here))
    seated = {
        row.unit: row.n
        for row in tx.rows(
            select(grants.c.unit, func.count().label("n")).where(*live).group_by(grants.c.unit)
        )
    }
    return [UnitLine(row.id, row.name, seated.get(row.id, 0), tuple(stand[row.id])) for row in rows]


def invite_officer(tx: Transaction, unit: str, *, by: str, now: datetime) -> str:
    """A code that makes whoever uses it an officer of the unit. Raises Refused: a unit out of reach, or full."""
    _require(tx, unit, by=by)
    return links.invite_officer(tx, unit, by=by, now=now)


INVITED_AT_ONCE = 60  # sheets of one print


def invite_many(
    tx: Transaction, wanted: Sequence[str], *, by: str, now: datetime
) -> tuple[list[tuple[str, str]], list[str]]:
    """A code of its own for each of several units: ([(name, code)] in their order, names of those that have no seat left).
    Raises Refused: a unit out of reach, none, or too many of them; then no code is made."""
    wanted = list(dict.fromkeys(wanted))
    if not wanted:
        raise Refused("unit.invite.none")
    if len(wanted) > INVITED_AT_ONCE:
        raise Refused("unit.invite.many", most=INVITED_AT_ONCE, count=len(wanted))
    named = unit_service.names(tx, wanted)
    made, full = [], []
    for unit in wanted:
        try:
            made.append((named.get(unit, ""), invite_officer(tx, unit, by=by, now=now)))
        except Refused as refused:
            if refused.code != "unit.officers.full":
                raise
            full.append(named.get(unit, ""))
    return made, full


def branch(tx: Transaction, unit: str) -> list[str]:
    """The living units of a branch, its own first, then by name."""
    rows = tx.rows(
        select(units.c.id, unit_names.c.name)
        .join(unit_names, (unit_names.c.unit == units.c.id) & unit_names.c.until.is_(None))
        .where(units.c.id.in_(unit_service.below(unit)), units.c.successor.is_(None))
        .order_by(unit_names.c.name)
    )
    return sorted((row.id for row in rows), key=lambda one: one != unit)


def permit_entry(
    house: House, tx: Transaction, entry: Entry, until: datetime, reason: str, *, by: str, now: datetime
) -> None:
    """Opens the window again for one entry; one that was returned has until then to answer. Raises Refused."""
    if not accounts.scope(tx, by, *accounts.PROVINCE).holds(tx, entry.id):
        raise Refused("entry.forbidden")
    if entry.state not in ("draft", "submitted", "returned"):
        raise Refused("permit.entry.state")
    _permit(tx, entry.row.campaign, entry.track.key, until, reason, entry=entry.id, by=by, now=now)
    if entry.state == "returned" and entry.row.answer_by is not None and entry.row.answer_by < until:
        longer = {"answer_by": until, "version": entries.c.version + 1, "changed_at": now}
        tx.run(update(entries).where(entries.c.id == entry.id).values(**longer))
    day = windows.last_day(clockwork.in_china(until))
    occasion = f"{entry.id}:{until.isoformat()}"
    messages.post(house, tx, entry.row.owner, "permitted", occasion, now=now, entry=entry, until=day)


def permit_unit(
    tx: Transaction,
    unit: str,
    campaign: str,
    track: str,
    until: datetime,
    reason: str,
    *,
    by: str,
    now: datetime,
) -> None:
    """Opens the window again for a unit and those below it. Raises Refused."""
    _require(tx, unit, by=by, campaign=campaign)
    _permit(tx, campaign, track, until, reason, unit=unit, by=by, now=now)


def _permit(
    tx: Transaction,
    campaign: str,
    track: str,
    until: datetime,
    reason: str,
    *,
    by: str,
    now: datetime,
    entry: str | None = None,
    unit: str | None = None,
) -> None:
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Refused("permit.reason.missing")
    if until <= now:
        raise Refused("permit.until.past")
    if until > now + LONGEST_PERMIT:
        raise Refused("permit.until.far", day=clockwork.date_text(until - timedelta(microseconds=1)))
    where = {"campaign": campaign, "track": track, "entry": entry, "unit": unit}
    known = tx.one(
        select(permits.c.id).where(
            *(permits.c[key] == value for key, value in where.items()),
            permits.c.until == until,
            permits.c.reason == reason,
        )
    )
    if known:  # a second click
        return
    tx.run(insert(permits).values(id=ids.new(), until=until, reason=reason, by=by, at=now, **where))
    audit_log.note(tx, "permit.give", by=by, now=now, **where)


def permits_of(tx: Transaction, campaign: str, *, by: str, limit: int = PAGE) -> list[Any]:
    """Permits given to units within the grants of `by`, newest first."""
    here = (permits.c.campaign == campaign, permits.c.unit.is_not(None), within(tx, permits.c.unit, by=by))
    query = select(permits).where(*here)
    return list(tx.rows(query.order_by(permits.c.id.desc()).limit(limit)))
