"""Template messages: the account's templates and their sending."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from sandbox import callbacks, chats
from sandbox.fields import fits
from sandbox.parts import Parts
from sandbox.refusal import Refusal

SAME_SECONDS = 600.0  # client_msg_id counts for ten minutes; real time, since it is about retries
# A thing is for persons, addresses, organisations and names of products; other free words must be approved as const.
_MAY_BE_THING = re.compile(r"(?:人|姓名|名称|单位|机构|地址|地点)$")
_KEYWORD = re.compile(r"([^\n:]+):\{\{(\w+)\.DATA\}\}")


@cache
def granted() -> dict[str, dict[str, Any]]:
    """The templates of templates.json by id."""
    rows = json.loads((Path(__file__).parent / "templates.json").read_text("utf-8"))
    return {row["template_id"]: row for row in rows}


def listing(_parts: Parts, _call: Any) -> dict[str, Any]:
    """GET /cgi-bin/template/get_all_private_template"""
    return {
        "template_list": [{k: v for k, v in row.items() if k != "approved"} for row in granted().values()]
    }


def send(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/message/template/send: 40003, 40037, 43004, 47003, else `{"msgid"}` and a card in the chat."""
    body = call.body
    openid = body.get("touser")
    person = parts.store.row(
        "SELECT following FROM people WHERE openid = ?", openid if isinstance(openid, str) else ""
    )
    if person is None:
        raise Refusal(40003)
    template = granted().get(str(body.get("template_id")))
    if template is None:
        raise Refusal(40037)
    if not person["following"]:
        raise Refusal(43004)
    fields = _fields(template, body.get("data"))
    miniprogram = body.get("miniprogram") or {}
    if not isinstance(miniprogram, dict):
        raise Refusal(47001)
    if miniprogram and miniprogram.get("appid") != parts.settings.mini_app_id:
        raise Refusal(40013)
    with parts.store.transaction():
        earlier = _earlier(parts, str(openid), body.get("client_msg_id"))
        if earlier is not None:
            call.notes.update(outcome="repeat", msgid=earlier)
            return {"msgid": earlier}
        msgid = callbacks.message_id(parts)
        call.notes["msgid"] = msgid
        link = (
            {"page": str(miniprogram.get("pagepath", ""))}
            if miniprogram
            else {"url": str(body.get("url") or "")}
        )
        chats.add(parts, str(openid), "account", "template", template["title"], fields=fields, **link)
        _remember(parts, str(openid), body.get("client_msg_id"), msgid)
    event = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": msgid, "Status": "success"}
    callbacks.tell_later(parts, str(openid), callbacks.fields_of(parts, str(openid), "event", **event))
    return {"msgid": msgid}


def _fields(template: dict[str, Any], told: Any) -> list[dict[str, str]]:
    """`[{label, value}]` in the template's order. Raises Refusal 47001, or 47003 naming the first bad field."""
    if not isinstance(told, dict):
        raise Refusal(47001)
    fields = []
    for label, name in _KEYWORD.findall(template["content"]):
        given = told.get(name)
        value = given.get("value") if isinstance(given, dict) else None
        if name.startswith("thing") and not _MAY_BE_THING.search(label):
            raise Refusal(47003, f"argument invalid! data.{name} may not be a thing")
        if not fits(name, value, _approved(template, name)):
            reason = "is empty" if value in (None, "") else "invalid"
            raise Refusal(47003, f"argument invalid! data.{name}.value {reason}")
        fields.append({"label": label, "value": str(value)})
    return fields


def _approved(template: dict[str, Any], name: str) -> list[str] | None:
    """The words a const was granted; one that was granted none takes none."""
    return list(template.get("approved", {}).get(name, [])) if name.startswith("const") else None


def _earlier(parts: Parts, openid: str, client_msg_id: Any) -> int | None:
    if not client_msg_id:
        return None
    kept = parts.store.mark(f"template {openid} {client_msg_id}")
    if kept is None:
        return None
    msgid, sent_real = kept.split()
    return int(msgid) if parts.clock.real() - float(sent_real) < SAME_SECONDS else None


def _remember(parts: Parts, openid: str, client_msg_id: Any, msgid: int) -> None:
    if client_msg_id:
        parts.store.set_mark(f"template {openid} {client_msg_id}", f"{msgid} {parts.clock.real()!r}")
