"""Entries of a package that was given to the national platform become `forwarded`, and their owners hear of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import handed
from core.domain import handing
from core.services import acts, batches, messages
from core.services.house import House

_PIECE = 50  # entries of one transaction: a callback waits for no longer


def _waiting(package: str) -> list[Any]:
    return [
        handed.c.package == package,
        handed.c.change != "withdrawn",
        handed.c.entry == entry_table.c.id,
        entry_table.c.state.in_(handing.FORWARDED),
    ]


def count(tx: Transaction, package: str) -> int:
    """How many entries of the package would become `forwarded` now."""
    return int(tx.value(select(func.count()).select_from(handed, entry_table).where(*_waiting(package))))


def run(house: House, package: str, *, by: str, now: datetime, told: Callable[[int], None]) -> int:
    """All of them, piece by piece; what a killed run left over the next one does. Gives how many."""
    with house.db.read() as tx:
        whole = count(tx, package)
    done = 0
    while True:
        with house.db.write() as tx:
            query = select(entry_table.c.id).select_from(handed, entry_table).where(*_waiting(package))
            found = [row.id for row in tx.rows(query.order_by(entry_table.c.id).limit(_PIECE))]
            for entry in batches.load(house, tx, found):
                acts.move(tx, entry, "forward", by=by, now=now)
                messages.post(house, tx, entry.row.owner, "forwarded", entry.id, now=now, entry=entry)
        if not found:
            return done
        done += len(found)
        told(min(99, done * 100 // max(1, whole)))
