"""An officer comes from chat: the link shows what it opens, a tap signs in. A look alone (of a preview, of a scanner) uses
nothing up."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from core.domain.refusals import Refused
from core.services import links
from server import doors, problems

MOST = 60  # characters of a code


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/enter", "enter", _shown)
    bp.add_url_rule("/enter", "take_enter", _take, methods=["POST"])


def _shown() -> Any:
    return render_template("console/enter.html", code=request.args.get("c", "")[:MOST], said="")


def _take() -> Any:
    try:
        with doors.house().db.write() as tx:
            person, entry = links.take_desk(tx, request.form.get("code", "")[:MOST])
    except Refused as refused:
        status = problems.status_of(refused.code)
        return render_template("console/enter.html", code="", said=refused.sentence), status
    doors.begin_session(person)
    return redirect(url_for("console.entry", entry_id=entry), 303)
