"""The switch that pauses all sending; it lives in the database, so that every process sees it."""

import json
from datetime import datetime

from sqlalchemy import delete, select

from core.adapters.clock import real
from core.adapters.db import Database, Transaction
from core.adapters.tables import stamps
from core.services import audit_log

_KEY, _RESUMED = "sending.paused", "sending.resumed"
_ON = select(stamps.c.value).where(stamps.c.key == _KEY)


def pause(tx: Transaction, *, by: str | None, now: datetime, why: str = "") -> None:
    """Nothing leaves the house any more, but the calls that are on their way. Again: the new reason stands."""
    told = json.dumps({"since": now.isoformat(), "why": why[:200], "by": by or ""}, ensure_ascii=False)
    tx.put(stamps, {"key": _KEY}, {"value": told})
    audit_log.note(tx, "sending.pause", by=by, now=now)


def resume(tx: Transaction, *, by: str | None, now: datetime) -> bool:
    """True when it was paused. What waited goes out at the next turn of tick."""
    was = bool(tx.run(delete(stamps).where(stamps.c.key == _KEY)))
    if was:
        tx.put(stamps, {"key": _RESUMED}, {"value": real().isoformat()})
        audit_log.note(tx, "sending.resume", by=by, now=now)
    return was


def state(tx: Transaction) -> dict[str, str] | None:
    """{since, why, by} while it is paused."""
    found = tx.value(_ON)
    return None if found is None else dict(json.loads(found))


def is_on(db: Database) -> bool:
    """Whether it is paused at this moment; asked before each message, so of the least that says so."""
    with db.read() as tx:
        return tx.value(_ON) is not None


def resumed_at(tx: Transaction) -> datetime | None:
    """When the last pause ended, in real time."""
    found = tx.value(select(stamps.c.value).where(stamps.c.key == _RESUMED))
    return None if found is None else datetime.fromisoformat(found)
