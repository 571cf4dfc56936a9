"""Progress of units: missing first, by day with the deadline, by kind; down the tree; as .xlsx; and reminding now."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.adapters.db import Transaction
from core.domain import clockwork, phrases, windows
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import (
    campaigns,
    kinds,
    listing,
    nudging,
    progress,
    progress_sheets,
    reach,
    units,
    urged,
    urging,
)
from core.services.progress import Roots
from server import doors, problems
from server.console import room, spreadsheets

SHOWN = 100  # lines of a page


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/progress", "progress", _progress)
    bp.add_url_rule("/progress.xlsx", "progress_sheet", _sheet)
    bp.add_url_rule("/progress/remind", "remind", _remind)
    bp.add_url_rule("/progress/remind", "take_remind", _take_remind, methods=["POST"])


def _asked(tx: Transaction) -> tuple[Campaign, Roots, str | None]:
    """The campaign, what this person may see of it, and the unit that is looked at. Raises Refused('unit.unknown')."""
    house, key = doors.house(), request.values.get("campaign", "")
    every = campaigns.newest(house, tx)
    made = (
        campaigns.campaign(house, tx, key) if key in every else campaigns.current(house, tx, now=doors.now())
    )
    within, at = progress.roots(tx, made.key, by=room.by()), request.values.get("unit") or None
    if at is not None and not units.is_within(tx, at, within):
        raise Refused("unit.unknown")
    if at is None and len(within) == 1 and within[0]:
        at = None if units.nearest_direct(tx, within[0]) == within[0] else within[0]
    return made, within, at


def _progress() -> Any:
    now = doors.now()
    with doors.house().db.read() as tx:
        made, within, at = _asked(tx)
        table = progress.table(tx, made, within=within, at=at)
        days = progress.by_day(tx, made, within=within, at=at)
        unit = at or (within[0] if len(within) == 1 else None)
        ends = reach.ends_of_unit(tx, made, unit) if unit else progress.closes(made)
        # the one slow count, so it waits until somebody asks for it
        said_kinds = kinds.by_kind(tx, made, within=within, at=at) if request.args.get("kinds") else None
        trail = _trail(tx, at, within)
        every = [campaigns.campaign(doors.house(), tx, key) for key in campaigns.newest(doors.house(), tx)]
    said = request.args.get("text", "").strip()[:100]
    lines = [line for line in table.lines if said in line.name]
    pages = -(-len(lines) // SHOWN)
    page = max(1, min(pages, request.args.get("page", 1, type=int)))
    shown = lines if request.args.get("all") else lines[(page - 1) * SHOWN : page * SHOWN]
    return render_template(
        "console/progress.html", campaign=made, every=every, table=table, lines=shown, count=len(lines), page=page,
        pages=pages, kinds=said_kinds, at=at, trail=trail, said=said, now=now,
        deadlines=_deadlines(made, ends), chart=json.dumps(_chart(made, days, ends), ensure_ascii=False), days=days,
    )  # fmt: skip


def _trail(tx: Transaction, at: str | None, within: Roots) -> list[tuple[str, str]]:
    """(id, name) from the highest unit in reach down to the one looked at."""
    if at is None:
        return []
    chain = [row.id for row in units.above(tx, at)]
    if None not in within:
        chain = chain[: 1 + max(chain.index(unit) for unit in within if unit in chain)]
    named = units.names(tx, chain)
    return [(unit, named.get(unit, "")) for unit in reversed(chain)]


def _deadlines(made: Campaign, ends: Mapping[str, datetime]) -> list[dict[str, Any]]:
    """Of the unit that is looked at, with its late permit; of all, the windows'."""
    return [
        {
            "title": made.by_key[track].title,
            "closes": windows.last_day(closes),
            "left": windows.days_left(closes, now=doors.now()),
        }
        for track, closes in ends.items()
    ]


