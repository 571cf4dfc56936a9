"""The fake api.weixin.qq.com: its whole surface as one table, and the sandbox's own windows into it."""

import json
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox import custom, gate, media, menus, mini, qrcodes, store, subscriptions, templates, tokens, wecom
from sandbox.gate import MINI, OA, Route, mount
from sandbox.parts import Parts
from sandbox.refusal import Refusal

BOTH = (OA, MINI)
ROUTES = (
    Route("/cgi-bin/token", "GET", tokens.token, apps=()),
    Route("/cgi-bin/stable_token", "POST", tokens.stable_token, apps=(), takes_json=True),
    Route("/sns/jscode2session", "GET", tokens.jscode2session, apps=()),
    Route("/cgi-bin/message/template/send", "POST", templates.send, takes_json=True, recorded=True),
    Route("/cgi-bin/template/get_all_private_template", "GET", templates.listing),
    Route("/wxaapi/newtmpl/gettemplate", "GET", subscriptions.listing, apps=(MINI,)),
    Route(
        "/cgi-bin/message/subscribe/send",
        "POST",
        subscriptions.send,
        apps=(MINI,),
        takes_json=True,
        recorded=True,
    ),
    Route("/cgi-bin/webhook/send", "POST", wecom.send, apps=(), takes_json=True),
    Route("/cgi-bin/message/custom/send", "POST", custom.send, takes_json=True, recorded=True),
    Route("/cgi-bin/menu/create", "POST", menus.create, takes_json=True),
    Route("/cgi-bin/menu/get", "GET", menus.get),
    Route("/cgi-bin/menu/delete", "GET", menus.delete),
    Route("/cgi-bin/qrcode/create", "POST", qrcodes.create, takes_json=True),
    Route("/cgi-bin/showqrcode", "GET", qrcodes.show, apps=()),
    Route("/cgi-bin/media/upload", "POST", media.upload, apps=BOTH),
    Route("/cgi-bin/media/get", "GET", media.get, apps=BOTH),
    Route("/cgi-bin/user/info", "GET", mini.user_info),
    Route("/wxa/msg_sec_check", "POST", mini.msg_sec_check, apps=(MINI,), takes_json=True),
    Route("/wxa/media_check_async", "POST", mini.media_check_async, apps=(MINI,), takes_json=True),
    Route("/wxa/getwxacodeunlimit", "POST", mini.getwxacodeunlimit, apps=(MINI,), takes_json=True),
    Route("/wxa/business/getuserphonenumber", "POST", mini.getuserphonenumber, apps=(MINI,), takes_json=True),
)


def blueprint(parts: Parts) -> Blueprint:
    """The platform under the root of SANDBOX_PORT, and /platform/… for tests and the curious."""
    platform = Blueprint("platform", __name__)
    mount(platform, parts, ROUTES)

    @platform.get("/platform/sent")
    def sent() -> Any:
        after = store.number(request.args.get("after"))
        return jsonify({"items": _sent(parts, request.args.get("openid"), after)})

    @platform.post("/platform/faults")
    def faults() -> Any:
        try:
            fault = parts.faults.add(gate.read_json(request.get_data()))
        except Refusal as refusal:
            return jsonify({"problem": {"code": "fault.invalid", "message": f"不是 JSON：{refusal}"}}), 400
        except (ValueError, TypeError, OverflowError) as problem:
            return jsonify({"problem": {"code": "fault.invalid", "message": str(problem)}}), 400
        return jsonify(vars(fault)), 201

    @platform.get("/platform/file/<media_id>")
    def file(media_id: str) -> Any:
        try:
            return media.show(parts, media_id)
        except Refusal:
            return Response("素材不存在，或已过三天有效期。", 404, mimetype="text/plain")

    return platform


def _sent(parts: Parts, openid: str | None, after: int) -> list[dict[str, Any]]:
    """Every template and customer-service message the house tried since record `after`, oldest first, with its
    outcome: sent, repeat (same client_msg_id), refused (by a rule of the platform) or fault (injected)."""
    rows = parts.store.rows(
        "SELECT * FROM sent WHERE id > ? AND (? IS NULL OR openid = ?) ORDER BY id", after, openid, openid
    )
    for row in rows:
        row["body"] = json.loads(row["body"])
        del row["real"]
    return rows
