"""A 催办 that an officer has agreed to: a row, told in batches, each its own transaction; a kill goes on where it was. The
first batch goes with the yes, so that most units need no job."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids, queue
from core.adapters.db import Transaction
from core.adapters.tables import urgings
from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import accounts, audit_log, messages, urging
from core.services.house import House
from core.services.spreading import TRIES, Spreading
from core.services.urging import Asked, Due

BATCH = 50  # persons of one transaction: a callback waits for the database no longer than that


def urge(house: House, tx: Transaction, asked: Asked, *, now: datetime) -> Due:
    """Tells everyone who is due. The day is the occasion: two officers, or two taps, are one message. Raises Refused."""
    found = urging.due(house, tx, asked, now=now)
    made = ids.new()
    row = {"by": asked.by, "unit": asked.unit, "roles": list(asked.roles), "made_at": now}
    tx.run(insert(urgings).values(id=made, past="", told=0, **row))
    audit_log.note(tx, "unit.urge", by=asked.by, now=now, persons=found.count)
    if not TELLING.begin(house, tx, made, now=now):
        tx.after_commit.append(partial(TELLING.hint, house, made))
    return found


def _tell(
    house: House, tx: Transaction, row: Any, now: datetime
) -> tuple[list[Callable[[], object]], str | None]:
    """The next persons. What the officer may and what is open is asked anew each time; the words are found for all at
    once, and after failures for each alone."""
    asked = Asked(accounts.resolve(tx, row.by), row.unit, tuple(row.roles))
    found, last = _next(house, tx, asked, past=row.past, now=now)
    day = clockwork.in_china(row.made_at)
    known = urging.words(house, tx, found, now=now) if row.tries < TRIES else {}

    def tell(person: str) -> None:
        said = known.get(person) or urging.words(house, tx, {person: found[person]}, now=now)[person]
        messages.post(house, tx, person, urging.REASON, f"urge:{day:%Y%m%d}", now=now, **said)

    return [partial(tell, person) for person in found], last


def stuck(tx: Transaction, by: str) -> tuple[int, int]:
    """Of the 催办 of one officer: how many persons of one that is stuck were told so far (-1: none is stuck), and how many
    persons were passed over in the latest."""
    latest = tx.one(select(urgings).where(urgings.c.by == by).order_by(urgings.c.id.desc()).limit(1))
    if latest is None:
        return -1, 0
    is_stuck = latest.finished_at is None and latest.tries >= TRIES
    return latest.told if is_stuck else -1, latest.missed


def _next(
    house: House, tx: Transaction, asked: Asked, *, past: str, now: datetime
) -> tuple[dict[str, list[Any]], str | None]:
    try:
        return urging.batch(house, tx, asked, now=now, past=past, limit=BATCH)
    except Refused:  # the seat was taken away, or the unit, since the yes
        return {}, None


TELLING = Spreading(urgings, queue.URGE, _tell)
