"""The gate of the fake api.weixin.qq.com: token, JSON, injected failures and the record of what was sent."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox import tokens
from sandbox.faults import Fault
from sandbox.parts import Parts
from sandbox.refusal import Refusal

OA, MINI = "oa", "mini"
_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Call:
    """One call that passed the gate: which app's token, the JSON body, query, files, and notes for the record."""

    app: str
    body: dict[str, Any]
    args: Mapping[str, str]
    files: Mapping[str, Any]
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One row of the surface: who may call it (no app: no token wanted), whether it takes JSON, whether it is recorded."""

    path: str
    method: str
    act: Callable[[Parts, Call], dict[str, Any] | Response]
    apps: tuple[str, ...] = (OA,)
    takes_json: bool = False
    recorded: bool = False


def mount(blueprint: Blueprint, parts: Parts, routes: tuple[Route, ...]) -> None:
    """Adds every row; GET on a POST interface answers 43002 like the platform, not 405."""
    for route in routes:
        blueprint.add_url_rule(
            route.path,
            route.path,
            _door(parts, route),
            methods=["GET", "POST"],
            provide_automatic_options=False,
        )


def _door(parts: Parts, route: Route) -> Callable[[], Any]:
    def door() -> Any:
        fault = parts.faults.take(route.path, _whom(parts, route), is_sending=route.recorded)
        if fault is not None and not fault.done:
            answer = _broken(fault)
            if route.recorded:
                _record(parts, route, _loose_body(), fault.errcode or -1, "injected", outcome="fault")
            return answer
        answer = _answered(parts, route)
        return answer if fault is None else _broken(fault)

    return door


def _answered(parts: Parts, route: Route) -> Any:
    body: dict[str, Any] = {}
    notes: dict[str, Any] = {}
    try:
        if route.method == "POST" and request.method != "POST":
            raise Refusal(43002)
        app = tokens.check(parts, request.args.get("access_token"), route.apps) if route.apps else ""
        body = read_json(request.get_data()) if route.takes_json else {}
        result = route.act(parts, Call(app, body, request.args, request.files, notes))
    except Refusal as refusal:
        if route.recorded:
            _record(parts, route, body, refusal.errcode, refusal.words, outcome="refused")
        return jsonify(refusal.answer())
    if route.recorded:
        _record(parts, route, body, 0, "ok", outcome=notes.get("outcome", "sent"), msgid=notes.get("msgid"))
    if isinstance(result, Response):
        return result
    return jsonify(
        result
        if "access_token" in result or "video_url" in result
        else {"errcode": 0, "errmsg": "ok"} | result
    )


def read_json(raw: bytes) -> dict[str, Any]:
    """The body as an object. Raises Refusal 44002 (empty), 47001 (no JSON), 40033 (Chinese written as \\uXXXX)."""
    if not raw:
        raise Refusal(44002)
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise Refusal(47001) from problem
    if not isinstance(body, dict):
        raise Refusal(47001)
    if any(int(code, 16) > 0x7F for code in _ESCAPE.findall(raw)):
        raise Refusal(40033)
    return body


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _loose_body() -> dict[str, Any]:
    try:
        return read_json(request.get_data())
    except Refusal:
        return {}


def _whom(parts: Parts, route: Route) -> str | None:
    """The account's openid of whom a message is for; asked only while something is switched on for a person."""
    if not route.recorded or not parts.faults.personal():
        return None
    told = str(_loose_body().get("touser", ""))
    found = parts.store.row("SELECT openid FROM people WHERE mini_openid = ?", told)
    return str(found["openid"]) if found else told


def _broken(fault: Fault) -> Any:
    """The injected failure as an answer; silence ends in 504, but the caller should have hung up before."""
    if fault.timeout is not None:
        time.sleep(fault.timeout)
        return Response("", 504)
    if fault.http is not None:
        return Response("injected", fault.http)
    return jsonify(Refusal(fault.errcode or -1).answer())


def _record(
    parts: Parts,
    route: Route,
    body: dict[str, Any],
    errcode: int,
    errmsg: str,
    *,
    outcome: str,
    msgid: int | None = None,
) -> None:
    parts.store.run(
        "INSERT INTO sent (at, real, path, openid, body, errcode, errmsg, msgid, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        parts.clock.now().isoformat(timespec="seconds"),
        parts.clock.real(),
        route.path,
        str(body.get("touser", "")),
        json.dumps(body, ensure_ascii=False),
        errcode,
        errmsg,
        msgid,
        outcome,
    )
