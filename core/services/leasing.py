"""Long work on a row, done by one worker at a time: claimed under a lease, kept up by signs of life, settled only by whoever
still holds it, found again when its worker died. A lease is kept in real time; its holder is the number of the attempt."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_, select, true, update

from core.adapters.clock import real
from core.adapters.db import Busy, Transaction
from core.domain.refusals import Refused
from core.services.house import House

LEASE = timedelta(seconds=45)
_BEAT = 10.0  # seconds between two signs of life
_TELL = 1.0  # seconds between two percents written down


class Unwanted(Exception):
    """Nobody wants the work any more, or another attempt has taken it over: going on is no use to anybody."""


@dataclass(frozen=True, slots=True)
class Work:
    """`table` has id, attempt, lease_until. `is_open`: the rows that wait for this work or are at it. `is_wanted`: what,
    beside that, going on takes. `about`: columns that say what is wanted; they go with the hint, and who finds another
    wish in them has nothing to settle. `tries`: an attempt beyond them has killed every worker before it; None where
    nothing but going on helps. `seconds`: what the job may take."""

    table: Table
    job: str
    name: str
    is_open: ColumnElement[bool]
    seconds: int
    is_slow: Callable[..., bool] = lambda *_about: False
    tries: int | None = None
    is_wanted: ColumnElement[bool] = true()
    about: tuple[Column[Any], ...] = ()

    def hint(self, house: House, row_id: str, attempt: int, *about: Any) -> None:
        """The attempt is part of the job's id: the job of a killed worker must not hold up its repetition."""
        job_id = f"{self.name}-{row_id}-{attempt}"
        is_slow = self.is_slow(*about)
        house.jobs.enqueue(self.job, row_id, job_id=job_id, seconds=self.seconds, is_slow=is_slow)

    def due(self, tx: Transaction, *, now: datetime, limit: int = 200) -> list[tuple[Any, ...]]:
        """What waits, or whose worker died, the oldest first: `(id, attempt, *about)`, as `hint` takes it."""
        columns = self.table.c
        query = select(columns.id, columns.attempt, *self.about).where(self.is_open, self._is_free(now))
        return [tuple(row) for row in tx.rows(query.order_by(columns.id).limit(limit))]

    def claim(self, house: House, row_id: str, *, now: datetime) -> Any:
        """The row, held from now on; None where nothing is to be done or another is at it."""
        columns = self.table.c
        taken = {"attempt": columns.attempt + 1, "lease_until": now + LEASE}
        with house.db.write() as tx:
            here = (columns.id == row_id, self.is_open, self._is_free(now))
            if not tx.run(update(self.table).where(*here).values(**taken)):
                return None
            return tx.one(select(self.table).where(columns.id == row_id))

    def is_spent(self, row: Any) -> bool:
        """It killed every worker that tried."""
        return self.tries is not None and row.attempt > self.tries

    def is_last(self, row: Any) -> bool:
        """No other attempt follows this one."""
        return self.tries is not None and row.attempt >= self.tries

    def renew(self, tx: Transaction, row: Any, *, now: datetime, **values: Any) -> bool:
        """A sign of life. False when the work is wanted no more, or another attempt has begun."""
        kept = update(self.table).where(*self._mine(row), self.is_wanted)
        return bool(tx.run(kept.values(lease_until=now + LEASE, **values)))

    def settle(
        self, tx: Transaction, row: Any, *, lease_until: datetime | None = None, **values: Any
    ) -> bool:
        """What came of it, and the lease is over. False, and nothing changes, when another attempt has begun."""
        done = update(self.table).where(*self._mine(row))
        return bool(tx.run(done.values(lease_until=lease_until, **values)))

    def _is_free(self, now: datetime) -> ColumnElement[bool]:
        until = self.table.c.lease_until
        return or_(until.is_(None), until <= now)

    def _mine(self, row: Any) -> Sequence[ColumnElement[bool]]:
        asked = [column == getattr(row, column.name) for column in self.about]
        return (self.table.c.id == row.id, self.table.c.attempt == row.attempt, self.is_open, *asked)

    @contextmanager
    def held(self, house: House, row: Any) -> Iterator[Callable[[int], None]]:
        """Signs of life while the block runs; they end with the process. Gives a function that takes the percent reached,
        which is written to the row within a second, so that whoever waits sees it grow. It raises Unwanted."""
        done, reached, unwanted = threading.Event(), [-1], threading.Event()

        def write(**values: object) -> None:
            try:
                with house.db.write() as tx:
                    if not self.renew(tx, row, now=real(), **values):
                        unwanted.set()
            except Busy:
                return  # the next sign of life comes soon

        def beat() -> None:
            written, since = -1, 0.0
            while not done.wait(_TELL):
                since += _TELL
                if reached[0] != written:
                    written, since = reached[0], 0.0
                    write(progress=written)
                elif since >= _BEAT:
                    since = 0.0
                    write()

        def tell(percent: int) -> None:
            if unwanted.is_set():
                raise Unwanted
            reached[0] = max(0, min(100, percent))

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield tell
        finally:
            done.set()
            thread.join()


def require_workers(house: House) -> None:
    """For acts that a person waits for. Raises Refused('queue.unavailable')."""
    if not house.jobs.is_up():
        raise Refused("queue.unavailable")
