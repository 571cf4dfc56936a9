"""How an answer leaves: cut to what the platform takes, or later, as a message of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.adapters.db import Transaction
from core.domain import notices, phrases
from core.services import accounts, messages
from core.services.house import House

LONGEST = 2047  # bytes of a passive text reply (developers.weixin.qq.com, Passive_user_reply_message)

TRANSFER = "\x1f"  # begins an answer that hands the person over to the platform's own desk (transfer_customer_service)


def cut(text: str) -> str:
    """No longer than the platform takes, cut between characters."""
    return notices.cut(text, LONGEST)


def reply_later(
    house: House, tx: Transaction, fields: Mapping[str, Any], text: str, *, now: datetime
) -> None:
    """The reply to a kept message, as a message of its own: its callback has long ended."""
    text = text.removeprefix(TRANSFER)
    if not text:
        return
    person = accounts.identify(
        tx, "oa", house.platform.oa_app_id, str(fields.get("FromUserName") or ""), now=now
    )
    occasion = f"{fields.get('MsgId') or fields.get('CreateTime')}:{fields.get('Event') or ''}"
    messages.post(
        house, tx, person, "reply", occasion[:80], now=now, text=phrases.say("hear.late", text=text)
    )
