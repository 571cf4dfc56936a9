"""What people tapped on subscription cards, as the platform tells it. A tap names the template by its id: while the list of
templates was not read it is kept as a row, and counted once when the list can be had."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import delete, insert, select

from core.adapters import ids, queue, wechat
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import taps
from core.services import accounts, subscriptions
from core.services.house import House

Row = Sequence[str]  # the id of a template, and what was said to it: accept, reject, ban
_BATCH = 200
_BUCKET = 5.0  # seconds in which one hint is enough
_log = structlog.get_logger()


def take(house: House, tx: Transaction, person: str, rows: Sequence[Row], *, is_change: bool) -> None:
    """Counts what a person tapped, in the transaction of the callback; asks nobody. `is_change`: it was changed in the
    settings, where a reject takes back what was accepted."""
    known = set(subscriptions.known(house).values())
    has_earlier = tx.one(select(taps.c.id).where(taps.c.person == person).limit(1)) is not None
    if not has_earlier and all(template in known for template, _ in rows):
        _count(house, tx, person, rows, is_change=is_change, at=real())
        return
    kept = {"rows": [list(row) for row in rows], "is_change": is_change, "at": real()}
    tx.run(insert(taps).values(id=ids.new(), person=person, **kept))
    tx.after_commit.append(partial(hint, house))


def hint(house: House) -> None:
    job = f"taps-{int(real().timestamp() / _BUCKET)}"
    house.jobs.enqueue(queue.TAPS, job_id=job, seconds=120, keep=0)


def due(tx: Transaction) -> Sequence[tuple[()]]:
    return [()] if tx.one(select(taps.c.id).limit(1)) is not None else []


def work_off(house: House) -> int:
    """Counts what waits, each in its own transaction with the end of its row. Gives how many; none while the list cannot be
    had: they wait on."""
    with house.db.read() as tx:
        rows = list(tx.rows(select(taps).order_by(taps.c.at, taps.c.id).limit(_BATCH)))
    if not rows:
        return 0
    try:
        _read_titles(house, {template for row in rows for template, _ in row.rows})
    except wechat.PlatformError as fault:
        _log.warning("taps.wait", count=len(rows), errcode=fault.errcode)
        return 0
    done = 0
    for row in rows:
        with house.db.write() as tx:
            if tx.run(delete(taps).where(taps.c.id == row.id)):  # else another job was quicker
                person = accounts.resolve(tx, row.person)
                _count(house, tx, person, row.rows, is_change=row.is_change, at=row.at)
                done += 1
    return done


def _read_titles(house: House, wanted: set[str]) -> None:
    """A list from before a template was added is read again; what is not in the new one is foreign."""
    house.platform.mini_templates.all()
    if not wanted <= set(subscriptions.known(house).values()):
        house.platform.mini_templates.forget()
        house.platform.mini_templates.all()


def _count(
    house: House, tx: Transaction, person: str, rows: Sequence[Row], *, is_change: bool, at: datetime
) -> None:
    for template, said in rows:
        title = subscriptions.title_of(house, template)
        if title and said == "accept":
            subscriptions.credit(tx, person, title, source=subscriptions.EVENT, at=at)
        elif title and is_change and said == "reject":
            subscriptions.emptied(tx, person, title)
