"""Something told to many: a row knows up to which person it came (ids in order), and each batch is its own transaction, so
that a kill repeats nobody and loses nobody. A batch that fails again and again calls for somebody; then each of its persons
is tried alone, so that one of them does not keep the others from hearing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Table, select, update

from core.adapters.clock import real
from core.adapters.db import AWAY, Busy, Transaction
from core.services import alerts
from core.services.house import House

TRIES = 3  # of a batch as a whole; the sweep hints at it again after some seconds
_BUCKET = 10.0  # seconds in which many hints are one job
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Spreading:
    """`table` has id, past, told, tries, missed, finished_at. `step(house, tx, row, now)` gives what tells each of the
    next persons, and up to whom that is; nobody when none is left."""

    table: Table
    job: str
    step: Callable[[House, Transaction, Any, datetime], tuple[Sequence[Callable[[], object]], str | None]]
    is_begun: tuple[ColumnElement[bool], ...] = ()

    def turn(self, house: House, tx: Transaction, row_id: str, *, now: datetime) -> bool:
        """One batch. True when nobody is left."""
        columns = self.table.c
        here = (columns.id == row_id, columns.finished_at.is_(None), *self.is_begun)
        row = tx.one(select(self.table).where(*here).with_for_update())
        if row is None:
            return True
        tells, last = self.step(house, tx, row, now)
        missed = _each(tx, tells, is_apart=row.tries >= TRIES)
        if missed:
            alerts.note(tx, "batch.missed", self._name(row_id), now=now, count=row.missed + missed)
        told = {
            "told": row.told + len(tells) - missed,
            "past": last or row.past,
            "missed": row.missed + missed,
        }
        told |= {"tries": 0, "finished_at": None if last else now}
        tx.run(update(self.table).where(columns.id == row_id).values(**told))
        if row.tries:
            alerts.close(tx, f"batch.stuck:{self._name(row_id)}", now=now)
        return last is None

    def begin(self, house: House, tx: Transaction, row_id: str, *, now: datetime) -> bool:
        """The first batch, in the transaction that made the row. True when none is left; False where `spread` is to go
        on, also after a fault: it takes no more with it than the batch."""
        try:
            with tx.attempt():
                return self.turn(house, tx, row_id, now=now)
        except AWAY:
            raise
        except Exception as fault:
            _log.exception("batch.failed", row=self._name(row_id), fault=type(fault).__name__)
            tx.run(update(self.table).where(self.table.c.id == row_id).values(tries=1))
            return False

    def spread(self, house: House, row_id: str, *, now: datetime) -> int:
        """Whoever is left, as far as it goes. Gives to how many it was told altogether."""
        try:
            is_over = False
            while not is_over:
                with house.db.write() as tx:
                    is_over = self.turn(house, tx, row_id, now=now)
        except Busy:  # the sweep comes again
            pass
        except Exception as fault:
            _log.exception("batch.failed", row=self._name(row_id), fault=type(fault).__name__)
            self._failed(house, row_id, type(fault).__name__, now=now)
        with house.db.read() as tx:
            return int(tx.value(select(self.table.c.told).where(self.table.c.id == row_id)) or 0)

    def _failed(self, house: House, row_id: str, fault: str, *, now: datetime) -> None:
        """Nothing of the batch is kept but that it failed. Persons who are told stay told, the others wait."""
        columns = self.table.c
        with house.db.write() as tx:
            tx.run(update(self.table).where(columns.id == row_id).values(tries=columns.tries + 1))
            tries = tx.value(select(columns.tries).where(columns.id == row_id))
            if tries is not None and tries >= TRIES:
                alerts.note(tx, "batch.stuck", self._name(row_id), now=now, fault=fault, kind=self.table.name)

    def _name(self, row_id: str) -> str:
        return f"{self.table.name}:{row_id}"

    def hint(self, house: House, row_id: str) -> None:
        job = f"{self.table.name}-{row_id}-{int(real().timestamp() / _BUCKET)}"
        house.jobs.enqueue(self.job, row_id, job_id=job, seconds=120, keep=0)

    def waiting(self, tx: Transaction, *, limit: int = 50) -> Sequence[tuple[str]]:
        """Those that have begun and are not over."""
        here = (self.table.c.finished_at.is_(None), *self.is_begun)
        return [(row.id,) for row in tx.rows(select(self.table.c.id).where(*here).limit(limit))]


def _each(tx: Transaction, tells: Sequence[Callable[[], object]], *, is_apart: bool) -> int:
    """Tells everyone, or nobody; apart, everyone who can be told, and gives how many could not. Where nobody could, or the
    database fails, the fault is not of a person, and nobody is passed over."""
    missed = 0
    for tell in tells:
        if not is_apart:
            tell()
            continue
        try:
            with tx.attempt():
                tell()
        except AWAY:
            raise
        except Exception as fault:
            missed += 1
            if missed == len(tells):
                raise
            _log.exception("batch.missed", fault=type(fault).__name__)
    return missed
