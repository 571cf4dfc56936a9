"""The officer's sheet of courses (N9, Annex 3): what is said once, the courses, the seal, sending in."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from core.adapters.db import Transaction
from core.domain import courses, moves, windows
from core.domain.refusals import Refused
from core.services import acts, campaigns, parcels, reach, recommending
from core.services.recommending import Sheet
from server import doors, problems
from server.console import faults, room, wording_courses

_PDF = "application/pdf"


def register(bp: Blueprint) -> None:
    here = "/sheets/<campaign>/<unit>"
    bp.add_url_rule("/sheets", "sheets", _sheets)
    bp.add_url_rule(here, "sheet", _sheet)
    bp.add_url_rule(f"{here}/courses", "add_course", _add, methods=["POST"])
    bp.add_url_rule(f"{here}/shared", "say_shared", _say_shared, methods=["POST"])
    bp.add_url_rule(f"{here}/sheet.pdf", "sheet_pdf", _pdf)
    bp.add_url_rule(f"{here}/submission", "submit_sheet", _submit, methods=["POST"])


def _sheets() -> Any:
    """The officer's units; with one alone its sheet. After the window the sheets that were made stay."""
    units = room.staff().units_of("officer")
    with doors.house().db.read() as tx:
        if not units:
            return faults.page("grant.missing")
        running = next((made.key for made, track in _running(tx) if track.starts_by == "unit"), None)
        campaign = running or recommending.latest(doors.house(), tx, units)
        if len(units) == 1 and campaign:
            return redirect(url_for("console.sheet", campaign=campaign, unit=units[0]))
        held = [recommending.sheet(doors.house(), tx, campaign, unit) for unit in units] if campaign else []
    return render_template("console/sheets.html", sheets=held)


def _running(tx: Transaction) -> list[Any]:
    return reach.running(doors.house(), tx, room.by(), now=doors.now())


def _sheet(campaign: str, unit: str) -> Any:
    return page(campaign, unit)


def page(
    campaign: str, unit: str, *, refused: Refused | None = None, typed: dict[str, str] | None = None
) -> str:
    house = doors.house()
    with house.db.read() as tx:
        recommending.require_officer(tx, unit, by=room.by())
        held = recommending.sheet(house, tx, campaign, unit)
        declared = campaigns.campaign(house, tx, campaign)
        closes = reach.ends_of_unit(tx, declared, unit).get(held.track.key)
        kept = [entry for entry in held.courses if entry.state in moves.EDITABLE]
        late = acts.latenesses(tx, {campaign: declared}, kept, now=doors.now())
        shown = {
            "sheet": held,
            "shared": _shared(held, typed or {}),
            "offered": recommending.offered(house, tx, campaign, unit),
            "closes": windows.last_day(closes) if closes else "",
            "left": windows.days_left(closes, now=doors.now()) if closes else None,
            "open_courses": [entry for entry in kept if entry.id not in late],
            "late": late,
            "next": wording_courses.NEXT,
            "facts": {entry.id: wording_courses.facts(entry) for entry in held.courses},
        }
    return render_template("console/sheet.html", refused=refused, **shown)


def _shared(held: Sheet, typed: dict[str, str]) -> list[dict[str, str]]:
    """What is said once, but for the unit itself."""
    last = held.courses[-1] if held.courses else None
    keys = [key for key in courses.shared(held.track) if held.track.by_key[key].type != "unit"]
    return [
        {
            "key": key,
            "label": held.track.by_key[key].label,
            "hint": held.track.by_key[key].hint,
            "value": typed.get(key, str(last.answers.get(key) or "") if last else ""),
        }
        for key in keys
    ]


def _add(campaign: str, unit: str) -> Any:
    innovation = request.form.get("innovation", "").strip()[:40] or None
    house = doors.house()
    with house.db.write() as tx:
        made = recommending.add(
            house, tx, campaign, unit, by=room.by(), now=doors.now(), innovation=innovation
        )
    said = "名称、完成人、题库、视频等已照搬，请核对。" if innovation else "逐项填写，每项单独保存。"
    flash({"title": "已加一门课程", "text": said})
    return redirect(url_for("console.course", entry_id=made), 303)


def _say_shared(campaign: str, unit: str) -> Any:
    typed = {key: request.form[key].strip()[:200] for key in request.form if key != "csrf_token"}
    house, count = doors.house(), 0
    try:
        with house.db.write() as tx:
            for key, text in typed.items():
                count = recommending.say_for_all(
                    house, tx, campaign, unit, key, text, by=room.by(), now=doors.now()
                )
    except Refused as refused:
        if refused.code in ("unit.unknown", "campaign.unknown"):
            raise
        return page(campaign, unit, refused=refused, typed=typed), problems.status_of(refused.code)
    if count:
        flash({"title": "已保存", "text": f"联系人和电话写进了 {count} 门可以修改的课程。"})
    else:
        flash(
            {"title": "还没有保存", "text": "这张表还没有可以修改的课程。请先加一门课程，再填联系人和电话。"}
        )
    return redirect(url_for("console.sheet", campaign=campaign, unit=unit), 303)


def _pdf(campaign: str, unit: str) -> Any:
    """The sheet to be sealed: the courses that are not settled yet."""
    house = doors.house()
    with house.db.write() as tx:
        recommending.require_officer(tx, unit, by=room.by())
        held = recommending.sheet(house, tx, campaign, unit)
        listed = [entry for entry in held.courses if entry.state in moves.EDITABLE]
        content = parcels.sheet_pdf(house, tx, listed or held.courses, now=doors.now())
    return send_file(BytesIO(content), _PDF, download_name=parcels.sheet_name(held.name))


def _submit(campaign: str, unit: str) -> Any:
    """All open courses, or those ticked; one that is not whole holds no other up."""
    house, chosen = doors.house(), set(request.form.getlist("course"))
    with house.db.read() as tx:
        recommending.require_officer(tx, unit, by=room.by())
        held = recommending.sheet(house, tx, campaign, unit)
    wanted = {
        entry.id: entry.name for entry in held.courses if entry.state in moves.EDITABLE and entry.id in chosen
    }
    done = recommending.submit(house, list(wanted), by=room.by(), now=doors.now())
    sent = [wanted[entry] for entry, refused in done if refused is None]
    if sent:
        names = "、".join(f"《{name}》" for name in sent)
        flash(
            {
                "title": f"已提交 {len(sent)} 门课程",
                "text": f"{names}。{wording_courses.NEXT['submitted'][1]}",
            }
        )
    left = [(wanted[entry], refused.sentence) for entry, refused in done if refused is not None]
    if not left and sent:
        return redirect(url_for("console.sheet", campaign=campaign, unit=unit), 303)
    if not done:
        return page(campaign, unit, refused=Refused("course.none.chosen")), 422
    text = "；".join(f"《{name}》{sentence}" for name, sentence in left)
    return page(campaign, unit, refused=Refused("course.not.sent", text=text)), 422
