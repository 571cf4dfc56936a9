"""Something told to many: a row knows up to which person it came (ids in order), and each batch is its own transaction, so
that a kill repeats nobody and loses nobody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.services.house import House

_BUCKET = 10.0  # seconds in which many hints are one job


@dataclass(frozen=True, slots=True)
class Spreading:
    """`table` has id, past, told, finished_at. `step(house, tx, row, now)` tells the next persons and gives to how many
    and up to whom; nobody when none is left."""

    table: Table
    job: str
    step: Callable[[House, Transaction, Any, datetime], tuple[int, str | None]]
    is_begun: tuple[ColumnElement[bool], ...] = ()

    def turn(self, house: House, tx: Transaction, row_id: str, *, now: datetime) -> bool:
        """One batch. True when nobody is left."""
        columns = self.table.c
        here = (columns.id == row_id, columns.finished_at.is_(None), *self.is_begun)
        row = tx.one(select(self.table).where(*here).with_for_update())
        if row is None:
            return True
        count, last = self.step(house, tx, row, now)
        told = {"told": row.told + count, "past": last or row.past, "finished_at": None if last else now}
        tx.run(update(self.table).where(columns.id == row_id).values(**told))
        return last is None

    def spread(self, house: House, row_id: str, *, now: datetime) -> int:
        """Whoever is left. Gives to how many it was told altogether."""
        while True:
            with house.db.write() as tx:
                if self.turn(house, tx, row_id, now=now):
                    return int(tx.value(select(self.table.c.told).where(self.table.c.id == row_id)) or 0)

    def hint(self, house: House, row_id: str) -> None:
        job = f"{self.table.name}-{row_id}-{int(real().timestamp() / _BUCKET)}"
        house.jobs.enqueue(self.job, row_id, job_id=job, seconds=120, keep=0)

    def waiting(self, tx: Transaction, *, limit: int = 50) -> Sequence[tuple[str]]:
        """Those that have begun and are not over."""
        here = (self.table.c.finished_at.is_(None), *self.is_begun)
        return [(row.id,) for row in tx.rows(select(self.table.c.id).where(*here).limit(limit))]
