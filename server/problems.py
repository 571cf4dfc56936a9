"""Every refusal and fault as one JSON shape, each code with its status."""

from collections.abc import Mapping
from typing import Any

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, jsonify, request
from werkzeug.exceptions import HTTPException

from core.adapters.db import Busy
from core.adapters.files import DiskFull
from core.domain import phrases
from core.domain.refusals import Refused
from server import faults

# The longest prefix decides. A test holds that every code of sentences/problems.py has a status here.
STATUSES: Mapping[str, int] = {
    "answer": 422,
    "course": 409,
    "mailed": 422,
    "mailed.large": 413,
    "score": 422,
    "verdict": 409,
    "mark": 422,
    "mark.film.unknown": 404,
    "mark.full": 409,
    "waiver": 409,
    "waiver.reason.missing": 422,
    "score.changed": 409,
    "score.file.large": 413,
    "answer.field.unknown": 404,
    "answer.stale": 409,
    "entry": 409,
    "entry.unknown": 404,
    "entry.forbidden": 403,
    "entry.nominate.unit": 403,
    "entry.incomplete": 422,
    "entry.reasons.missing": 422,
    "campaign": 404,
    "track": 404,
    "paper": 404,
    "blank": 404,
    "certificate": 404,
    "certificate.signing": 503,
    "upload": 422,
    "upload.unknown": 404,
    "upload.metadata.wrong": 400,
    "upload.size": 400,
    "upload.size.max": 413,
    "upload.offset.wrong": 409,
    "upload.length.exceeded": 413,
    "upload.checksum.mismatch": 460,
    "upload.checksum.unknown": 400,
    "upload.locked": 423,
    "upload.expired": 410,
    "upload.busy": 503,
    "upload.type.wrong": 415,
    "upload.version.wrong": 412,
    "upload.disk.full": 507,
    "attachment": 404,
    "asked": 409,
    "asked.unknown": 404,
    "asked.long": 422,
    "urge": 409,
    "nudge": 409,
    "group": 404,
    "robot": 409,
    "robot.invalid": 422,
    "broadcast": 422,
    "broadcast.unknown": 404,
    "words.gone": 404,
    "broadcast.changed": 409,
    "attachment.fix.impossible": 409,
    "attachment.unnamed": 409,
    "questions": 409,
    "question": 422,
    "question.unknown": 404,
    "question.stale": 409,
    "question.many": 409,
    "fix.cut": 422,
    "login": 401,
    "login.tries": 429,
    "login.taken": 409,
    "login.name": 422,
    "login.password.short": 422,
    "import": 422,
    "import.size.max": 413,
    "import.cut": 400,
    "mail": 409,
    "mail.link.unknown": 410,
    "mail.link.newer": 410,
    "mail.key.wrong": 403,
    "mail.key.tries": 429,
    "export": 409,
    "handover": 409,
    "package": 409,
    "package.unknown": 404,
    "package.number.unknown": 404,
    "return": 422,
    "return.unknown": 404,
    "return.done": 409,
    "return.changed": 409,
    "log": 422,
    "sending": 422,
    "archive": 404,
    "archive.failed": 503,
    "alike": 404,
    "permit": 422,
    "decide": 409,
    "view": 422,
    "view.unknown": 404,
    "view.name.taken": 409,
    "bulk": 422,
    "bulk.changed": 409,
    "consent": 409,
    "person": 409,
    "share": 409,
    "share.unknown": 410,
    "share.owner": 403,
    "signin": 410,
    "link": 410,
    "invitation": 410,
    "join": 410,
    "seat": 409,
    "seat.ask": 422,
    "seat.ask.large": 413,
    "seat.tries": 429,
    "seat.application.unknown": 404,
    "seat.application.own": 403,
    "seat.reason": 422,
    "seat.unit": 422,
    "seat.unit.admin": 403,
    "grant": 403,
    "unit": 404,
    "unit.officers.full": 409,
    "unit.merge": 409,
    "unit.seat": 409,
    "unit.invite": 422,
    "unit.quota": 422,
    "unit.name": 422,
    "unit.phone": 422,
    "units.import.large": 413,
    "units.import.unknown": 404,
    "units.import.changed": 409,
    "units": 422,
    "request": 400,
    "request.invalid": 422,
    "request.not_found": 404,
    "request.method": 405,
    "request.large": 413,
    "request.media_type": 415,
    "request.csrf": 403,
    "request.key.reused": 422,
    "server.fault": 500,
    "server.busy": 503,
    "queue": 503,
    "platform": 503,
    "clock.backward": 409,
    "clock.invalid": 422,
}
_BY_STATUS = {
    400: "request.invalid", 401: "login.required", 403: "grant.missing", 404: "request.not_found",
    405: "request.method", 413: "request.large", 415: "request.media_type", 422: "request.invalid",
}  # fmt: skip
_log = structlog.get_logger()


