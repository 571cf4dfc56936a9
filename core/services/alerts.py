"""What a person must look at: one row a trouble, counted while it lasts, closed by whoever mended it."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select, update

from core.adapters.db import Transaction
from core.adapters.tables import alerts


def note(tx: Transaction, code: str, of: str, *, now: datetime, **about: Any) -> None:
    """The trouble `code` of one thing (a channel, a template, a robot). The same one again counts up; one that was
    closed is open again. `about`: facts to show, never a secret or a name."""
    key = f"{code}:{of}"[:120]
    again = {"last_at": now, "times": alerts.c.times + 1, "about": about, "closed_at": None}
    row = {"code": code, "about": about, "first_at": now, "last_at": now, "times": 1}
    if tx.put(alerts, {"key": key}, again, first=row):
        structlog.get_logger().error("alert", code=code, of=of, **about)


def close(tx: Transaction, key: str, *, now: datetime) -> bool:
    """True when it was open."""
    here = (alerts.c.key == key, alerts.c.closed_at.is_(None))
    return bool(tx.run(update(alerts).where(*here).values(closed_at=now)))


def live(tx: Transaction) -> list[Any]:
    """The open ones, the newest trouble first."""
    query = select(alerts).where(alerts.c.closed_at.is_(None)).order_by(alerts.c.last_at.desc(), alerts.c.key)
    return list(tx.rows(query))
