"""A 催办 that an officer has agreed to: a row, told in batches, each its own transaction; a kill goes on where it was. The
first batch goes with the yes, so that most units need no job."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update

from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import urgings
from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import accounts, audit_log, messages, urging
from core.services.house import House
from core.services.urging import Asked, Due

BATCH = 50  # persons of one transaction: a callback waits for the database no longer than that
_BUCKET = 10.0


def urge(house: House, tx: Transaction, asked: Asked, *, now: datetime) -> Due:
    """Tells everyone who is due. The day is the occasion: two officers, or two taps, are one message. Raises Refused."""
    found = urging.due(house, tx, asked, now=now)
    made = ids.new()
    row = {"by": asked.by, "unit": asked.unit, "roles": list(asked.roles), "made_at": now}
    tx.run(insert(urgings).values(id=made, past="", told=0, **row))
    audit_log.note(tx, "unit.urge", by=asked.by, now=now, persons=found.count)
    if not _batch(house, tx, made, now=now):
        tx.after_commit.append(partial(hint, house, made))
    return found


def spread(house: House, urging_id: str, *, now: datetime) -> int:
    """Whoever is left of one 催办. Gives how many were told by it altogether."""
    while True:
        with house.db.write() as tx:
            if _batch(house, tx, urging_id, now=now):
                return int(tx.value(select(urgings.c.told).where(urgings.c.id == urging_id)) or 0)


def hint(house: House, urging_id: str) -> None:
    job = f"urge-{urging_id}-{int(real().timestamp() / _BUCKET)}"
    house.jobs.enqueue(queue.URGE, urging_id, job_id=job, seconds=120, keep=0)


def waiting(tx: Transaction, *, limit: int = 50) -> Sequence[tuple[str]]:
    """Those that are not over."""
    query = select(urgings.c.id).where(urgings.c.finished_at.is_(None)).limit(limit)
    return [(row.id,) for row in tx.rows(query)]


def _batch(house: House, tx: Transaction, urging_id: str, *, now: datetime) -> bool:
    """The next persons. True when nobody is left. What the officer may and what is open is asked anew each time."""
    row = tx.one(
        select(urgings).where(urgings.c.id == urging_id, urgings.c.finished_at.is_(None)).with_for_update()
    )
    if row is None:
        return True
    asked = Asked(accounts.resolve(tx, row.by), row.unit, tuple(row.roles))
    found, last = _next(house, tx, asked, past=row.past, now=now)
    day = clockwork.in_china(row.made_at)
    for person, said in urging.words(house, tx, found, now=now).items():
        messages.post(house, tx, person, urging.REASON, f"urge:{day:%Y%m%d}", now=now, **said)
    values: dict[str, Any] = {"past": last or row.past, "told": row.told + len(found)}
    values |= {"finished_at": now} if last is None else {}
    tx.run(update(urgings).where(urgings.c.id == urging_id).values(**values))
    return last is None


def _next(
    house: House, tx: Transaction, asked: Asked, *, past: str, now: datetime
) -> tuple[dict[str, list[Any]], str | None]:
    try:
        return urging.batch(house, tx, asked, now=now, past=past, limit=BATCH)
    except Refused:  # the seat was taken away, or the unit, since the yes
        return {}, None
