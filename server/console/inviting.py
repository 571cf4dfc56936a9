"""An invited officer's first visit: the code, a name, a login and a password."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.domain.refusals import Refused
from core.services import overseeing, staff, units
from server import doors, problems
from server.console import room, signing


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/invitation", "invitation", _form)
    bp.add_url_rule("/invitation", "take_invitation", _take, methods=["POST"])


def new(unit: str) -> tuple[str, str]:
    """An invitation's code and the unit's name; the code is in this answer and nowhere else. Raises Refused."""
    with doors.house().db.write() as tx:
        code = overseeing.invite_officer(tx, unit, by=room.by(), now=doors.now())
        return code, units.names(tx, [unit]).get(unit, "")


def new_many(wanted: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Several at once: `[(name, code)]`, and the names of units that are full. Raises Refused."""
    with doors.house().db.write() as tx:
        return overseeing.invite_many(tx, wanted, by=room.by(), now=doors.now())


def _form() -> Any:
    return _shown({"code": request.args.get("code", "")[: signing.MOST]}, "")  # from a printed sheet


def _shown(typed: dict[str, str], said: str, status: int = 200) -> Any:
    return render_template(
        "console/invitation.html", typed=typed, said=said, least=staff.PASSWORD_LEAST
    ), status


def _take() -> Any:
    typed = {key: request.form.get(key, "").strip()[: signing.MOST] for key in ("code", "name", "login")}
    try:
        with doors.house().db.write() as tx:
            password = request.form.get("password", "")[: signing.MOST]
            person, unit = staff.enrol(tx, **typed, password=password, now=doors.now())
    except Refused as refused:
        return _shown(typed, refused.sentence, problems.status_of(refused.code))
    doors.begin_session(person)
    flash({"title": f"您已成为“{unit}”的工会干事", "text": "下次用刚才设置的登录名和密码登录。"})
    return redirect(url_for("console.home"), 303)
