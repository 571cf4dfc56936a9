"""Which channels of the account are open now: one that the platform shut is left alone until its time."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import channels
from core.domain import clockwork
from core.services import alerts

ABSENT, PARKED, SLOW, TOKEN = "absent", "parked", "slow", "token"
ABSENT_FOR = timedelta(hours=6)  # then it is tried again: somebody may have got the permission
SLOW_FOR = timedelta(seconds=60)
TOKEN_FOR = timedelta(minutes=3)  # who mends a secret or a white list sees it work soon
_AFTER_MIDNIGHT = timedelta(minutes=5)


def shut(tx: Transaction) -> Mapping[str, Any]:
    """Rows `(state, errcode, until)` of the channels that are shut at this moment, by their key."""
    return {row.key: row for row in tx.rows(select(channels).where(channels.c.until > real()))}


def close(tx: Transaction, key: str, state: str, errcode: int | None, *, now: datetime) -> None:
    """The platform shut it: for want of a permission, until the next day, or for minutes."""
    until = _until(state)
    told = {"state": state, "errcode": errcode, "since": real(), "until": until}
    tx.put(channels, {"key": key}, told)
    if state in (ABSENT, PARKED):
        alerts.note(tx, f"sending.{state}", key, now=now, errcode=errcode, until=until.isoformat())


def reopen(tx: Transaction, key: str) -> bool:
    """A person says that it may be tried at once. True when it was shut."""
    return bool(tx.run(delete(channels).where(channels.c.key == key)))


def _until(state: str) -> datetime:
    """A little apart for everybody who asks: not all come back in the same second."""
    if state == PARKED:
        return next_day()
    base = {ABSENT: ABSENT_FOR, TOKEN: TOKEN_FOR}.get(state, SLOW_FOR)
    return real() + base * random.uniform(1.0, 1.1)


def next_day() -> datetime:
    """When the platform counts anew."""
    return clockwork.china_day_end(real()) + _AFTER_MIDNIGHT * random.uniform(0.2, 1.0)
