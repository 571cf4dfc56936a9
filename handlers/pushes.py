"""Pushes of the mini-program: verdicts of the content check. Others are received and mean nothing to us yet."""

from collections.abc import Callable, Mapping
from typing import Any

from core.adapters.db import Transaction
from core.services import safety
from core.services.house import House

Push = Callable[[Transaction, Mapping[str, Any]], None]


def take(house: House, fields: Mapping[str, Any]) -> None:
    """One push, in its own transaction. The sender it names is the platform: what it is about stands in its own fields."""
    act = PUSHES.get(str(fields.get("Event") or "").lower())
    if act:
        with house.db.write() as tx:
            act(tx, fields)


def _checked(tx: Transaction, fields: Mapping[str, Any]) -> None:
    """wxa_media_check, version 2: `{trace_id, result: {suggest}}`; a check that failed is as good as a doubt."""
    result = fields.get("result")
    suggest = str(result.get("suggest", "")) if isinstance(result, Mapping) else ""
    safety.told(tx, str(fields.get("trace_id") or ""), suggest or safety.REVIEW)


PUSHES: Mapping[str, Push] = {"wxa_media_check": _checked}
