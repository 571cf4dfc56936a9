"""The first page: what waits for this person, how far their unit is, how much time is left."""

from typing import Any

from flask import Blueprint, render_template

from core.adapters.db import Transaction
from core.domain import windows
from core.services import listing, mobilising, narrowing, pausing, reach
from core.services.listing import Wanted
from server import doors
from server.console import room, wording

SHOWN = 20


def register(bp: Blueprint) -> None:
    wording.register(bp)
    bp.add_url_rule("/", "home", _home)


def _home() -> Any:
    staff, house = room.staff(), doors.house()
    with house.db.read() as tx:
        shown: dict[str, Any] = {"deadlines": _deadlines(tx, staff.person), "now": doors.now()}
        if "officer" in staff.roles:
            shown["officer"] = mobilising.overview(house, tx, by=staff.person, now=doors.now())
        if staff.is_of_province:
            shown |= {"province": _province(tx, staff), "paused": pausing.state(tx)}
    return render_template("console/home.html", **shown)


def _deadlines(tx: Transaction, person: str) -> list[dict[str, Any]]:
    """The ends of what can be sent in, each once, with the days left; a late permit of the person's unit counts."""
    found = []
    for campaign, track in reach.running(doors.house(), tx, person, now=doors.now()):
        window = windows.window(campaign, track.key)
        if window:
            closes = reach.end_of_person(tx, campaign, window, person)
            left = windows.days_left(closes, now=doors.now())
            found.append({"title": track.title, "closes": windows.last_day(closes), "left": left})
    return found


def _province(tx: Transaction, staff: room.Staff) -> dict[str, Any]:
    """What waits for the audit, by the one rule of whose turn it is; for who only administers, what is confirmed."""
    roles = ("auditor", "administrator")
    turns = narrowing.waiting(doors.house(), tx, now=doors.now())
    audits = tuple(wait for wait in turns if wait.role == "auditor")
    wanted = Wanted(waiting=audits) if audits and "auditor" in staff.roles else Wanted(states=("confirmed",))
    waiting = listing.page(tx, wanted, by=staff.person, roles=roles, limit=SHOWN)
    units = {(wait.campaign, wait.track) for wait in turns if wait.role == "officer"}
    counts: dict[str, int] = {}
    for (campaign, track, state), count in listing.counts(tx, by=staff.person, roles=roles).items():
        if state != "submitted" or (campaign, track) in units:
            counts[state] = counts.get(state, 0) + count
    kind = "/".join(units.pop()) if len(units) == 1 else ""
    asked = {"mine": "waiting"} if wanted.waiting else {"state": "confirmed"}
    unconfirmed = {"state": "submitted"} | ({"kind": kind} if kind else {})
    return {"counts": counts, "waiting": waiting, "asked": asked, "unconfirmed": unconfirmed}
