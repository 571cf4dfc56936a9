"""The JSON API of the phone page: /phone/…; the house's story test plays the people through it too."""

from typing import Any

from flask import Blueprint, jsonify, request

from sandbox import acts, callbacks, chats, qrcodes, store, subscriptions
from sandbox.house import HouseSilent
from sandbox.parts import Parts


def blueprint(parts: Parts) -> Blueprint:
    """Every act answers `{"items": […new items…], "next": N}`; a mistake answers `{"problem": {code, message}}`."""
    phone = Blueprint("phone", __name__, url_prefix="/phone")
    _add_reads(phone, parts)
    _add_acts(phone, parts)
    phone.register_error_handler(chats.Unknown, _unknown)
    phone.register_error_handler(acts.Impossible, _impossible)
    return phone


def _add_reads(phone: Blueprint, parts: Parts) -> None:
    @phone.get("/people")
    def people() -> Any:
        return jsonify({"items": chats.everyone(parts.store)})

    @phone.get("/<openid>/chat")
    def chat(openid: str) -> Any:
        chats.person(parts.store, openid)
        return jsonify(chats.since(parts.store, openid, store.number(request.args.get("after"))))

    @phone.get("/menu")
    def menu() -> Any:
        return jsonify(acts.menu(parts))

    @phone.get("/scenes")
    def scenes() -> Any:
        return jsonify({"items": qrcodes.known(parts)})


def _add_acts(phone: Blueprint, parts: Parts) -> None:
    @phone.post("/<openid>/<any(say, follow, unfollow, scan, tap, send):act>")
    def do(openid: str, act: str) -> Any:
        chats.person(parts.store, openid)
        before = chats.last_id(parts.store, openid)
        _do(parts, openid, act, _told())
        return jsonify(chats.since(parts.store, openid, before))

    @phone.post("/<openid>/<any(login_code, phone_code):name>")
    def code(openid: str, name: str) -> Any:
        return jsonify({"code": acts.code(parts, openid, name.removesuffix("_code"))})

    @phone.post("/<openid>/subscribe")
    def subscribe(openid: str) -> Any:
        chats.person(parts.store, openid)
        told = {key: str(value) for key, value in _told().items()}
        row = parts.store.row("SELECT mini_openid FROM people WHERE openid = ?", openid) or {}
        try:
            subscriptions.answer(parts, str(row.get("mini_openid")), told)
        except ValueError as problem:
            return _problem("subscribe.invalid", str(problem), 400)
        return jsonify(told)

    @phone.post("/raw")
    def raw() -> Any:
        told = _told()
        try:
            status, body = callbacks.raw(parts, str(told.get("openid", "")), str(told.get("xml", "")))
        except HouseSilent as silent:
            return _problem("house.silent", f"业务服务没有应答（{silent}）。请确认它正在运行。", 502)
        return jsonify({"status": status, "body": body})


def _do(parts: Parts, openid: str, act: str, told: dict[str, Any]) -> None:
    if act == "say":
        acts.say(parts, openid, told.get("text"))
    elif act == "follow":
        acts.follow(parts, openid, acts.scene_of(told["scene"]) if told.get("scene") else None)
    elif act == "unfollow":
        acts.unfollow(parts, openid)
    elif act == "scan":
        acts.scan(parts, openid, told.get("scene"))
    elif act == "tap":
        acts.tap(parts, openid, told)
    else:
        acts.send(parts, openid, told, request.files.get("file"))


def _told() -> dict[str, Any]:
    """The fields of a JSON body or of a form; half characters, which no phone can send, become question marks."""
    try:
        told = request.get_json(silent=True)
    except RecursionError:
        told = None
    if not isinstance(told, dict):
        return request.form.to_dict()
    return {name: _whole(value) for name, value in told.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value if isinstance(value, int | float | None) else str(value).encode("utf-8", "replace").decode()


def _problem(code: str, message: str, status: int) -> tuple[Any, int]:
    return jsonify({"problem": {"code": code, "message": message}}), status


def _unknown(problem: chats.Unknown) -> tuple[Any, int]:
    return _problem("person.unknown", f"没有 openid 为“{problem}”的人。名单见 /phone/people。", 404)


def _impossible(problem: acts.Impossible) -> tuple[Any, int]:
    return _problem(problem.code, problem.message, 409)
