"""Exports: a kind of entries as .xlsx, as far as the person's grants reach. A few are written while the browser waits, many
are packed by a job, for who asked alone."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import campaigns, exports, packages
from server import doors, problems
from server.console import lists, room, spreadsheets


@dataclass(frozen=True)
class Offer:
    """A list that can be had: how many it holds, whether at once, and the row of the newest package of it, if any."""

    campaign: str
    track: str
    title: str
    count: int
    is_short: bool
    package: Any


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/exports", "exports", _exports)
    bp.add_url_rule("/exports", "ask_export", _ask, methods=["POST"])
    bp.add_url_rule("/exports/<campaign>/<track>.xlsx", "export", _export)


def _exports() -> Any:
    return _page()


def _page(refused: Refused | None = None) -> Any:
    with doors.house().db.read() as tx:
        newest = {
            (row.campaign, row.track): row for row in reversed(packages.listed(tx, ["list"], by=room.by()))
        }
        offers = [_offer(tx, *key.split("/"), title, newest) for key, title in lists.kinds(tx)]
    shown = render_template("console/exports.html", offers=offers, most=exports.AT_ONCE, refused=refused)
    return (shown, problems.status_of(refused.code)) if refused else shown


def _offer(
    tx: Transaction, campaign: str, track: str, title: str, newest: dict[tuple[str, str], Any]
) -> Offer:
    count = exports.count(tx, campaign, track, by=room.by())
    return Offer(campaign, track, title, count, exports.is_short(count), newest.get((campaign, track)))


def _ask() -> Any:
    house = doors.house()
    campaign, _, track = request.form.get("of", "")[:100].partition("/")
    try:
        with house.db.write() as tx:
            made = packages.ask(house, tx, "list", campaign, track=track, by=room.by(), now=doors.now())
    except Refused as refused:
        return _page(refused)
    return redirect(url_for("console.package", package=made), 303)


def _export(campaign: str, track: str) -> Any:
    """Who exported what is in the log."""
    house = doors.house()
    with house.db.read() as tx:
        declared = campaigns.track(house, tx, campaign, track)
        exports.require_short(tx, campaign, track, by=room.by())
    name = "".join(letter for letter in declared.title if letter not in '“”"/\\')
    made = spreadsheets.answer(
        f"{name}.xlsx", lambda path: exports.write(house, campaign, track, path, by=room.by())
    )
    with house.db.write() as tx:
        exports.note(tx, campaign, track, by=room.by(), now=doors.now())
    return made
