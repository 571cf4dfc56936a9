"""The way of the mini-program's requests to the house: /house/…, streamed both ways, under the page's own origin.

A phone knows no CORS; a browser does, so the phone in it asks its own origin. `X-Phone-Cut: N` lets N bytes of the body through
and then breaks the line to the house, as a tunnel does to a train.
"""

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, jsonify, request

from sandbox.parts import Parts

PUBLIC = (
    "api/",
    "files/",
    "g/",
    "p/",
    "verify/",
    "library/",
    "static/",
)  # never the console, never the sandbox's doors
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CUT = "X-Phone-Cut"
_SECONDS = 65.0  # a call of the phone ends after 60
_PIECE = 64 * 1024
_MOST = 1 << 40
_HOP = {"connection", "keep-alive", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade"}
_KEPT_BACK = _HOP | {"host", "cookie", "set-cookie", "origin", "referer", "content-length", CUT.lower()}


def blueprint(parts: Parts) -> Blueprint:
    """Any method on /house/PATH for the house's public paths; 404 for others, 502 while the house is silent."""
    passage = Blueprint("passage", __name__, url_prefix="/house")
    place = urlsplit(parts.settings.house).netloc

    @passage.route("/<path:rest>", methods=METHODS)
    def through(rest: str) -> Any:
        request.max_content_length = _MOST  # uploads have the house's own limit
        if not rest.startswith(PUBLIC):
            return _problem("path.private", "小程序只能访问公开的接口。", 404)
        line = http.client.HTTPConnection(place, timeout=_SECONDS)
        try:
            _ask(line, rest)
            limit = request.headers.get(CUT, type=int)
            if limit is not None and limit < (request.content_length or 0):
                return _broken(line, limit)
            for piece in _pieces(request.content_length or 0):
                line.send(piece)
            answer = line.getresponse()
        except (OSError, http.client.HTTPException) as silent:
            line.close()
            return _problem("house.silent", f"业务服务没有应答：{silent or type(silent).__name__}。", 502)
        except BaseException:  # the phone went away in the middle of its body
            line.close()
            raise
        return _handed_on(line, answer, parts.settings.house)

    return passage


def _ask(line: http.client.HTTPConnection, rest: str) -> None:
    query = request.query_string.decode("latin-1")
    path = quote(f"/{rest}", safe="/:@!$&'()*+,;=~-._") + (f"?{query}" if query else "")
    line.putrequest(request.method, path, skip_accept_encoding=True)
    for name, value in request.headers.items():
        if name.lower() not in _KEPT_BACK:
            line.putheader(name, value)
    if request.content_length is not None:
        line.putheader("Content-Length", str(request.content_length))
    line.endheaders()


def _pieces(left: int) -> Iterator[bytes]:
    while left > 0:
        piece = request.stream.read(min(_PIECE, left))
        if not piece:
            return
        left -= len(piece)
        yield piece


def _broken(line: http.client.HTTPConnection, limit: int) -> Response:
    """The house got `limit` bytes of a longer body and then nothing; the phone is told so by a status no house uses."""
    for piece in _pieces(limit):
        line.send(piece)
    line.close()
    for _ in _pieces((request.content_length or 0) - limit):
        pass  # the browser still speaks; a connection closed on it would make it ask again by itself
    return Response("", 499, {CUT: str(limit)})


def _handed_on(line: http.client.HTTPConnection, answer: http.client.HTTPResponse, house: str) -> Response:
    def body() -> Iterator[bytes]:
        try:
            while piece := answer.read(_PIECE):
                yield piece
        finally:
            line.close()

    given = Response(body(), answer.status)
    given.call_on_close(line.close)  # of HEAD, 204 and 304 nobody begins to read the body
    given.headers.clear()
    for name, value in answer.getheaders():
        if name.lower() in _KEPT_BACK - {"content-length"}:
            continue
        is_way_on = name.lower() == "location" and 300 <= answer.status < 400
        given.headers.add(name, value.replace(house, "/house", 1) if is_way_on else value)
    return given


def _problem(code: str, message: str, status: int) -> tuple[Any, int]:
    return jsonify({"problem": {"code": code, "message": message}}), status
