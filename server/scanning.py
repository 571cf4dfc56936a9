"""Signing in at a computer with WeChat: a QR code for its screen, and what came of it."""

from typing import Any

from flask import Blueprint, Response, jsonify, request, session

from core.adapters import drawn_codes
from core.domain.refusals import Refused
from core.services import scanning
from server import doors

bp = Blueprint("scanning", __name__, url_prefix="/signin")
DOORS = ("upload", "console")


@bp.post("")
def begin() -> Response:
    """`{"door": upload | console}`: the picture for the screen (`svg`) and for how long it can be scanned (`minutes`). What
    takes it later lies in this browser's cookie alone."""
    told = request.get_json(silent=True)
    door = told.get("door") if isinstance(told, dict) else None
    if door not in DOORS:
        raise Refused("request.invalid", detail="door")
    shown = scanning.begin(doors.house(), door=door)
    session["scan"] = {"code": shown.code, "secret": shown.secret, "door": door}
    return _told({"svg": drawn_codes.svg(shown.address, omitsize=True), "minutes": scanning.MINUTES})


@bp.post("/state")
def state() -> Response:
    """`{"state": waiting | scanned | in}`; with `in` this browser is signed in as who scanned and said so."""
    held: dict[str, Any] = session.get("scan") or {}
    if not held:
        raise Refused("signin.unknown")
    with doors.house().db.write() as tx:
        reached, person = scanning.take(tx, held["code"], held["secret"])
    if person:
        doors.begin_session(person)
        session.permanent = (
            held["door"] == "upload"
        )  # a phone or computer that is closed in the middle of a film
    return _told({"state": reached})


def _told(body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response
