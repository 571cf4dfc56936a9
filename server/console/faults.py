"""What cannot be done, as pages: what happened, what to do next, and nothing typed is lost."""

from typing import Any

import structlog
from flask import Blueprint, g, render_template, request
from werkzeug.exceptions import HTTPException

from core.adapters.db import Busy
from core.domain import phrases
from core.domain.refusals import Refused
from server import problems

_NOT_REPEATED = {"csrf_token", "seen", "password", "login"}
_BY_STATUS = {404: "request.not_found", 405: "request.method", 413: "request.large", 400: "request.invalid"}
_BARE = frozenset(
    {416}
)  # said to a program that fetches a file in pieces: its head (Content-Range) is the answer
_log = structlog.get_logger()


def register(bp: Blueprint) -> None:
    bp.register_error_handler(Refused, lambda refused: page(refused.code, **refused.params))
    bp.register_error_handler(Busy, lambda _fault: page("server.busy"))
    bp.register_error_handler(HTTPException, _http)
    bp.register_error_handler(Exception, _fault)
    bp.add_url_rule("/<path:_rest>", "nowhere", _nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])


def page(code: str, **params: Any) -> Any:
    """A refusal as a page; what was typed stands below it, to be taken along."""
    status = problems.status_of(code)
    typed = [] if status == 413 else _typed()
    said = phrases.say(code, **params)
    headers = {"Retry-After": "5"} if status == 503 else {}
    return (
        render_template("console/fault.html", code=code, said=said, typed=typed, status=status),
        status,
        headers,
    )


def no_grant() -> Any:
    """Signed in, and no part of the console is theirs, or not any more: what was typed meanwhile is not lost."""
    return render_template("console/no_grant.html", name=g.staff.name, typed=_typed()), 403


def _typed() -> list[str]:
    return [text for key, text in request.form.items(multi=True) if key not in _NOT_REPEATED and text.strip()]


def _nowhere(_rest: str) -> Any:
    return page("request.not_found")


def _http(fault: HTTPException) -> Any:
    status = fault.code or 500
    if 300 <= status < 400 or status in _BARE:
        return fault
    return page(_BY_STATUS.get(status, "server.fault"), detail=fault.name)


def _fault(fault: Exception) -> Any:
    _log.exception("server.fault", path=request.path, fault=type(fault).__name__)
    return page("server.fault")
