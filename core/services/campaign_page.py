"""What the page of a campaign shows beside its declaration: reminders to come, messages by day, late permits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import entries, messages, permits, reminder_slots
from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import accounts, listing, pausing, units
from core.services import messages as message_service

DAYS = 14
MOST = 100


@dataclass(frozen=True, slots=True)
class Day:
    """Messages written on a day of China, by what became of them; `unsure`: the answer of the platform was not seen;
    `dropped`: not needed any more when its turn came."""

    day: datetime
    sent: int
    failed: int
    unsure: int
    waiting: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Permit:
    """`what` is a unit's name or an entry's number."""

    track: str
    what: str
    until: datetime
    reason: str
    by: str
    at: datetime
    is_over: bool


def reminders(tx: Transaction, campaign: str) -> Sequence[Any]:
    """Instants as rows, in order: what waits, and the last ones that were."""
    here = reminder_slots.c.campaign == campaign
    waiting = tx.rows(
        select(reminder_slots)
        .where(here, reminder_slots.c.state == "waiting")
        .order_by(reminder_slots.c.due_at)
        .limit(MOST)
    )
    done = tx.rows(
        select(reminder_slots)
        .where(here, reminder_slots.c.state.in_(("fired", "missed")))
        .order_by(reminder_slots.c.due_at.desc())
        .limit(10)
    )
    return [*reversed(done), *waiting]


def days(tx: Transaction, *, now: datetime) -> list[Day]:
    """The last two weeks in one query, today first. Messages are the house's, not a campaign's."""
    end = clockwork.china_day_end(now)
    ends = [end - timedelta(days=back) for back in range(DAYS + 1)]
    back = case(*[(messages.c.at >= since, place) for place, since in enumerate(ends[1:])])
    here = (messages.c.at >= ends[-1], messages.c.at < end)
    query = select(back.label("back"), messages.c.state, func.count().label("n")).where(*here)
    counts = {(row.back, row.state): row.n for row in tx.rows(query.group_by(back, messages.c.state))}

    def said(place: int, *states: str) -> int:
        return sum(counts.get((place, state), 0) for state in states)

    return [
        Day(
            ends[place + 1], said(place, "sent"), said(place, "failed"), said(place, "unknown"),
            said(place, "waiting", "sending"), said(place, message_service.DROPPED),
        )
        for place in range(DAYS)
    ]  # fmt: skip


def late(tx: Transaction, campaign: str, *, by: str, now: datetime) -> list[Permit]:
    """Late permits within the grants of `by`, the newest first."""
    scope = accounts.scope(tx, by, *accounts.PROVINCE)
    query = select(permits).where(permits.c.campaign == campaign).order_by(permits.c.id.desc()).limit(MOST)
    if not any(unit is None for unit, _ in scope.roots):
        below = [permits.c.unit.in_(units.below(unit)) for unit, _ in scope.roots if unit]
        mine = permits.c.entry.in_(select(entries.c.id).where(scope.where()))
        query = query.where(or_(mine, *below))
    rows = tx.rows(query)
    named = units.names(tx, {row.unit for row in rows if row.unit})
    people = listing.called(tx, {row.by for row in rows})
    wanted = {row.entry for row in rows if row.entry}
    found = tx.rows(select(entries.c.id, entries.c.number).where(entries.c.id.in_(wanted))) if wanted else ()
    numbers = {row.id: row.number or "草稿" for row in found}
    return [
        Permit(
            row.track, named.get(row.unit or "", "") or numbers.get(row.entry or "", "草稿"), row.until, row.reason,
            people.get(row.by, ""), row.at, row.until <= now,
        )
        for row in rows
    ]  # fmt: skip


def switch(tx: Transaction, *, is_on: bool, why: str, by: str, now: datetime) -> None:
    """Pauses or resumes all sending. Raises Refused: no administrator of the whole house; no reason."""
    if (None, None) not in accounts.scope(tx, by, "administrator").roots:
        raise Refused("grant.missing")
    if is_on:
        pausing.resume(tx, by=by, now=now)
        return
    if not why.strip():
        raise Refused("sending.pause.why")
    pausing.pause(tx, by=by, now=now, why=why.strip())
