"""One's own account: seats, leaving one, signing out on every device. For whoever is signed in, with a grant or none."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from core.domain.refusals import Refused
from core.services import holding, leaving, sessions
from server import doors, problems
from server.console import room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/account", "account", _account)
    bp.add_url_rule("/account/sign-out", "sign_out_everywhere", _sign_out, methods=["POST"])
    bp.add_url_rule("/account/leave", "leave_seat", _leave, methods=["POST"])


def _account() -> Any:
    return _shown()


def _shown(refused: Refused | None = None) -> Any:
    staff = room.staff()
    with doors.house().db.read() as tx:
        held = [leaving.look(tx, unit) for unit in staff.units_of("officer")]
    page = render_template("console/account.html", held=held, refused=refused)
    return page, problems.status_of(refused.code) if refused else 200


def _sign_out() -> Any:
    with doors.house().db.write() as tx:
        sessions.sign_out(tx, by=room.by(), now=doors.now())
        holding.release_all(tx, by=room.by())
    session.clear()
    flash(
        {
            "title": "已在所有设备上退出",
            "text": "电脑、手机、小程序都要重新登录；发出去还没用过的登录链接也作废了。",
        }
    )
    return redirect(url_for("console.sign_in"), 303)


def _leave() -> Any:
    try:
        with doors.house().db.write() as tx:
            left = leaving.leave(
                doors.house(), tx, request.form.get("unit", ""), by=room.by(), now=doors.now()
            )
    except Refused as refused:
        return _shown(refused)
    told = "本单位的其他干事" if left.colleagues else "省里"
    flash({"title": f"您已离任：{left.name}", "text": f"没办完的已经转告{told}，谢谢您。"})
    return redirect(url_for("console.account"), 303)
