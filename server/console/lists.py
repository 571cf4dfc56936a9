"""The list of entries: narrowed by what an auditor asks for, searched, fifty a page; who has which one open; views under a name."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.domain import industries
from core.domain.paging import Page
from core.services import campaigns, excerpts, facets, holding, listing, mobilising, views
from core.services.facets import Facets
from core.services.listing import Line
from server import doors
from server.console import asking, gate, printed, room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries", "entries", _entries)


def _entries() -> Any:
    """A whole page, or for htmx the list with its filters."""
    staff, asked = room.staff(), asking.read(request.args)
    house = doors.house()
    with house.db.read() as tx:
        named = views.listed(tx, by=staff.person)
        usual = next((view for view in named if view.is_default), None)
        if usual and not request.args:
            return redirect(_address(usual))
        wanted = asking.wanted(tx, asked)
        counted = facets.count(tx, wanted, by=staff.person)
        page = listing.page(tx, wanted, by=staff.person, after=request.args.get("after"), is_counted=False)
        shown = {
            **_of_page(tx, page, asked),
            "facets": counted,
            "filters": (filters := _filters(tx, asked, counted)),
            "views": [(view, _address(view)) for view in named],
            "view": (view := next((one for one in named if one.id == request.args.get("view")), None)),
            "printed": printed.of_queue(
                asked, filters, view=view.name if view else "", is_later="after" in request.args
            ),
        }
    template = "_queue" if gate.is_fragment() else "entries"
    return render_template(f"console/{template}.html", asked=asked, page=page, **shown)


def _of_page(tx: Transaction, page: Page[Line], asked: dict[str, str]) -> dict[str, Any]:
    drafts = [line.id for line in page.lines if line.state == "draft"]
    held = holding.of(tx, [line.id for line in page.lines], now=real())
    return {
        "missing": mobilising.missing(doors.house(), tx, drafts) if drafts else {},
        "held": {
            entry: [hold for hold in holds if hold.person != room.by()] for entry, holds in held.items()
        },
        "excerpts": excerpts.of(doors.house(), tx, page.lines, asked["text"]) if asked["text"] else {},
        "link": asking.link(asked),
        "queue": asking.query(asked),
        "states": asking.STATES,
    }


def _address(view: views.View) -> str:
    return f"{url_for('console.entries')}?{view.query}{'&' if view.query else ''}view={view.id}"


def _filters(tx: Transaction, asked: dict[str, str], counted: Facets) -> list[dict[str, Any]]:
    """The choices that lead somewhere, with how many entries stand behind each; one chosen stays although it leads nowhere."""
    near = counted.of("near", "1")
    some = counted.of("worst", "must") + counted.of("worst", "advise")
    own = {"worst": {**counted.counts.get("worst", {}), "some": some}, "near": {"1": near}}
    choices = {
        "kind": ("项目", dict(kinds(tx))),
        "category": ("成果类别", {said: said for said in sorted(counted.counts.get("category", {}))}),
        "section": ("行业门类", industries.sections()),
        "worst": ("检查结果", asking.CHOICES["worst"]),
        "seal": ("盖章", asking.CHOICES["seal"]),
        "near": ("重复", asking.CHOICES["near"]),
        "mine": ("与我有关", asking.CHOICES["mine"]),
    }
    found = []
    for key, (label, said) in choices.items():
        numbers = own.get(key) or counted.counts.get(key, {})
        rows = [(choice, text, numbers.get(choice)) for choice, text in said.items()]
        kept = [row for row in rows if key == "mine" or row[2] or row[0] == asked[key]]
        if asked[key] and asked[key] not in said:
            kept.append((asked[key], asked[key], 0))
        found.append({"key": key, "label": label, "rows": kept})
    return found


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
