"""Pushes of the mini-program: verdicts of the content check, what people accepted of subscription messages and what
became of these. Others are received and mean nothing to us yet."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.adapters.db import Transaction
from core.services import accounts, inbox, messages, safety, tapping
from core.services.house import House

Push = Callable[[House, Transaction, Mapping[str, Any], datetime], None]


def take(house: House, key: str, fields: Mapping[str, Any], *, now: datetime) -> None:
    """One push, in its own transaction, once for its key however often it comes. Nobody is asked and nothing is waited for
    longer than the platform waits. Raises Busy when the database cannot be written in time: the push is to be kept."""
    if str(fields.get("Event") or "").lower() not in PUSHES:
        return
    inbox.once(house, key, lambda tx: answer(house, tx, fields, now=now))


def answer(house: House, tx: Transaction, fields: Mapping[str, Any], *, now: datetime) -> str:
    """What a push says is done; there is nothing to reply."""
    act = PUSHES.get(str(fields.get("Event") or "").lower())
    if act is not None:
        act(house, tx, fields, now)
    return ""


def _checked(_house: House, tx: Transaction, fields: Mapping[str, Any], _now: datetime) -> None:
    """wxa_media_check, version 2: `{trace_id, result: {suggest}}`; a check that failed is as good as a doubt."""
    result = fields.get("result")
    suggest = str(result.get("suggest", "")) if isinstance(result, Mapping) else ""
    safety.told(tx, str(fields.get("trace_id") or ""), suggest or safety.REVIEW)


def _rows(fields: Mapping[str, Any], wrapper: str) -> list[Mapping[str, Any]]:
    """The rows of a subscribe_msg event: in XML below a wrapper, in JSON at the top; one row or a list of them."""
    within = fields.get(wrapper)
    told = (within if isinstance(within, Mapping) else fields).get("List")
    return [row for row in (told if isinstance(told, list) else [told]) if isinstance(row, Mapping)]


def _answered(house: House, tx: Transaction, fields: Mapping[str, Any], now: datetime) -> None:
    """subscribe_msg_popup_event: what the person tapped, template by template."""
    _credit(house, tx, fields, _rows(fields, "SubscribeMsgPopupEvent"), now)


def _changed(house: House, tx: Transaction, fields: Mapping[str, Any], now: datetime) -> None:
    """subscribe_msg_change_event: taken back in the settings; only `reject` is pushed."""
    _credit(house, tx, fields, _rows(fields, "SubscribeMsgChangeEvent"), now, is_change=True)


def _credit(
    house: House,
    tx: Transaction,
    fields: Mapping[str, Any],
    rows: list[Mapping[str, Any]],
    now: datetime,
    *,
    is_change: bool = False,
) -> None:
    openid = str(fields.get("FromUserName") or "")
    if not openid or not rows:
        return
    person = accounts.identify(tx, "mini", house.platform.mini_app_id, openid, now=now)
    told = [(str(row.get("TemplateId") or ""), str(row.get("SubscribeStatusString") or "")) for row in rows]
    tapping.take(house, tx, person, told, is_change=is_change)


def _sent(_house: House, tx: Transaction, fields: Mapping[str, Any], _now: datetime) -> None:
    """subscribe_msg_sent_event: what became of a message."""
    for row in _rows(fields, "SubscribeMsgSentEvent"):
        is_well = str(row.get("ErrorCode") or "0") == "0"
        status = "success" if is_well else f"failed: {row.get('ErrorStatus') or row.get('ErrorCode')}"
        messages.reported(tx, str(row.get("MsgID") or ""), status)


PUSHES: Mapping[str, Push] = {
    "wxa_media_check": _checked,
    "subscribe_msg_popup_event": _answered,
    "subscribe_msg_change_event": _changed,
    "subscribe_msg_sent_event": _sent,
}