def status_of(code: str) -> int:
    """The HTTP status of a code, by its longest known prefix."""
    parts = code.split(".")
    for length in range(len(parts), 0, -1):
        if (status := STATUSES.get(".".join(parts[:length]))) is not None:
            return status
    return 500


def body(
    code: str, message: str, *, field: str | None = None, findings: list[Any] | None = None, **more: Any
) -> dict[str, Any]:
    problem = {"code": code, "message": message, "field": field, "findings": findings or []}
    return {"problem": {**problem, **more}}


def of(refused: Refused) -> dict[str, Any]:
    """A refusal's JSON; a stale answer brings both values."""
    more = {
        key: refused.params[key] for key in ("theirs", "yours", "version", "offset") if key in refused.params
    }
    findings = [finding.as_dict() for finding in refused.findings]
    return body(refused.code, refused.sentence, field=refused.field, findings=findings, **more)


def answer(code: str, **params: Any) -> Response:
    """A problem that no service raised."""
    return _shown(body(code, phrases.say(code, **params)), status_of(code))


def _shown(told: dict[str, Any], status: int) -> Response:
    """JSON for machines, a page for people."""
    if faults.is_page():
        response = faults.page(told["problem"]["message"], status)
    else:
        response = jsonify(told)
        response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def register(app: APIFlask) -> None:
    """Every way a request can fail, in the one shape."""
    app.error_processor(_api)  # first: it takes the HTTP errors of werkzeug for itself as well
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Busy, lambda _fault: answer("server.busy"))
    app.register_error_handler(DiskFull, lambda _fault: answer("upload.disk.full"))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _refused(refused: Refused) -> Response:
    return _shown(of(refused), status_of(refused.code))


def _api(error: HTTPError) -> Any:
    """APIFlask's own errors: what did not fit the schema, named by its place."""
    status = _told(error.status_code)
    code = _BY_STATUS.get(status, "request.invalid")
    detail = "；".join(f"{place}：{'，'.join(map(str, said))}" for place, said in _places(error.detail))
    return (
        body(code, phrases.say(code, detail=detail or error.message, wanted="JSON")),
        status,
        error.headers,
    )


def _places(detail: Any, path: str = "") -> list[tuple[str, list[Any]]]:
    if isinstance(detail, dict):
        return [row for key, value in detail.items() for row in _places(value, f"{path}.{key}".strip("."))]
    return [(path or "内容", detail if isinstance(detail, list) else [detail])]


def _told(status: int) -> int:
    """A body that never said it was JSON is read as broken JSON; it is of the wrong type."""
    is_untold = status == 400 and request.content_length and not request.is_json
    return 415 if is_untold and request.path.startswith("/api/") else status


def _http(fault: HTTPException) -> Any:
    status = _told(fault.code or 500)
    code = _BY_STATUS.get(status, "server.fault" if status >= 500 else "request.invalid")
    response = _shown(body(code, phrases.say(code, detail=fault.name, wanted="JSON")), status)
    if fault.get_response().headers.get("Allow"):
        response.headers["Allow"] = fault.get_response().headers["Allow"]
    return response


def _fault(fault: Exception) -> Response:
    _log.exception("server.fault", path=request.path, fault=type(fault).__name__)
    return answer("server.fault")
