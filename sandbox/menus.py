"""The account's menu: created by the house, kept as it is, read by the phone."""

import json
from typing import Any

from sandbox.parts import Parts
from sandbox.refusal import Refusal

WANTED = {  # type: what it must carry
    "click": ("key",),
    "view": ("url",),
    "miniprogram": ("url", "appid", "pagepath"),
    "scancode_push": ("key",),
    "scancode_waitmsg": ("key",),
    "pic_sysphoto": ("key",),
    "pic_photo_or_album": ("key",),
    "pic_weixin": ("key",),
    "location_select": ("key",),
    "media_id": ("media_id",),
    "article_id": ("article_id",),
}
LARGEST = {"key": (128, 40019), "url": (1024, 40020)}  # bytes, code when longer


def create(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/menu/create: 1 to 3 buttons, 1 to 5 below each; names of 16 and 60 bytes."""
    buttons = call.body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Refusal(40016)
    for button in buttons:
        _check_name(button, 16)
        below = button.get("sub_button")
        if not below:
            _check(button)
            continue
        if not isinstance(below, list) or len(below) > 5:
            raise Refusal(40023)
        for one in below:
            _check_name(one, 60)
            _check(one)
    parts.store.set_mark("menu", json.dumps({"button": buttons}, ensure_ascii=False))
    return {}


def get(parts: Parts, _call: Any) -> dict[str, Any]:
    """GET /cgi-bin/menu/get: `{"menu": {"button": […]}}` or 46003."""
    kept = parts.store.mark("menu")
    if kept is None:
        raise Refusal(46003)
    return {"menu": json.loads(kept)}


def delete(parts: Parts, _call: Any) -> dict[str, Any]:
    """GET /cgi-bin/menu/delete"""
    parts.store.run("DELETE FROM marks WHERE name = 'menu'")
    return {}


def leaves(parts: Parts) -> list[dict[str, Any]]:
    """The buttons a person can tap."""
    kept = parts.store.mark("menu")
    buttons = json.loads(kept)["button"] if kept else []
    return [leaf for button in buttons for leaf in (button.get("sub_button") or [button])]


def _check_name(button: Any, most: int) -> None:
    name = button.get("name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= most:
        raise Refusal(40018)


def _check(button: dict[str, Any]) -> None:
    kind = button.get("type")
    if not isinstance(kind, str) or kind not in WANTED:
        raise Refusal(40017)
    for name in WANTED[kind]:
        most, code = LARGEST.get(name, (1024, 40016))
        value = button.get(name)
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= most:
            raise Refusal(code)
