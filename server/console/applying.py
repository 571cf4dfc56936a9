"""Whoever has no invitation: the unit is looked up, a sealed letter is sent, and what came of it stands here. On a phone too."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.domain.refusals import Refused
from core.services import applying, units
from server import doors, problems
from server.console import room

_FIELDS = ("unit", "unit_name", "name", "phone")


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/apply", "apply", _apply)
    bp.add_url_rule("/apply", "take_apply", _take, methods=["POST"])
    bp.add_url_rule("/apply/withdraw", "withdraw_apply", _withdraw, methods=["POST"])


def _apply() -> Any:
    """What stands of the last application; else the search, and then the form."""
    said = " ".join(request.args.get("text", "").split())[:100]
    unit = request.args.get("unit", "")
    with doors.house().db.read() as tx:
        latest = applying.latest(tx, room.by())
        if latest is not None and (latest.state == applying.WAITING or not request.args):
            return _page(latest=latest)
        if unit and (name := units.names(tx, [unit]).get(unit)):
            return _page(typed={"unit": unit, "unit_name": name})
        if said and "new" in request.args:
            return _page(typed={"unit_name": said})
        return _page(said=said, found=units.search(tx, said, limit=12) if said else [])


def _page(refused: Refused | None = None, **shown: Any) -> Any:
    page = render_template("console/apply.html", refused=refused, most=applying.MOST // 1024 // 1024, **shown)
    return page, problems.status_of(refused.code) if refused else 200


def _take() -> Any:
    typed = {key: request.form.get(key, "").strip()[:200] for key in _FIELDS}
    sent = request.files.get("letter")
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        letter = Path(folder) / "letter"
        try:
            if sent and sent.filename:
                sent.save(letter)
            applying.ask(
                doors.house(), applying.Told(**typed), letter if letter.exists() else None,
                (sent.filename or "") if sent else "", by=room.by(), now=doors.now(),
            )  # fmt: skip
        except Refused as refused:
            return _page(refused, typed=typed)
    flash({"title": "申请已提交", "text": "省里核对盖章的推荐信以后，会在微信里告诉您结果；这一页也看得到。"})
    return redirect(url_for("console.apply"), 303)


def _withdraw() -> Any:
    with doors.house().db.write() as tx:
        applying.withdraw(doors.house(), tx, by=room.by(), now=doors.now())
    flash({"title": "申请已撤回", "text": "推荐信的照片已经删除。要改的，可以重新申请。"})
    return redirect(url_for("console.apply"), 303)
