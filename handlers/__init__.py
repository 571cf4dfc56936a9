"""Answers to the messages and events of the official account: one small file a kind, one table."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.adapters.db import Transaction
from core.services import accounts
from core.services.house import House
from handlers import event, file, image, link, location, replying, settling, text, unknown, video, voice
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
_SETTLING = ("text", "voice", "event")  # these look themselves whether they settle what waits for a yes


def answer(house: House, tx: Transaction, fields: Mapping[str, Any], *, now: datetime) -> str:
    """The text that answers a message, "" for none. All it changes is in the transaction."""
    if not fields.get("FromUserName"):
        return ""
    talk = begin(house, tx, fields, now=now)
    kind = str(fields.get("MsgType") or "").lower()
    if kind == "event" and talk.text("Event").lower() in event.OPENING:
        accounts.tapped(tx, talk.openid, house.platform.oa_app_id, now=now)
    elif kind != "event":
        accounts.heard(tx, talk.openid, house.platform.oa_app_id, now=now, before=talk.chat.heard_at)
    if kind not in _SETTLING:
        settling.let_go(talk)
    said = KINDS.get(kind, unknown.answer)(talk)
    talk.close()
    return replying.cut(said)
