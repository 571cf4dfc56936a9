"""The log of who did what: ids and field keys, never values."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import log

_NOTE = insert(log)


def note(
    tx: Transaction, act: str, *, by: str | None, now: datetime, entry: str | None = None, **about: Any
) -> None:
    """One line of the log, in the transaction of its cause."""
    tx.run(_NOTE, id=ids.new(), at=now, by=by, act=act, entry=entry, about=about)


def opened_by(tx: Transaction, person: str, entry: str) -> set[str]:
    """Attachments of an entry that a person opened."""
    here = (log.c.entry == entry, log.c.act == "file.open", log.c.by == person)
    return {row.about["attachment"] for row in tx.rows(select(log.c.about).where(*here))}


def of(tx: Transaction, entry: str) -> list[Any]:
    """The lines of an entry, oldest first."""
    return list(tx.rows(select(log).where(log.c.entry == entry).order_by(log.c.id)))
