"""The province's tree of units: looking one up, its names and officers, merging it; a sheet looked at and then applied."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.adapters import drawn_codes, sheets
from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import (
    accounts,
    campaigns,
    leaving,
    links,
    merging,
    overseeing,
    seats,
    unit_changes,
    unit_sheets,
    units,
)
from server import doors, problems
from server.console import faults, inviting, room, spreadsheets

MOST = 8 * 1024 * 1024  # bytes of a sheet


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/units/find", "find_unit", _find)
    bp.add_url_rule("/units/template.xlsx", "unit_template", _template)
    bp.add_url_rule("/units/import", "import_units", _import)
    bp.add_url_rule("/units/import", "look_units", _look, methods=["POST"])
    bp.add_url_rule("/units/import/apply", "apply_units", _apply, methods=["POST"])
    bp.add_url_rule("/units/invitations", "invitation_sheets", _invitations, methods=["POST"])
    bp.add_url_rule("/units/<unit>/tree", "unit_tree", _unit)
    bp.add_url_rule("/units/<unit>/change", "change_unit", _change, methods=["POST"])
    bp.add_url_rule("/units/<unit>/seats", "end_seat", _end_seat, methods=["POST"])
    bp.add_url_rule("/units/<unit>/sheet", "invitation_sheet", _invitation, methods=["POST"])


def _administers(tx: Transaction, unit: str) -> bool:
    """By the grant of an administrator, not by that of an auditor who sees more."""
    return overseeing.covers(tx, unit, by=room.by(), roles=("administrator",))


def _is_over_all() -> bool:
    """A sheet may move, rename or merge any unit."""
    with doors.house().db.read() as tx:
        return accounts.is_over_all(tx, room.by())


def _find() -> Any:
    """By any name, an old one too."""
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    said = request.args.get("text", "").strip()[:100]
    with doors.house().db.read() as tx:
        found = units.search(tx, said, limit=50) if said else []
        found = [one for one in found if overseeing.covers(tx, one.id, by=room.by())]
    return render_template("console/unit_find.html", said=said, found=found)


def _unit(unit: str) -> Any:
    return _one(unit)


def _one(unit: str, refused: Refused | None = None, typed: Any = None) -> Any:
    with doors.house().db.read() as tx:
        _require(tx, unit)
        may = _administers(tx, unit)
        chain = units.above(tx, unit)
        named = units.names(tx, [row.id for row in chain])
        heir = units.heir(tx, unit)
        shown = {
            "unit": unit, "name": named.get(unit, ""), "names": seats.names(tx, unit),
            "trail": [(row.id, named.get(row.id, "")) for row in reversed(chain[1:])],
            "parts": seats.parts(tx, unit), "seats": seats.of(tx, unit), "row": chain[0],
            "heir": (heir, units.names(tx, [heir]).get(heir, "")) if heir != unit else None,
            "contact": seats.contact(doors.house(), tx, unit) if may else ("", ""),
            "campaign": (made := campaigns.current(doors.house(), tx, now=doors.now())),
            "quota": unit_changes.quota_of(tx, unit, made.key),
        }  # fmt: skip
    page = render_template("console/unit_tree.html", may=may, refused=refused, typed=typed or {}, **shown)
    return page, problems.status_of(refused.code) if refused else 200


def _require(tx: Transaction, unit: str) -> None:
    if not room.staff().is_of_province or not overseeing.covers(tx, unit, by=room.by()):
        raise Refused("unit.unknown")


def _change(unit: str) -> Any:
    """A new name, a contact, a quota, or the merge into another unit."""
    if "administrator" not in room.staff().roles:
        return faults.page("grant.missing")
    typed = {
        key: " ".join(request.form.get(key, "").split())[:100]
        for key in ("act", "name", "contact", "phone", "into")
    }
    now, by = doors.now(), room.by()
    try:
        with doors.house().db.write() as tx:
            _require(tx, unit)
            if not _administers(tx, unit):
                return faults.page("grant.missing")
            if typed["act"] == "merge":
                into = units.by_name(tx, typed["into"])
                if into is None or not _administers(tx, into):
                    raise Refused("unit.merge.unknown", into=typed["into"])
                merging.merge(tx, unit, into, by=by, now=now)
            elif typed["act"] == "rename":
                unit_changes.rename(tx, unit, typed["name"], by=by, now=now)
            elif typed["act"] == "quota":
                made = campaigns.current(doors.house(), tx, now=now)
                said = {track.key: request.form.get(f"least.{track.key}", "") for track in made.tracks}
                unit_changes.say_quota(tx, unit, made, said, by=by, now=now)
            elif typed["act"] != "contact":
                raise Refused("request.invalid", detail="act")
            else:
                unit_changes.answer(doors.house(), tx, unit, typed["contact"], typed["phone"], by=by, now=now)
    except Refused as refused:
        if refused.code == "unit.unknown":
            raise
        return _one(unit, refused, typed)
    flash({"title": "已保存", "text": "改动记在办理记录里；用从前的名称仍能找到这个单位。"})
    return redirect(url_for("console.unit_tree", unit=unit), 303)


def _end_seat(unit: str) -> Any:
    try:
        with doors.house().db.write() as tx:
            person = request.form.get("person", "")
            leaving.remove(doors.house(), tx, unit, person, by=room.by(), now=doors.now())
    except Refused as refused:
        if refused.code == "unit.unknown":
            raise
        return _one(unit, refused)
    flash(
        {
            "title": "已请这位干事离任",
            "text": "待办的申报属于单位，其他干事接着办；需要新干事的，请另发邀请。",
        }
    )
    to = "console.unit_tree" if room.staff().is_of_province else "console.home"
    return redirect(url_for(to, unit=unit) if to == "console.unit_tree" else url_for(to), 303)


def _invitation(unit: str) -> Any:
    """One sheet to print."""
    try:
        return _letters([inviting.new(unit)[::-1]], [], back=unit)
    except Refused as refused:
        if refused.code == "unit.unknown":
            raise
        return _one(unit, refused)


def _invitations() -> Any:
    """One print of several: units ticked in the list, those of a page without officers, or a whole branch."""
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    branch = request.form.get("branch", "")
    wanted = request.form.getlist("lacking" if request.form.get("which") == "lacking" else "unit")
    if branch:
        with doors.house().db.read() as tx:
            _require(tx, branch)
            wanted = overseeing.branch(tx, branch)
    return _letters(*inviting.new_many(wanted), back=branch)


def _letters(made: list[tuple[str, str]], full: list[str], *, back: str) -> Any:
    """`made`: (unit's name, code) a sheet; the codes are in this answer and nowhere else."""
    address = f"{doors.house().settings.origin}{url_for('console.invitation')}"
    letters = [
        (name, code, drawn_codes.code(f"{address}?code={code}").svg_data_uri(border=2, scale=6))
        for name, code in made
    ]
    return render_template(
        "console/unit_sheet.html",
        letters=letters,
        full=full,
        back=back,
        address=address,
        days=links.INVITATION_DAYS,
    )


# Sheets -----------------------------------------------------------------------------------------------------------
def _template() -> Any:
    if not _is_over_all():
        return faults.page("grant.missing")
    with doors.house().db.read() as tx:
        made = campaigns.current(doors.house(), tx, now=doors.now())
    head = ("单位", unit_sheets.headings(made), [])
    return spreadsheets.answer("单位表模板.xlsx", lambda path: sheets.write_rows(path, [head]))


def _import() -> Any:
    return _importing() if _is_over_all() else faults.page("grant.missing")


def _importing(shown: unit_sheets.Shown | None = None, refused: Refused | None = None) -> Any:
    faulty = unit_sheets.faults_of(refused) if refused else []
    page = render_template("console/unit_import.html", shown=shown, refused=refused, faulty=faulty)
    return page, problems.status_of(refused.code) if refused else 200


def _look() -> Any:
    """The differences, before anything is changed."""
    if not _is_over_all():
        return faults.page("grant.missing")
    sent = request.files.get("sheet")
    with tempfile.TemporaryDirectory(prefix="units-") as folder:
        path = Path(folder) / "units.xlsx"
        path.write_bytes(sent.stream.read(MOST + 1) if sent else b"")
        try:
            if path.stat().st_size > MOST:
                raise Refused("units.import.large", most=MOST // 1024 // 1024)
            return _importing(unit_sheets.look(doors.house(), path, by=room.by(), now=doors.now()))
        except Refused as refused:
            return _importing(refused=refused)


def _apply() -> Any:
    if not _is_over_all():
        return faults.page("grant.missing")
    try:
        with doors.house().db.write() as tx:
            count = unit_sheets.apply(
                doors.house(), tx, request.form.get("looked", ""), by=room.by(), now=doors.now()
            )
    except Refused as refused:
        return _importing(refused=refused)
    flash(
        {
            "title": f"已导入 {count} 处改动",
            "text": "一次全部生效。从前的名称仍能找到单位，没有删除任何单位。",
        }
    )
    return redirect(url_for("console.units"), 303)
