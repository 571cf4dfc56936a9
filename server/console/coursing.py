"""One course, item by item: each saved by itself, its findings beside it; files through the upload page."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from core.adapters.db import Transaction
from core.domain import courses, moves
from core.domain.declaration import Field
from core.domain.fieldtypes.persons import LEVELS
from core.domain.refusals import Refused
from core.services import acts, answering, attaching, entries, links, parcels, recommending, reviews, units
from core.services.entries import Entry
from server import doors, problems
from server.console import gate, items, mailing, room, wording_courses

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST = 5000  # characters taken of one item
_PEOPLE = 30


def register(bp: Blueprint) -> None:
    here = "/sheets/courses/<entry_id>"
    bp.add_url_rule(here, "course", _course)
    bp.add_url_rule(f"{here}/item", "save_item", _save, methods=["POST"])
    bp.add_url_rule(f"{here}/upload", "course_upload", _upload, methods=["POST"])
    bp.add_url_rule(f"{here}/removal", "course_removal", _remove, methods=["POST"])
    bp.add_url_rule(f"{here}/seal", "share_seal", _share_seal, methods=["POST"])
    bp.add_url_rule(f"{here}/step", "course_step", _step, methods=["POST"])
    bp.add_url_rule(f"{here}/introduction.docx", "course_word", _word)


def _opened(tx: Transaction, entry_id: str) -> Entry:
    """A course that its unit's officer may go on with. Raises Refused('entry.unknown')."""
    entry = entries.open_for(doors.house(), tx, entry_id, by=room.by(), to_edit=True)
    if entry.track.starts_by != "unit":
        raise Refused("entry.unknown")
    return entry


def _course(entry_id: str) -> Any:
    with doors.house().db.read() as tx:
        entry = _opened(tx, entry_id)
        returned = next((row for row in reviews.of(tx, entry_id) if row.act == "return"), None)
        shown = _shown(entry) | {
            "reasons": reviews.reasons_text(entry, returned.reasons).split("\n")
            if returned and entry.state == "returned"
            else [],
            "arriving": acts.arriving(tx, entry),
            "late": acts.lateness(tx, entry, now=doors.now()),
            "letter": mailing.letter(tx, entry),
        }
    return render_template("console/course.html", **shown)


def _shown(entry: Entry) -> dict[str, Any]:
    common = _said_elsewhere(entry)
    return {
        "entry": entry,
        "items": [item for item in items.of(entry, opened=()) if item.key not in common],
        "fields": entry.track.by_key,
        "values": {key: _typed(entry, field) for key, field in entry.track.by_key.items()},
        "facts": wording_courses.facts(entry),
        "next": wording_courses.NEXT,
        "can_edit": entry.state in moves.EDITABLE,
        "can": {act for state, act in moves.TABLES[entry.track.moves] if state == entry.state},
        "levels": LEVELS,
        "sheet_url": url_for("console.sheet", campaign=entry.row.campaign, unit=entry.row.unit)
        if entry.row.unit
        else url_for("console.sheets"),
        "is_of_province": room.staff().is_of_province,
    }


def _said_elsewhere(entry: Entry) -> set[str]:
    """What is said once on the sheet, by who has that sheet; the province, which entered a mailed course, says it here.
    The unit was said when it was entered."""
    shared = set(courses.shared(entry.track))
    if entry.row.unit in room.staff().units_of("officer"):
        return shared
    return {key for key in shared if entry.track.by_key[key].type == "unit"}


def _typed(entry: Entry, field: Field) -> Any:
    """What stands in the box."""
    value = entry.answers.get(field.key)
    if field.type == "people":
        return value or []
    return entry.cell(field.key) if field.type == "unit" else value or ""


def _save(entry_id: str) -> Any:
    """For htmx the item alone comes back; else the page at that item."""
    house, key = doors.house(), request.form.get("key", "")
    refused: Refused | None = None
    try:
        with house.db.write() as tx:
            entry = _opened(tx, entry_id)
            field = entry.track.by_key.get(key)
            if field is None:
                raise Refused("answer.field.unknown", field=key[:40])
            seen = request.form.get("seen", "")
            answering.save(
                house, tx, entry, key, _raw(tx, field), by=room.by(), now=doors.now(),
                seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
            )  # fmt: skip
    except Refused as fault:
        if fault.code in ("entry.unknown", "answer.field.unknown"):
            raise
        refused = fault
    if refused is None and not gate.is_fragment():
        return redirect(url_for("console.course", entry_id=entry_id) + f"#item-{key}", 303)
    with house.db.read() as tx:
        shown = _shown(_opened(tx, entry_id))
    if refused is not None and key in shown["values"] and not isinstance(shown["values"][key], list):
        shown["values"][key] = request.form.get("value", "")[:_MOST]
    status = problems.status_of(refused.code) if refused and not gate.is_fragment() else 200
    template = "_course_item" if gate.is_fragment() else "course"
    item = next((item for item in shown["items"] if item.key == key), None)
    told = {
        "item": item,
        "refused_item": {key: refused.sentence} if refused else {},
        "was_saved": refused is None,
    }
    return render_template(f"console/{template}.html", reasons=[], arriving=[], **told, **shown), status


