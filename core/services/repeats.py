"""Answers kept under a client's Idempotency-Key."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import idempotency
from core.domain.refusals import Refused


def find(tx: Transaction, person: str, key: str, act: str) -> dict[str, Any] | None:
    """The kept answer. Raises Refused('request.key.reused') when the key stands for another act."""
    row = tx.one(select(idempotency).where(idempotency.c.person == person, idempotency.c.key == key))
    if row is None:
        return None
    if row.act != act:
        raise Refused("request.key.reused")
    kept: dict[str, Any] = row.answer
    return kept


def keep(tx: Transaction, person: str, key: str, act: str, answer: dict[str, Any]) -> None:
    """In the act's own transaction. Raises Refused('server.busy') where the same request came at the same moment: its act
    is undone here, and a repeat gets the other's answer."""
    try:
        with tx.attempt():
            tx.run(insert(idempotency).values(person=person, key=key, act=act, answer=answer, at=real()))
    except Taken:
        raise Refused("server.busy") from None


def forget(tx: Transaction, *, before: datetime) -> int:
    return tx.run(delete(idempotency).where(idempotency.c.at < before))
