"""Marks in a film, set and taken away by an auditor; a page's script jumps to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for

from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import listing, time_marks
from core.services.entries import Entry
from server import doors
from server.console import deciding, room


@dataclass(frozen=True)
class Mark:
    id: str
    seconds: float
    clock: str
    note: str
    who: str


def register(bp: Blueprint) -> None:
    here = "/entries/<entry_id>/marks"
    bp.add_url_rule(here, "mark_film", _add, methods=["POST"])
    bp.add_url_rule(f"{here}/removal", "unmark_film", _remove, methods=["POST"])


def shown(tx: Transaction, entry: Entry, *, by: str) -> dict[str, Sequence[Mark]]:
    """By film; empty for whoever is not of the province."""
    found = time_marks.of(tx, entry.id, by=by)
    return {film: tuple(_mark(row) for row in rows) for film, rows in found.items()}


def _mark(row: Any) -> Mark:
    at = row.milliseconds
    return Mark(row.id, at / 1000, time_marks.clock(at), row.note, row.who or "审核员")


def _add(entry_id: str) -> Any:
    house, film = doors.house(), request.form.get("film", "")[:40]
    said, note = request.form.get("time", ""), request.form.get("note", "")
    try:
        with house.db.write() as tx:
            entry = listing.seen(house, tx, entry_id, by=room.by())
            time_marks.add(house, tx, entry_id, film, said, note, by=room.by(), now=doors.now())
    except Refused as refused:
        return deciding.refused_page(entry_id, "mark", {"mark": note[:200]} if note.strip() else {}, refused)
    return _back(entry, film)


def _remove(entry_id: str) -> Any:
    house, film = doors.house(), request.form.get("film", "")[:40]
    with house.db.write() as tx:
        entry = listing.seen(house, tx, entry_id, by=room.by())
        time_marks.remove(tx, entry_id, request.form.get("mark", "")[:40], by=room.by(), now=doors.now())
    return _back(entry, film)


def _back(entry: Entry, film: str) -> Any:
    """To the film, on the page that it was marked on."""
    is_course = entry.track.moves == "roadshow" and room.staff().is_of_province
    page = "console.vet" if is_course else "console.entry"
    return redirect(url_for(page, entry_id=entry.id, _anchor=f"film-{film}"), 303)
