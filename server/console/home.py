"""The first page: what waits for this person, how far their unit is, how much time is left."""

from typing import Any

from flask import Blueprint, render_template

from core.adapters.db import Transaction
from core.domain import windows
from core.services import acts, batches, campaigns, listing, quotas, units
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
        shown: dict[str, Any] = {"deadlines": _deadlines(tx)}
        if "officer" in staff.roles:
            shown["officer"] = _officer(tx, staff)
        if staff.is_of_province:
            shown["province"] = _province(tx, staff)
    return render_template("console/home.html", **shown)


def _deadlines(tx: Transaction) -> list[dict[str, Any]]:
    """The ends of what can be sent in, each once, with the days left."""
    found = []
    for campaign, track in campaigns.running(doors.house(), tx, now=doors.now()):
        window = windows.window(campaign, track.key)
        if window:
            left = windows.days_left(window.closes, now=doors.now())
            found.append({"title": track.title, "closes": windows.last_day(window.closes), "left": left})
    return found


def _officer(tx: Transaction, staff: room.Staff) -> dict[str, Any]:
    def page(*states: str) -> listing.Page:
        return listing.page(tx, Wanted(states=states), by=staff.person, roles=("officer",), limit=SHOWN)

    held = listing.counts(tx, by=staff.person, roles=("officer",))
    drafts = page("draft")
    return {
        "submitted": page("submitted"),
        "returned": page("returned"),
        "drafts": drafts,
        "missing": missing(tx, [line.id for line in drafts.lines]),
        "counts": _by_state(held),
        "standings": _standings(tx, staff),
    }


def missing(tx: Transaction, drafts: list[str]) -> dict[str, dict[str, Any]]:
    """By draft: how many of its items are done and which are not; never what they say."""
    found = {}
    for entry in batches.load(doors.house(), tx, drafts):
        progress = acts.progress(entry)
        labels = [entry.track.by_key[key].label for key in progress.missing]
        found[entry.id] = {"done": progress.done, "total": progress.total, "labels": labels}
    return found


def _by_state(held: dict[tuple[str, str, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, _, state), count in held.items():
        found[state] = found.get(state, 0) + count
    return found


def _standings(tx: Transaction, staff: room.Staff) -> list[dict[str, Any]]:
    """The officer's own units against what the notice asks (N3), campaign by campaign."""
    direct = [found for unit in staff.units_of("officer") if (found := units.nearest_direct(tx, unit))]
    direct = list(dict.fromkeys(direct))
    named = units.names(tx, direct)
    made: dict[str, Any] = {
        campaign.key: campaign for campaign, _ in campaigns.running(doors.house(), tx, now=doors.now())
    }
    return [
        {"unit": named.get(unit, ""), "campaign": campaign.title, "rows": rows}
        for campaign in made.values()
        for unit, rows in quotas.standings(tx, campaign, direct).items()
        if rows
    ]


def _province(tx: Transaction, staff: room.Staff) -> dict[str, Any]:
    roles = ("auditor", "administrator")
    held = listing.counts(tx, by=staff.person, roles=roles)
    waiting = listing.page(tx, Wanted(states=("confirmed",)), by=staff.person, roles=roles, limit=SHOWN)
    return {"counts": _by_state(held), "confirmed": waiting}
