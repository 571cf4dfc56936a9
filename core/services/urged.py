"""A 催办 that an officer has agreed to: a row, told in batches, each its own transaction; a kill goes on where it was. The
first batch goes with the yes, so that most units need no job."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import insert

from core.adapters import ids, queue
from core.adapters.db import Transaction
from core.adapters.tables import urgings
from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import accounts, audit_log, messages, urging
from core.services.house import House
from core.services.spreading import Spreading
from core.services.urging import Asked, Due

BATCH = 50  # persons of one transaction: a callback waits for the database no longer than that


def urge(house: House, tx: Transaction, asked: Asked, *, now: datetime) -> Due:
    """Tells everyone who is due. The day is the occasion: two officers, or two taps, are one message. Raises Refused."""
    found = urging.due(house, tx, asked, now=now)
    made = ids.new()
    row = {"by": asked.by, "unit": asked.unit, "roles": list(asked.roles), "made_at": now}
    tx.run(insert(urgings).values(id=made, past="", told=0, **row))
    audit_log.note(tx, "unit.urge", by=asked.by, now=now, persons=found.count)
    if not TELLING.turn(house, tx, made, now=now):
        tx.after_commit.append(partial(TELLING.hint, house, made))
    return found


def _tell(house: House, tx: Transaction, row: Any, now: datetime) -> tuple[int, str | None]:
    """The next persons. What the officer may and what is open is asked anew each time."""
    asked = Asked(accounts.resolve(tx, row.by), row.unit, tuple(row.roles))
    found, last = _next(house, tx, asked, past=row.past, now=now)
    day = clockwork.in_china(row.made_at)
    for person, said in urging.words(house, tx, found, now=now).items():
        messages.post(house, tx, person, urging.REASON, f"urge:{day:%Y%m%d}", now=now, **said)
    return len(found), last


def _next(
    house: House, tx: Transaction, asked: Asked, *, past: str, now: datetime
) -> tuple[dict[str, list[Any]], str | None]:
    try:
        return urging.batch(house, tx, asked, now=now, past=past, limit=BATCH)
    except Refused:  # the seat was taken away, or the unit, since the yes
        return {}, None


TELLING = Spreading(urgings, queue.URGE, _tell)
