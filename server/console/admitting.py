"""The province's list of who applies for a seat at a unit: the letter, who sits there, admitting and refusing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.domain import phrases
from core.domain.refusals import Refused
from core.services import admitting
from core.services.admitting import Line
from server import doors, problems
from server.console import faults, room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/applications", "applications", _applications)
    bp.add_url_rule(
        "/applications/<application>/<any(admit, refuse):act>",
        "decide_application",
        _decide,
        methods=["POST"],
    )


def _applications() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    return _shown()


def _shown(refused: Refused | None = None, about: str = "", typed: Any = None) -> Any:
    is_done = request.args.get("state") == "done"
    with doors.house().db.read() as tx:
        after = request.args.get("after") or None
        lines, following = admitting.page(doors.house(), tx, by=room.by(), is_done=is_done, after=after)
    page = render_template(
        "console/applications.html", lines=[(line, _letter(line)) for line in lines], next=following, is_done=is_done,
        may="administrator" in room.staff().roles, refused=refused, about=about, typed=typed or {},
    )  # fmt: skip
    return page, problems.status_of(refused.code) if refused else 200


def _letter(line: Line) -> dict[str, Any]:
    """The picture, the original, and what was seen on it, each `(tone, sentence)`."""
    row, facts = line.row, line.row.facts
    kind = "inert" if facts.get("inert") else "original"
    return {
        "url": doors.file_url(row.place, kind=kind, name=row.filename),
        "preview": doors.file_url(row.preview, kind="preview") if row.preview else "",
        "verdicts": [(tone, phrases.say(f"seat.verdict.{code}")) for tone, code in _verdicts(facts)],
    }


def _verdicts(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """A hint for the eye, never a verdict: whoever admits looks at the sheet."""
    if facts.get("red_seal"):
        found = [("green", "red")]
    elif facts.get("coloured") is False:
        found = [("secondary", "grey")]
    else:
        found = [("orange", "none")]
    is_dim = facts.get("bright") is False or facts.get("sharp") is False or facts.get("sheet") is False
    return [*found, ("orange", "dim")] if is_dim else found


def _decide(application: str, act: str) -> Any:
    typed = {key: " ".join(request.form.get(key, "").split())[:500] for key in ("unit", "parent", "reason")}
    house, by, now = doors.house(), room.by(), doors.now()
    try:
        with house.db.write() as tx:
            if act == "refuse":
                admitting.refuse(house, tx, application, typed["reason"], by=by, now=now)
                notice = ("没有同意这份申请", "原因已在微信里告诉申请人，可以改好再申请。")
            else:
                name = admitting.admit(
                    house, tx, application, unit_name=typed["unit"], parent_name=typed["parent"],
                    is_direct="direct" in request.form, by=by, now=now,
                )  # fmt: skip
                notice = (f"已同意：“{name}”多了一位工会干事", "已在微信里告诉本人和这个单位的其他干事。")
    except Refused as refused:
        if refused.code == "seat.application.unknown" or not room.staff().is_of_province:
            raise
        return _shown(refused, application, typed)
    flash({"title": notice[0], "text": notice[1]})
    return redirect(url_for("console.applications"), 303)
