"""What comes back from the national platform: a sheet and certificates, shown before anything is written."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.domain.refusals import Refused
from core.services import campaigns, returning
from server import doors, problems
from server.console import faults, handing, room

SHOWN = 200  # changes on the page; all of them are counted


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/returns", "take_return", _take, methods=["POST"])
    bp.add_url_rule("/returns/<returned>", "returned", _returned)
    bp.add_url_rule("/returns/<returned>/apply", "apply_return", _apply, methods=["POST"])


def _take() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house = doors.house()
    sheet, archive = request.files.get("sheet"), request.files.get("certificates")
    try:
        with house.db.read() as tx:
            key = campaigns.campaign(house, tx, request.form.get("campaign", "")[:40]).key
        made = returning.keep(
            house, key, sheet.read() if sheet else b"", archive.stream if archive and archive.filename else None,
            by=room.by(), now=doors.now(),
        )  # fmt: skip
    except Refused as refused:
        return handing.page(refused)
    finally:
        for told in request.files.values():
            told.close()
    return redirect(url_for("console.returned", returned=made), 303)


def _returned(returned: str) -> Any:
    return _shown(returned)


def _shown(returned: str, refused: Refused | None = None) -> Any:
    house = doors.house()
    with house.db.read() as tx:
        row = returning.row(tx, returned, by=room.by())
        plan = returning.plan(house, tx, row) if row.applied_at is None else None
        title = campaigns.campaign(house, tx, row.campaign).title
    shown = render_template(
        "console/returned.html", row=row, plan=plan, most=SHOWN, title=title, refused=refused
    )
    return (shown, problems.status_of(refused.code)) if refused else shown


def _apply(returned: str) -> Any:
    told = request.form.get("count", "")
    try:
        if not told.isdecimal() or len(told) > 9:
            raise Refused("request.invalid", detail="count")
        count = returning.apply(doors.house(), returned, int(told), by=room.by(), now=doors.now())
    except Refused as refused:
        if refused.code in ("return.unknown", "request.invalid"):
            raise
        return _shown(returned, refused)
    flash(
        {
            "title": "已导入",
            "text": f"写入 {count} 项。申报人会在公众号收到全国编号和结果，回复“进度”也能看到。",
        }
    )
    return redirect(url_for("console.returned", returned=returned), 303)
