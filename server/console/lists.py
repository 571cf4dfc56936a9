"""The list of entries: narrowed by state, kind, unit and words; fifty a page."""

from typing import Any

from flask import Blueprint, render_template, request

from core.adapters.db import Transaction
from core.services import campaigns, listing, mobilising
from core.services.listing import Wanted
from server import doors
from server.console import gate, room

STATES = (
    "submitted",
    "confirmed",
    "returned",
    "approved",
    "published",
    "forwarded",
    "rejected",
    "revoked",
    "draft",
    "withdrawn",
)


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries", "entries", _entries)


def _entries() -> Any:
    """A whole page, or the table alone for htmx."""
    staff, asked = room.staff(), _asked()
    wanted = Wanted(
        states=(asked["state"],) if asked["state"] in STATES else (),
        campaign=asked["kind"].partition("/")[0],
        track=asked["kind"].partition("/")[2],
        unit=asked["unit"],
        text=asked["text"],
    )
    with doors.house().db.read() as tx:
        page = listing.page(tx, wanted, by=staff.person, after=request.args.get("after") or None)
        drafts = [line.id for line in page.lines if line.state == "draft"]
        shown = {
            "page": page,
            "missing": mobilising.missing(doors.house(), tx, drafts) if drafts else {},
            "asked": asked,
            "kinds": kinds(tx),
            "states": STATES,
            "link": {key: text for key, text in asked.items() if text},
        }
    return render_template(f"console/{'_found' if gate.is_fragment() else 'entries'}.html", **shown)


def _asked() -> dict[str, str]:
    return {key: request.args.get(key, "").strip()[:100] for key in ("state", "kind", "unit", "text")}


def kinds(tx: Transaction) -> list[tuple[str, str]]:
    """`(campaign/track, title)` of everything declared, the newest campaign first."""
    house = doors.house()
    made = [campaigns.campaign(house, tx, key) for key in campaigns.newest(house, tx)]
    made.sort(key=lambda campaign: campaign.year, reverse=True)
    several = len(made) > 1
    return [
        (f"{campaign.key}/{track.key}", f"{campaign.year} {track.title}" if several else track.title)
        for campaign in made
        for track in campaign.tracks
    ]
