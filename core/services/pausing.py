"""The switch that pauses all sending; it lives in the database, so that every process sees it."""

import json
from datetime import datetime

from sqlalchemy import delete, select

from core.adapters.db import Transaction
from core.adapters.tables import stamps
from core.services import audit_log
from core.services.house import House

_KEY = "sending.paused"
_ASKED = select(stamps.c.key).where(stamps.c.key == _KEY)


def pause(tx: Transaction, *, by: str | None, now: datetime, why: str = "") -> None:
    """Nothing leaves the house any more, but the calls that are on their way. Again: the new reason stands."""
    told = json.dumps({"since": now.isoformat(), "why": why[:200], "by": by or ""}, ensure_ascii=False)
    tx.put(stamps, {"key": _KEY}, {"value": told})
    audit_log.note(tx, "sending.pause", by=by, now=now)


def resume(tx: Transaction, *, by: str | None, now: datetime) -> bool:
    """True when it was paused. What waited goes out at the next turn of tick."""
    was = bool(tx.run(delete(stamps).where(stamps.c.key == _KEY)))
    if was:
        audit_log.note(tx, "sending.resume", by=by, now=now)
    return was


def is_on(house: House) -> bool:
    """As a sender asks before each call."""
    with house.db.read() as tx:
        return tx.one(_ASKED) is not None


def state(tx: Transaction) -> dict[str, str] | None:
    """{since, why, by} while it is paused."""
    found = tx.value(select(stamps.c.value).where(stamps.c.key == _KEY))
    return None if found is None else dict(json.loads(found))
