"""The time machine and the mails: /machine/…, handed on to the house."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.house import HouseSilent
from sandbox.parts import Parts

JUMP_SECONDS = 240.0  # a jump is walked: reminders on the way are sent in order


def blueprint(parts: Parts) -> Blueprint:
    """GET, POST /machine/clock, GET /machine/mails and /machine/pending."""
    machine = Blueprint("machine", __name__, url_prefix="/machine")

    @machine.get("/clock")
    def clock() -> Any:
        return _handed_on(parts, "GET", "/sandbox/clock", parts.settings.house_seconds)

    @machine.post("/clock")
    def move() -> Any:
        answer = _handed_on(parts, "POST", "/sandbox/clock", JUMP_SECONDS, request.get_data())
        parts.clock.forget()
        return answer

    @machine.get("/mails")
    def mails() -> Any:
        return _handed_on(parts, "GET", "/sandbox/mails", parts.settings.house_seconds)

    @machine.get("/pending")
    def pending() -> Any:
        return _handed_on(parts, "GET", "/sandbox/pending", parts.settings.house_seconds)

    return machine


def _handed_on(parts: Parts, method: str, path: str, seconds: float, body: bytes = b"") -> Any:
    """The house's answer as it is; 502 with a sentence while it is silent, or answers something other than JSON."""
    try:
        answer = parts.house.ask(
            method, path, body=body, kind="application/json" if body else "", seconds=seconds
        )
    except HouseSilent as silent:
        message = f"业务服务（{parts.settings.house}）没有应答：{silent}。请确认 make run 正在运行，页面会自动重连。"
        return jsonify({"problem": {"code": "house.silent", "message": message}}), 502
    if "json" in answer.kind:
        return Response(answer.body, answer.status, mimetype="application/json")
    message = f"业务服务对 {path} 应答 HTTP {answer.status}，不是预期的内容。请查看它的日志。"
    status = answer.status if answer.status >= 400 else 502
    return jsonify({"problem": {"code": "house.answer", "message": message}}), status
