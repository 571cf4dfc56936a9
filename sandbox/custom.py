"""Customer-service messages: text, image, news and mini-program cards, within window and quota."""

from collections.abc import Callable
from typing import Any

from sandbox import media, windows
from sandbox.chats import add
from sandbox.parts import Parts
from sandbox.refusal import Refusal

TEXT_BYTES = 2048
Card = tuple[str, str, dict[str, Any]]  # kind, text, detail of the chat item


def send(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/message/custom/send: 40003, 40008, 43004, what the kind forbids, then 45015 and 45047."""
    openid = call.body.get("touser")
    person = parts.store.row(
        "SELECT following FROM people WHERE openid = ?", openid if isinstance(openid, str) else ""
    )
    if person is None:
        raise Refusal(40003)
    kind = call.body.get("msgtype")
    if not isinstance(kind, str) or kind not in _CARDS:
        raise Refusal(40008)
    told = call.body.get(kind)
    if not isinstance(told, dict):
        raise Refusal(47001)
    if not person["following"]:
        raise Refusal(43004)
    card = _CARDS[kind](parts, told)
    windows.spend(parts, str(openid))
    add(parts, str(openid), "account", card[0], card[1], **card[2])
    return {}


def _text(_parts: Parts, told: dict[str, Any]) -> Card:
    content = told.get("content")
    if not isinstance(content, str) or not content:
        raise Refusal(44004)
    if len(content.encode()) > TEXT_BYTES:
        raise Refusal(45002)
    return "text", content, {}


def _image(parts: Parts, told: dict[str, Any]) -> Card:
    row = media.find(parts, str(told.get("media_id")))
    return "image", "", {"url": f"{parts.settings.origin}/platform/file/{row['media_id']}"}


def _news(_parts: Parts, told: dict[str, Any]) -> Card:
    articles = told.get("articles")
    if not isinstance(articles, list) or len(articles) != 1 or not isinstance(articles[0], dict):
        raise Refusal(45008, "article size out of limit")
    one = articles[0]
    for name in ("title", "url"):
        if not isinstance(one.get(name), str) or not one[name]:
            raise Refusal(47003, f"argument invalid! news.articles[0].{name} is empty")
    about, picture = str(one.get("description") or ""), str(one.get("picurl") or "")
    return "news", one["title"], {"about": about, "picture": picture, "url": one["url"]}


def _mini(parts: Parts, told: dict[str, Any]) -> Card:
    if told.get("appid") != parts.settings.mini_app_id:
        raise Refusal(40166)
    for name in ("title", "pagepath"):
        if not isinstance(told.get(name), str) or not told[name]:
            raise Refusal(47003, f"argument invalid! miniprogrampage.{name} is empty")
    row = media.find(parts, str(told.get("thumb_media_id")))
    picture = f"{parts.settings.origin}/platform/file/{row['media_id']}"
    return "miniprogrampage", told["title"], {"page": told["pagepath"], "picture": picture}


_CARDS: dict[str, Callable[[Parts, dict[str, Any]], Card]] = {
    "text": _text,
    "image": _image,
    "news": _news,
    "miniprogrampage": _mini,
}
