"""Who has an entry open: its page says so every minute, and says when it is left. Others are told, and nobody is kept out."""

from typing import Any

from flask import Blueprint, render_template

from core.adapters.clock import real
from core.services import holding
from server import doors
from server.console import room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries/<entry_id>/hold", "hold", _hold, methods=["POST"])
    bp.add_url_rule("/entries/<entry_id>/release", "let_go", _release, methods=["POST"])


def _hold(entry_id: str) -> Any:
    """Takes or prolongs it; answers with who else is there."""
    now = real()
    with doors.house().db.write() as tx:
        holding.take(tx, entry_id, by=room.by(), now=now)
        held = holding.of(tx, [entry_id], now=now).get(entry_id, [])
    others = [hold for hold in held if hold.person != room.by()]
    return render_template("console/_held.html", others=others, now=now)


def _release(entry_id: str) -> Any:
    with doors.house().db.write() as tx:
        holding.take(tx, entry_id, by=room.by(), now=real())  # a foreign entry is as unknown here as there
        holding.release(tx, entry_id, by=room.by())
    return "", 204
