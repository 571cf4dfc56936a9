"""Signs of life of long work on a file or an archive: its lease is held while the work goes on, and ends with the process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Table, update

from core.adapters.clock import real
from core.adapters.db import Busy
from core.adapters.tables import attachments
from core.services.house import House

LEASE = timedelta(seconds=45)
_BEAT = 10.0  # seconds between two signs of life
_TELL = 1.0  # seconds between two percents written down


class Unwanted(Exception):
    """The row is gone, or another attempt has taken it over: going on is no use to anybody."""


@contextmanager
def beating(
    house: House, row: str, attempt: int, *, table: Table = attachments
) -> Iterator[Callable[[int], None]]:
    """Holds the lease of an attempt on a row: a file, or an archive. Gives a function that takes the percent reached; it is written to the
    row within a second, so that whoever waits sees it grow. It raises Unwanted once nobody wants the work any more."""
    done, reached, unwanted = threading.Event(), [-1], threading.Event()
    is_wanted = [table.c.id == row, table.c.attempt == attempt]
    if "removed_at" in table.c:
        is_wanted.append(table.c.removed_at.is_(None))

    def write(**values: object) -> None:
        try:
            with house.db.write() as tx:
                if not tx.run(update(table).where(*is_wanted).values(lease_until=real() + LEASE, **values)):
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
