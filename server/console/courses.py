"""The province's list of courses, and one course: receipt, check list, decisions (N10, N11, A3.4)."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.adapters.db import Transaction
from core.domain import clockwork, moves
from core.domain.declaration import Campaign, Track
from core.domain.refusals import Refused
from core.services import audit_log, campaigns, listing, mailed, panel, parcels, units, verdicts, vetting
from core.services.entries import Entry
from server import doors, problems
from server.console import (
    deciding,
    desk,
    differences,
    faults,
    filming,
    history,
    items,
    mailing,
    notices,
    room,
    wording_courses,
)


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/courses", "courses", _courses)
    here = "/courses/<entry_id>"
    bp.add_url_rule(here, "vet", _vet)
    bp.add_url_rule(f"{here}/receipt", "receive_course", _receive, methods=["POST"])
    bp.add_url_rule(f"{here}/points", "tick_course", _tick, methods=["POST"])
    bp.add_url_rule(f"{here}/decision", "decide_course", _decide, methods=["POST"])


def track_now(tx: Transaction) -> tuple[Campaign, Track]:
    """The campaign asked for (`?campaign=`), else the one that runs, and its track of courses."""
    house, wanted = doors.house(), request.args.get("campaign", "")
    if wanted:
        campaign = campaigns.campaign(house, tx, wanted)
    else:
        campaign = campaigns.current(house, tx, now=doors.now())
    track = next((track for track in campaign.tracks if track.moves == "roadshow"), None)
    if track is None:
        raise Refused("track.unknown", track="")
    return campaign, track


def _courses() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    state, after = request.args.get("state", ""), request.args.get("after") or None
    with doors.house().db.read() as tx:
        campaign, track = track_now(tx)
        states = (state,) if state in vetting.SENT else vetting.SENT
        found = vetting.page(tx, campaign.key, track.key, by=room.by(), states=states, after=after)
        shown = {
            "page": found,
            "counts": vetting.counts(tx, campaign.key, track.key, by=room.by()),
            "marks": panel.ranking(tx, [line.id for line in found.lines]),
            "points": sum(len(field.checklist) for field in track.fields),
            "campaign": campaign,
            "track": track,
            "unsent": mailed.unsent(tx, campaign.key, by=room.by()),
        }
    return render_template(
        "console/courses.html", state=state, states=vetting.SENT, words=wording_courses, after=after, **shown
    )


def _vet(entry_id: str) -> Any:
    return _one(entry_id)


def _one(entry_id: str, *, refused: Refused | None = None, typed: dict[str, str] | None = None) -> str:
    house, by = doors.house(), room.by()
    with house.db.read() as tx:
        entry = _seen(tx, entry_id)
        shown = {
            "items": items.of(
                entry, opened=audit_log.opened_by(tx, by, entry.id), marks=filming.shown(tx, entry, by=by)
            ),
            "changes": differences.of(tx, entry),
            "points": vetting.points(tx, entry),
            "receipt": vetting.receipt(tx, entry_id),
            "letter": mailing.letter(tx, entry),
            "unit": units.names(tx, [entry.row.unit]).get(entry.row.unit, "") if entry.row.unit else "",
            "owner": listing.called(tx, [entry.row.owner]).get(entry.row.owner, ""),
            "history": history.of(tx, entry),
            "marks": panel.ranking(tx, [entry_id]).get(entry_id),
            **desk.shown(tx, entry, moves.staffed(entry.track.moves, entry.state), by=by),
        }
        parcel = parcels.of(house, entry)
    offers = moves.staffed(entry.track.moves, entry.state)
    written = shown["verdict"].reasons if shown["verdict"] and typed is None else typed
    return render_template(
        "console/vet.html",
        entry=entry,
        parcel=parcel,
        refused=refused,
        typed=written or {},
        facts=wording_courses.facts(entry),
        next=wording_courses.NEXT,
        offers=offers,
        can_return="return" in offers,
        today=clockwork.in_china(doors.now()).date().isoformat(),
        **shown,
    )


def _seen(tx: Transaction, entry_id: str) -> Entry:
    entry = listing.seen(doors.house(), tx, entry_id, by=room.by())
    if not room.staff().is_of_province or entry.track.moves != "roadshow" or entry.state not in vetting.SENT:
        raise Refused("entry.unknown")
    return entry


def _refused(entry_id: str, refused: Refused, typed: dict[str, str] | None = None) -> Any:
    if refused.code in ("entry.unknown", "login.required"):
        raise refused
    return _one(entry_id, refused=refused, typed=typed), problems.status_of(refused.code)


def _receive(entry_id: str) -> Any:
    house = doors.house()
    try:
        received_at = day(request.form.get("day", ""))
        with house.db.write() as tx:
            vetting.receive(house, tx, entry_id, received_at=received_at, by=room.by(), now=doors.now())
    except Refused as refused:
        return _refused(entry_id, refused)
    flash(
        {"title": "已登记收到材料", "text": f"收到日期 {clockwork.date_text(received_at)}，会记入办理记录。"}
    )
    return redirect(url_for("console.vet", entry_id=entry_id), 303)


def day(text: str) -> datetime:
    """The beginning of a day in China. Raises Refused('request.invalid')."""
    found = clockwork.day_of(text)
    if found is None:
        raise Refused("request.invalid", detail="day")
    return found


def _tick(entry_id: str) -> Any:
    house = doors.house()
    try:
        with house.db.write() as tx:
            vetting.tick(house, tx, entry_id, request.form.getlist("point"), by=room.by(), now=doors.now())
    except Refused as refused:
        return _refused(entry_id, refused)
    return redirect(url_for("console.vet", entry_id=entry_id) + "#points", 303)


def _decide(entry_id: str) -> Any:
    house, act, typed = doors.house(), request.form.get("act", ""), deciding.typed_reasons()
    try:
        seen = request.form.get("seen", "")
        if not seen.isdecimal() or len(seen) > 9:
            raise Refused("request.invalid", detail="seen")
        told: dict[str, Any] = {"by": room.by(), "now": doors.now(), "seen": int(seen)}
        with house.db.write() as tx:
            before = _seen(tx, entry_id)
            if is_later := deciding.is_later(before, act):
                _without_reasons(act, typed)
                replaces = request.form.get("replaces", "")[:40]
                verdicts.record(house, tx, entry_id, act, typed, replaces=replaces, **told)
            else:
                done = _act(tx, entry_id, act, typed, told)
    except Refused as refused:
        return _refused(entry_id, deciding.overtaken(entry_id, act, refused), typed)
    if is_later:
        flash(notices.recorded(before, act))
        return redirect(url_for("console.vet", entry_id=entry_id), 303)
    word, following = wording_courses.NEXT[done.state]
    flash({"title": f"《{done.name}》{word}", "text": following})
    return redirect(url_for("console.vet", entry_id=entry_id), 303)


def _without_reasons(act: str, typed: dict[str, str]) -> None:
    if typed and act != "return":
        raise Refused("decide.reasons.unsent", act=wording_courses.ACTS.get(act, "办理"))


def _act(tx: Transaction, entry_id: str, act: str, typed: dict[str, str], told: dict[str, Any]) -> Entry:
    house = doors.house()
    if act == "return":
        return vetting.send_back(house, tx, entry_id, typed, **told)
    _without_reasons(act, typed)
    if act in ("select", "pass_over"):
        return vetting.choose(house, tx, entry_id, is_selected=act == "select", **told)
    if act == "accept":
        return vetting.accept(house, tx, entry_id, **told)
    if act == "shortlist":
        return vetting.shortlist(house, tx, entry_id, **told)
    if act == "publish":
        return vetting.publish(house, tx, entry_id, **told)
    raise Refused("request.invalid", detail="act")
