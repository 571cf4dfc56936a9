"""Pictures and cards that follow an answer in chat: posted with it, drawn when they are sent, by customer-service message
alone, since no template holds them. What a body encloses: `sheet` (one letter of an entry as a picture), `group` (a
unit's progress as a picture), `news` (a card with an address), `mini` (a card that opens a page of the mini-program)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.adapters import wechat_media
from core.adapters.db import Transaction
from core.adapters.wechat_faults import MESSAGE, PlatformError
from core.domain import phrases
from core.domain.refusals import Refused
from core.services import group_notes, messages, papers
from core.services.house import House

REASON = "enclosed"
_AGAIN = 6  # times that the same picture is sent to somebody whom it does not reach


def post(
    house: House, tx: Transaction, person: str, occasion: str, *, now: datetime, **enclosed: Any
) -> None:
    """One picture or card; the same occasion is one, unless it did not reach its person."""
    tries = [occasion[:78], *(f"{occasion[:78]}:{number}" for number in range(2, _AGAIN))]
    asked = next((one for one in tries if not messages.has_failed(tx, person, REASON, one)), tries[-1])
    says = phrases.say(f"enclosed.{enclosed['kind']}")
    messages.post(house, tx, person, REASON, asked, now=now, says=says, enclosed=enclosed)


def prepared(house: House, openid: str, enclosed: dict[str, Any], *, now: datetime) -> Callable[[], str]:
    """Draws it; what it gives sends it. Raises PlatformError; of kind `message` when there is nothing to draw any more."""
    try:
        kind, told = _made(house, enclosed, now=now)
    except Refused:
        raise PlatformError(MESSAGE) from None
    return lambda: house.platform.send_custom(openid, kind, told)


def _made(house: House, enclosed: dict[str, Any], *, now: datetime) -> tuple[str, dict[str, Any]]:
    kind = enclosed["kind"]
    if kind == "news":
        return "news", {
            "articles": [{key: enclosed[key] for key in ("title", "description", "url", "picurl")}]
        }
    if kind == "sheet":
        drawn = papers.letter_picture(house, enclosed["entry"], enclosed["paper"], by=enclosed["by"], now=now)
        return "image", {"media_id": _kept(house, drawn, "sheet.png")}
    if kind == "group":
        drawn = group_notes.picture(house, enclosed["unit"], enclosed["campaign"], now=now)
        return "image", {"media_id": _kept(house, drawn, "progress.png")}
    thumb = _kept(house, group_notes.emblem(phrases.say("group.picture.head")), "card.png")
    told = {"title": enclosed["title"], "appid": house.platform.mini_app_id, "pagepath": enclosed["page"]}
    return "miniprogrampage", {**told, "thumb_media_id": thumb}


def _kept(house: House, picture: bytes, name: str) -> str:
    if len(picture) > wechat_media.PICTURE_BYTES:
        raise PlatformError(MESSAGE)
    return wechat_media.upload(house.platform, picture, name)
