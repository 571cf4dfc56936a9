"""Subscription messages of the mini-program: templates, what people accepted, and sending while an accept is left."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from sandbox import callbacks, chats
from sandbox.fields import fits
from sandbox.parts import ACCOUNT, Parts
from sandbox.refusal import Refusal

_KEYWORD = re.compile(r"([^\n:]+):\{\{(\w+)\.DATA\}\}")
_ANSWERS = ("accept", "reject", "ban", "filter")


@cache
def granted() -> dict[str, dict[str, Any]]:
    """The templates of mini_templates.json by id."""
    rows = json.loads((Path(__file__).parent / "mini_templates.json").read_text("utf-8"))
    return {row["priTmplId"]: row for row in rows}


def listing(_parts: Parts, _call: Any) -> dict[str, Any]:
    """GET /wxaapi/newtmpl/gettemplate"""
    return {"data": list(granted().values())}


def send(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/message/subscribe/send: 40003, 40037, 43101 without an accept, 47003; it has no key, so the same
    body sent twice arrives twice while accepts are left."""
    body = call.body
    told = body.get("touser")
    person = parts.store.row(
        "SELECT openid FROM people WHERE mini_openid = ?", told if isinstance(told, str) else ""
    )
    if person is None:
        raise Refusal(40003)
    template = granted().get(str(body.get("template_id")))
    if template is None:
        raise Refusal(40037)
    fields = _fields(template, body.get("data"))
    with parts.store.transaction():
        _spend(parts, str(told), template["priTmplId"])
        msgid = callbacks.message_id(parts)
        call.notes["msgid"] = msgid
        page = {"page": str(body.get("page") or ""), "source": "服务通知"}
        chats.add(parts, person["openid"], "account", "template", template["title"], fields=fields, **page)
    sent = {"TemplateId": template["priTmplId"], "MsgID": msgid, "ErrorCode": 0, "ErrorStatus": "success"}
    _tell(parts, str(told), "subscribe_msg_sent_event", "SubscribeMsgSentEvent", [sent])
    return {"msgid": msgid}


def answer(parts: Parts, mini_openid: str, told: dict[str, str]) -> None:
    """What the person said to wx.requestSubscribeMessage, by template id: an accept is one message more; the house is
    told by subscribe_msg_popup_event. Raises ValueError with a sentence."""
    if not told or any(key not in granted() or value not in _ANSWERS for key, value in told.items()):
        raise ValueError("请给出模板编号和回答（accept、reject、ban、filter）。")
    rows = []
    for template, said in told.items():
        if said == "accept":
            parts.store.set_mark(_mark(mini_openid, template), str(left(parts, mini_openid, template) + 1))
        if said in ("accept", "reject"):
            rows.append({"TemplateId": template, "SubscribeStatusString": said, "PopupScene": "0"})
    if rows:
        _tell(parts, mini_openid, "subscribe_msg_popup_event", "SubscribeMsgPopupEvent", rows)


def left(parts: Parts, mini_openid: str, template: str) -> int:
    """How many messages of this template the person still takes."""
    return int(parts.store.mark(_mark(mini_openid, template)) or 0)


def _mark(mini_openid: str, template: str) -> str:
    return f"accepts {mini_openid} {template}"


def _spend(parts: Parts, mini_openid: str, template: str) -> None:
    held = left(parts, mini_openid, template)
    if held < 1:
        raise Refusal(43101)
    parts.store.set_mark(_mark(mini_openid, template), str(held - 1))


def _fields(template: dict[str, Any], told: Any) -> list[dict[str, str]]:
    """`[{label, value}]` in the template's order. Raises Refusal 47001, or 47003 naming the first bad field."""
    if not isinstance(told, dict):
        raise Refusal(47001)
    fields = []
    for label, name in _KEYWORD.findall(template["content"]):
        given = told.get(name)
        value = given.get("value") if isinstance(given, dict) else None
        if not fits(name, value):
            raise Refusal(47003, f"argument invalid! data.{name}.value invalid")
        fields.append({"label": label, "value": str(value)})
    return fields


def _tell(parts: Parts, mini_openid: str, event: str, wrapper: str, rows: list[dict[str, Any]]) -> None:
    """The platform's push: one row stands alone, several are a list."""
    fields = {"ToUserName": ACCOUNT, "FromUserName": mini_openid, "CreateTime": int(parts.clock.epoch())}
    fields |= {"MsgType": "event", "Event": event, wrapper: {"List": rows[0] if len(rows) == 1 else rows}}
    callbacks.tell_mini(parts, fields)
