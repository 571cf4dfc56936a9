"""The province's page of hand-overs: packing what goes to the national platform, and certificates for a ceremony; packed
while people wait, fetched in pieces, marked as given over."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.adapters.db import Transaction
from core.domain import clockwork, filenames, phrases
from core.domain.refusals import Refused
from core.services import campaigns, forwarding, listing, packages, units
from server import doors, problems, stored
from server.console import faults, room

_KINDS = {"handover": "转报材料", "ceremony": "证书", "panel": "专家评议材料"}  # that are the province's
_CALLED = {**_KINDS, "list": "申报清单"}
Held = Any  # a row of packages


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/handover", "handover", _handover)
    bp.add_url_rule("/handover", "ask_package", _ask, methods=["POST"])
    bp.add_url_rule("/packages/<package>", "package", _package)
    bp.add_url_rule("/packages/<package>/file", "package_file", _file)
    bp.add_url_rule("/packages/<package>/sent", "package_sent", _sent, methods=["POST"])


def _handover() -> Any:
    return page()


def page(refused: Refused | None = None) -> Any:
    """The page, with what was typed when something was refused."""
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house = doors.house()
    with house.db.read() as tx:
        made = [campaigns.campaign(house, tx, key) for key in campaigns.newest(house, tx)]
        rows = packages.listed(tx, _KINDS, by=room.by())
        named = units.names(tx, {row.unit for row in rows if row.unit})
        people = listing.called(tx, {row.by for row in rows})
    made.sort(key=lambda campaign: (campaign.operator != "collecting", -campaign.year))
    shown = render_template(
        "console/handover.html", campaigns=made, rows=rows, units=named, people=people, kinds=_KINDS,
        typed=request.form, refused=refused,
    )  # fmt: skip
    return (shown, problems.status_of(refused.code)) if refused else shown


def _ask() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house, told = doors.house(), request.form
    kind = told.get("kind", "")
    campaign, _, track = told.get("of", "")[:100].partition("/")
    about = {key: key in told for key in ("is_delta", "has_files", "has_secrets", "has_pictures")}
    try:
        if kind not in _KINDS:
            raise Refused("request.invalid", detail="kind")
        with house.db.write() as tx:
            where = _where(tx, told.get("unit", "").strip()[:100], told.get("number", "").strip()[:20])
            made = packages.ask(
                house, tx, kind, campaign, track=track, by=room.by(), now=doors.now(), **where, **about
            )
    except Refused as refused:
        return page(refused)
    return redirect(url_for("console.package", package=made), 303)


def _where(tx: Transaction, unit: str, number: str) -> dict[str, str | None]:
    """Ids of the unit and the entry that were named. Raises Refused: unknown."""
    found = units.by_name(tx, unit) if unit else None
    if unit and found is None:
        raise Refused("unit.unknown")
    entry = packages.numbered(tx, number, by=room.by()) if number else None
    return {"unit": found, "entry": entry}


def _package(package: str) -> Any:
    """Looks again by itself while the package is made."""
    return _shown(package)


def _shown(package: str, refused: Refused | None = None) -> Any:
    house = doors.house()
    with house.db.read() as tx:
        row = packages.seen(tx, package, by=room.by())
        waiting = forwarding.count(tx, package) if row.state == "made" and row.kind == "handover" else 0
        name = _name(tx, row)
        unit = units.names(tx, {row.unit}).get(row.unit, "") if row.unit else ""
    shown = render_template(
        "console/package.html",
        row=row,
        waiting=waiting,
        name=name,
        unit=unit,
        called=_CALLED.get(row.kind, "打包"),
        refused=refused,
    )
    return (shown, problems.status_of(refused.code)) if refused else shown


def _name(tx: Transaction, row: Held) -> str:
    """How the file is called when it is saved."""
    campaign = campaigns.campaign(doors.house(), tx, row.campaign)
    track = next((track.title for track in campaign.tracks if track.key == row.track), "")
    code = f"{row.kind}.name"
    code += ".delta" if row.about.get("is_delta") and row.kind == "handover" else ""
    said = phrases.say(code, campaign=campaign.title[:40], track=track[:40], day=clockwork.date_text(row.at))
    return filenames.safe(said, ending=packages.MAKERS[row.kind].ending)


def _file(package: str) -> Any:
    """The file, whole or the part asked for (Range). Who fetched it is in the log, once a download."""
    house = doors.house()
    with house.db.read() as tx:
        row = packages.seen(tx, package, by=room.by())
        name = _name(tx, row)
    if not row.place:
        raise Refused("package.unknown")
    sent = stored.send(house.files.path(row.place), name=name, is_preview=False)
    if request.range is None or request.range.ranges[0][0] == 0:
        with house.db.write() as tx:
            packages.fetched(tx, package, by=room.by(), now=doors.now())
    return sent


def _sent(package: str) -> Any:
    house, told = doors.house(), request.form.get("count", "")
    try:
        if not told.isdecimal() or len(told) > 9:
            raise Refused("request.invalid", detail="count")
        with house.db.write() as tx:
            packages.send(house, tx, package, int(told), by=room.by(), now=doors.now())
    except Refused as refused:
        if refused.code in ("package.unknown", "request.invalid"):
            raise
        return _shown(package, refused)
    flash({"title": "已登记转报", "text": f"{told} 项正在标为“已转报全国平台”，申报人会在公众号收到通知。"})
    return redirect(url_for("console.package", package=package), 303)
