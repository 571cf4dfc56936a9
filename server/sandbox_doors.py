"""Doors that exist in the sandbox alone: the time machine and the mails that never left."""

from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

from flask import Blueprint, Response, jsonify, request

from core.domain.refusals import Refused
from core.services import messages, robots, slots
from server import doors

bp = Blueprint("sandbox", __name__, url_prefix="/sandbox")


@bp.get("/clock")
def clock() -> Response:
    return jsonify({"now": doors.house().clock.now().isoformat()})


@bp.post("/clock")
def move() -> Response:
    """Forward only; backward is 409."""
    asked: Any = request.get_json(silent=True)
    try:
        to = datetime.fromisoformat(asked["now"])
        if to.tzinfo is None:
            raise ValueError
    except (TypeError, KeyError, ValueError):
        raise Refused("clock.invalid") from None
    return jsonify({"now": doors.house().clock.move(to).isoformat()})


@bp.get("/pending")
def pending() -> Response:
    """Whether a reminder is due or a message is to be sent at this moment; what waits for its next try does not count."""
    house = doors.house()
    with house.db.read() as tx:
        due = slots.waiting(tx, upto=house.clock.now()) or messages.due(tx) or robots.due(tx)
        is_pending = bool(due) or messages.is_sending(tx)
    return jsonify({"pending": is_pending})


@bp.get("/mails")
def mails() -> Response:
    """Mails kept as .eml files, newest first."""
    folder = doors.house().settings.data_dir / "mail"
    found = sorted(folder.glob("*.eml"), reverse=True)[:50] if folder.is_dir() else []
    return jsonify({"items": [_shown(path.read_bytes()) for path in found]})


def _shown(raw: bytes) -> dict[str, Any]:
    mail = message_from_bytes(raw, policy=policy.default)
    text = mail.get_body(("plain",))
    files = [part.get_filename() for part in mail.iter_attachments()]
    return {
        "at": mail["Date"], "to": mail["To"], "subject": mail["Subject"],
        "text": text.get_content() if text else "", "files": files,
    }  # fmt: skip
