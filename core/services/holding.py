"""Who has which entry open: a hold warns others and prevents nothing. It ends by itself when its page is closed or forgotten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from core.adapters.db import Taken, Transaction
from core.adapters.tables import entries, holds, persons
from core.domain.refusals import Refused
from core.services import accounts
from core.services.entries import CLOSED, READERS

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Hold:
    person: str
    name: str
    since: datetime


def take(tx: Transaction, entry: str, *, by: str, now: datetime) -> None:
    """For ten minutes from now on; again while it is held prolongs it. Raises Refused('entry.unknown') where no grant of
    theirs covers the entry or its content is not for staff."""
    here = (entries.c.id == entry, entries.c.state.not_in(CLOSED), accounts.scope(tx, by, *READERS).where())
    if tx.one(select(entries.c.id).where(*here)) is None:
        raise Refused("entry.unknown")
    mine = (holds.c.entry == entry, holds.c.person == by)
    if tx.run(update(holds).where(*mine, holds.c.until > now).values(until=now + LASTS)):
        return
    tx.run(delete(holds).where(*mine))
    try:
        with tx.attempt():
            tx.run(insert(holds).values(entry=entry, person=by, since=now, until=now + LASTS))
    except Taken:
        return  # the same person's other window was quicker


def release(tx: Transaction, entry: str, *, by: str) -> None:
    tx.run(delete(holds).where(holds.c.entry == entry, holds.c.person == by))


def release_all(tx: Transaction, *, by: str) -> None:
    """Of somebody who signs out: their pages are nobody's when they say that they close."""
    tx.run(delete(holds).where(holds.c.person == by))


def of(tx: Transaction, wanted: Collection[str], *, now: datetime) -> dict[str, list[Hold]]:
    """By entry, who has it open, the first one first."""
    found: dict[str, list[Hold]] = {}
    if not wanted:
        return found
    query = select(holds, persons.c.name).join(persons, persons.c.id == holds.c.person)
    here = (holds.c.entry.in_(list(wanted)), holds.c.until > now)
    for row in tx.rows(query.where(*here).order_by(holds.c.since, holds.c.person)):
        found.setdefault(row.entry, []).append(Hold(row.person, row.name or "一位工作人员", row.since))
    return found


def forget(tx: Transaction, *, now: datetime) -> int:
    """Those that ended."""
    return tx.run(delete(holds).where(holds.c.until <= now))
