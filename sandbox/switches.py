"""Switches of the sandbox's page: an error of the platform for one person's messages, until it is switched off."""

from typing import Any

from flask import Blueprint, jsonify, request

from sandbox import chats
from sandbox.faults import ANY, Fault
from sandbox.parts import Parts
from sandbox.refusal import WORDS

WAYS = {
    ANY: "所有途径",
    "/cgi-bin/message/template/send": "模板消息",
    "/cgi-bin/message/subscribe/send": "订阅消息",
    "/cgi-bin/message/custom/send": "客服消息",
}
# What a code means to whoever switches it on; the others are shown with the platform's own words.
MEANT = {
    -1: "系统繁忙，请稍候再试",
    40001: "凭证不对或不是最新的",
    42001: "凭证过期",
    40003: "没有这个人（openid 不对）",
    40037: "没有这个模板",
    43004: "没有关注公众号",
    43101: "没有同意接收，或次数已用完",
    45002: "内容太长",
    45009: "当天的次数已用完",
    45011: "发得太快，请下一分钟再发",
    45015: "超过 48 小时没有互动",
    45047: "对方不回话，客服消息条数已用完",
    47001: "不是 JSON",
    47003: "模板字段的内容不合格",
    48001: "公众号没有这个接口的权限",
}
# Failures that are no code.
OTHER: dict[str, tuple[str, dict[str, Any]]] = {
    "http-502": ("网关出错，应答 HTTP 502", {"http": 502}),
    "http-500": ("平台出错，应答 HTTP 500", {"http": 500}),
    "silent": ("12 秒没有应答", {"timeout": 12.0}),
    "lost": ("其实发到了，但应答说系统繁忙", {"errcode": -1, "done": True}),
}


def blueprint(parts: Parts) -> Blueprint:
    """GET, POST /platform/switches and DELETE /platform/switches/N."""
    switches = Blueprint("switches", __name__, url_prefix="/platform/switches")

    @switches.get("")
    def listing() -> Any:
        return jsonify(
            {"ways": _named(WAYS), "codes": codes(), "on": [_shown(one) for one in parts.faults.personal()]}
        )

    @switches.post("")
    def turn_on() -> Any:
        """`{"openid", "way", "code"}`: one of the keys that `listing` gives."""
        told = request.get_json(silent=True)
        told = told if isinstance(told, dict) else {}
        openid, way, code = (str(told.get(name, "")) for name in ("openid", "way", "code"))
        known = {one["key"] for one in codes()}
        if way not in WAYS or code not in known:
            return _problem("switch.invalid", "请从列出的途径和错误里各选一个。", 400)
        try:
            chats.person(parts.store, openid)
        except chats.Unknown:
            return _problem("person.unknown", f"没有 openid 为“{openid}”的人。", 404)
        meant = OTHER[code][1] if code in OTHER else {"errcode": int(code)}
        return jsonify(_shown(parts.faults.add({"path": way, **meant}, times=None, openid=openid))), 201

    @switches.delete("/<int:number>")
    def turn_off(number: int) -> Any:
        """Twice is once."""
        parts.faults.remove(number)
        return jsonify({"on": [_shown(one) for one in parts.faults.personal()]})

    return switches


def codes() -> list[dict[str, str]]:
    """`[{key, name, group}]`: first what happens to messages, then the failures without a code, then every other code."""
    usual = [
        {"key": str(code), "name": f"{code}　{said}", "group": "发消息时常见"} for code, said in MEANT.items()
    ]
    broken = [{"key": key, "name": said, "group": "网络和平台"} for key, (said, _) in OTHER.items()]
    rest = [
        {"key": str(code), "name": f"{code}　{said}", "group": "其他错误码"}
        for code, said in WORDS.items()
        if code not in MEANT
    ]
    return [*usual, *broken, *rest]


def _shown(fault: Fault) -> dict[str, Any]:
    """`{number, openid, way, name}`"""
    return {
        "number": fault.number,
        "openid": fault.openid,
        "way": WAYS.get(fault.path, fault.path),
        "name": _name(fault),
    }


def _name(fault: Fault) -> str:
    for said, meant in OTHER.values():
        if all(getattr(fault, name) == value for name, value in meant.items()):
            return said
    code = fault.errcode or 0
    return f"{code}　{MEANT.get(code) or WORDS.get(code, '')}"


def _named(told: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "name": name} for key, name in told.items()]


def _problem(code: str, message: str, status: int) -> tuple[Any, int]:
    return jsonify({"problem": {"code": code, "message": message}}), status
