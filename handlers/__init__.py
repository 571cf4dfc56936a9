"""Answers to the messages and events of the official account: one small file a kind, one table."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.adapters.db import Transaction
from core.domain import phrases
from core.services import accounts, messages
from core.services.house import House
from handlers import event, file, image, link, location, text, unknown, video, voice
from handlers.talk import Talk, begin

KINDS: Mapping[str, Callable[[Talk], str]] = {
    "text": text.answer,
    "image": image.answer,
    "voice": voice.answer,
    "video": video.answer,
    "shortvideo": video.answer,
    "file": file.answer,
    "location": location.answer,
    "link": link.answer,
    "event": event.answer,
}

LONGEST = 2047  # bytes of a passive text reply (developers.weixin.qq.com, Passive_user_reply_message)


def answer(house: House, tx: Transaction, fields: Mapping[str, Any], *, now: datetime) -> str:
    """The text that answers a message, "" for none. All it changes is in the transaction."""
    if not fields.get("FromUserName"):
        return ""
    talk = begin(house, tx, fields, now=now)
    kind = str(fields.get("MsgType") or "").lower()
    if kind != "event":
        accounts.heard(tx, talk.openid, house.platform.oa_app_id, now=now)
    said = KINDS.get(kind, unknown.answer)(talk)
    talk.close()
    return cut(said)


def cut(text: str) -> str:
    """No longer than the platform takes, cut between characters."""
    raw = text.encode()
    if len(raw) <= LONGEST:
        return text
    return raw[: LONGEST - 3].decode(errors="ignore") + "…"


def reply_later(
    house: House, tx: Transaction, fields: Mapping[str, Any], text: str, *, now: datetime
) -> None:
    """The reply to a kept message, as a message of its own: its callback has long ended."""
    if not text:
        return
    person = accounts.identify(
        tx, "oa", house.platform.oa_app_id, str(fields.get("FromUserName") or ""), now=now
    )
    occasion = f"{fields.get('MsgId') or fields.get('CreateTime')}:{fields.get('Event') or ''}"
    messages.post(
        house, tx, person, "reply", occasion[:80], now=now, text=phrases.say("hear.late", text=text)
    )
