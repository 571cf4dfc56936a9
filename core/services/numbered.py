"""Entries as an officer calls them in chat: by their number, whole or its last figures. A number never comes to mean
another entry, so that nobody confirms the wrong one after a colleague was quicker."""

from typing import Any

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import entries
from core.services import accounts

_MOST = 6


def find(tx: Transaction, ref: str, *, by: str) -> list[Any]:
    """Rows `(id, number, title)` of entries in the officer's scope with that number; several where it is one of two
    campaigns."""
    scope = accounts.scope(tx, by, "officer")
    if scope.is_empty:
        return []
    wanted = entries.c.number == ref
    if ref.isdecimal():
        wanted = entries.c.number.like(f"%-{int(ref):06d}")
    query = select(entries.c.id, entries.c.number, entries.c.title).where(scope.where(), wanted)
    return list(tx.rows(query.order_by(entries.c.number).limit(_MOST)))


def short(number: str | None) -> str:
    """12 of AH24-000012."""
    last = (number or "").rsplit("-", 1)[-1]
    return str(int(last)) if last.isdecimal() else last