def _raw(tx: Transaction, field: Field) -> Any:
    """What was typed, as the API takes it."""
    if field.type == "people":
        return _people()
    text = request.form.get("value", "").replace("\r\n", "\n").strip()[:_MOST]
    if field.type == "unit" and text:
        known = units.by_name(tx, text)
        return {"id": known} if known else {"name": text}
    return text or None


def _people() -> list[dict[str, Any]]:
    """One person a row of the form; a row without a name is taken out."""
    found = []
    for number in range(_PEOPLE):
        said = {
            name: request.form.get(f"person.{number}.{name}", "").strip()[:2000]
            for name in ("id", "name", "unit", "level", "title", "intro")
        }
        if not said["name"]:
            continue
        person: dict[str, Any] = {key: said[key] for key in ("id", "name", "unit") if said[key]}
        if said["level"]:
            person["honour"] = {"level": said["level"], "title": said["title"]}
            person["intro"] = said["intro"]
            person["videos"] = request.form.getlist(f"person.{number}.video")
            person["no_videos"] = f"person.{number}.no_videos" in request.form
        found.append(person)
    return found


def _upload(entry_id: str) -> Any:
    """The upload page, signed in at that item."""
    house, key = doors.house(), request.form.get("key", "")
    with house.db.write() as tx:
        entry = _opened(tx, entry_id)
        if key not in entry.track.by_key:
            raise Refused("answer.field.unknown", field=key[:40])
        link = links.upload(house, tx, room.by(), entry=entry_id, field=key)
    return redirect(link.removeprefix(house.settings.origin), 303)


def _remove(entry_id: str) -> Any:
    house = doors.house()
    with house.db.write() as tx:
        entry = _opened(tx, entry_id)
        attachment = request.form.get("attachment", "")
        attaching.remove(house, tx, entry.id, attachment, by=room.by(), now=doors.now())
        key = entry.files[attachment].field
    return redirect(url_for("console.course", entry_id=entry_id) + f"#item-{key}", 303)


def _share_seal(entry_id: str) -> Any:
    house = doors.house()
    with house.db.write() as tx:
        _opened(tx, entry_id)
        given = recommending.share_seal(house, tx, entry_id, by=room.by(), now=doors.now())
    if given:
        flash(
            {"title": "盖章件已用于其他课程", "text": f"同一张表上的另外 {len(given)} 门课程也有了盖章件。"}
        )
    else:
        flash({"title": "没有别的课程可用", "text": "其他课程不在这张表上、已有盖章件，或已经提交。"})
    return redirect(url_for("console.course", entry_id=entry_id) + "#item-seal", 303)


def _step(entry_id: str) -> Any:
    """Submit, recall, withdraw: the same acts as in the mini-program."""
    house, act = doors.house(), request.form.get("act", "")
    steps = {"submit": acts.submit, "recall": acts.recall, "withdraw": acts.withdraw}
    try:
        with house.db.write() as tx:
            _opened(tx, entry_id)
            if act not in steps:
                raise Refused("request.invalid", detail="act")
            done = steps[act](house, tx, entry_id, by=room.by(), now=doors.now())
    except Refused as refused:
        if refused.code == "entry.unknown":
            raise
        with house.db.read() as tx:
            shown = _shown(_opened(tx, entry_id))
        page = render_template("console/course.html", refused=refused, reasons=[], arriving=[], **shown)
        return page, problems.status_of(refused.code)
    word, following = wording_courses.NEXT[done.state]
    flash({"title": f"《{done.name}》{word}", "text": following})
    return redirect(url_for("console.course", entry_id=entry_id), 303)


def _word(entry_id: str) -> Any:
    with doors.house().db.read() as tx:
        entry = entries.open_for(doors.house(), tx, entry_id, by=room.by())
        if entry.track.starts_by != "unit":
            raise Refused("entry.unknown")
    content = BytesIO(parcels.word(entry))
    return send_file(content, _DOCX, as_attachment=True, download_name=parcels.word_name(entry))