def _chart(
    made: Campaign, days: dict[str, list[tuple[date, int]]], closings: Mapping[str, datetime]
) -> dict[str, Any]:
    """What the chart draws: every day from the first to the last or the deadline, what was sent in on it, and the sum."""
    ends = {track: (closes - timedelta(microseconds=1)).date() for track, closes in closings.items()}
    held = [day for rows in days.values() for day, _ in rows]
    if not held:
        return {}
    last = max([*held, *(end for end in ends.values() if (end - max(held)).days < 120)])
    span = [min(held) + timedelta(days=n) for n in range((last - min(held)).days + 1)]
    series = []
    for track, rows in days.items():
        each, total, sums = dict(rows), 0, []
        today = clockwork.in_china(doors.now()).date()
        for day in span:
            total += each.get(day, 0)
            sums.append(total if day <= max(today, max(held)) else None)
        series.append({"title": made.by_key[track].title if track in made.by_key else track,
                       "each": [each.get(day, 0) for day in span], "sums": sums,
                       "end": ends[track].isoformat() if track in ends else ""})  # fmt: skip
    return {"days": [day.isoformat() for day in span], "series": series}


def _sheet() -> Any:
    with doors.house().db.read() as tx:
        made, within, at = _asked(tx)
        return spreadsheets.answer(
            f"报送进度 {clockwork.in_china(doors.now()):%Y-%m-%d}.xlsx",
            lambda path: progress_sheets.write(tx, made, path, within=within, at=at, now=doors.now()),
        )


# Reminding --------------------------------------------------------------------------------------------------------
def _remind() -> Any:
    return _reminding(None)


def _reminding(refused: Refused | None) -> Any:
    """Who would get what, before anything is sent."""
    house, now = doors.house(), doors.now()
    with house.db.read() as tx:
        made, within, at = _asked(tx)
        trail = _trail(tx, at, within)
        workers, why = _of_workers(tx, at)
        officers, no = _of_officers(tx, made, at)
        first = urging.first(house, tx, _asked_by(at), now=now) if workers and workers.count else {}
        shown = {"workers": list(first), "officers": list(officers.told)[: urging.SHOWN] if officers else []}
        named = listing.called(tx, {person for some in shown.values() for person in some})
        faults = _faults(tx)
        sample = {
            "worker": urging.sample(house, tx, first, now=now) if first else "",
            "officer": _sample(made, officers),
        }
    return render_template(
        "console/remind.html", campaign=made, at=at, trail=trail, workers=workers, officers=officers, why=why, no=no,
        named=named, shown=shown, sample=sample, refused=refused, faults=faults,
    ), problems.status_of(refused.code) if refused else 200  # fmt: skip


def _faults(tx: Transaction) -> list[str]:
    """What became of the officer's latest 催办 that they should know of."""
    told, missed = urged.stuck(tx, room.by())
    said = [phrases.say("urge.stuck", told=told)] if told >= 0 else []
    return said + ([phrases.say("urge.missed", missed=missed)] if missed else [])


def _asked_by(at: str | None) -> urging.Asked:
    return urging.Asked(room.by(), at, progress.LOOKERS)


def _of_workers(tx: Transaction, at: str | None) -> tuple[urging.Due | None, str]:
    try:
        found = urging.due(doors.house(), tx, _asked_by(at), now=doors.now())
    except Refused as refused:
        return None, refused.sentence
    return found, ""


def _of_officers(tx: Transaction, made: Campaign, at: str | None) -> tuple[nudging.Due | None, str]:
    try:
        return nudging.due(doors.house(), tx, made, by=room.by(), now=doors.now(), at=at), ""
    except Refused as refused:
        return None, refused.sentence


def _sample(made: Campaign, due: nudging.Due | None) -> str:
    if not due or not due.told:
        return ""
    said = nudging.words(made, next(iter(due.told.values())), due.ends, now=doors.now())["says"]
    return str(said)


def _take_remind() -> Any:
    """Sends to those that were shown: the number is restated, and another number sends nothing."""
    whom, told = request.form.get("whom", ""), request.form.get("count", 0, type=int)
    try:
        with doors.house().db.write() as tx:
            made, _, at = _asked(tx)
            found: urging.Due | nudging.Due
            if whom == "officers":
                found = nudging.nudge(doors.house(), tx, made, by=room.by(), now=doors.now(), at=at)
            else:
                found = urged.urge(doors.house(), tx, _asked_by(at), now=doors.now())
            if found.count != told:
                raise Refused("nudge.changed", count=found.count, told=told)
    except Refused as refused:
        if refused.code == "unit.unknown":
            raise
        return _reminding(refused)
    lost = urging.unreachable_text(found.unreachable, found.lost).strip()
    flash({"title": f"已提醒 {found.count} 人", "text": lost or phrases.say("nudge.sent")})
    return redirect(url_for("console.progress", campaign=made.key, unit=at), 303)
