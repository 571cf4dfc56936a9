"""Seals accepted with a slip: given with a reason, taken back, shown beside the sheet."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import accounts, listing, waiving
from core.services.entries import Entry
from server import doors
from server.console import deciding, room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries/<entry_id>/waiver", "waive_seal", _waive, methods=["POST"])


def shown(tx: Transaction, entry: Entry, *, by: str) -> dict[str, Any]:
    """`waivers` that are good now, `slips`: (key, title) of papers that could be accepted."""
    may = entry.state in waiving.STATES and accounts.scope(tx, by, *waiving.ROLES).holds(tx, entry.id)
    titles = {paper.key: paper.title for paper in entry.track.papers}
    slips = [(key, titles[key]) for key in waiving.slips(entry)] if may else []
    held = [(row, titles.get(row.paper, "")) for row in waiving.of(tx, entry)]
    return {"waivers": held, "slips": slips, "may_insist": may}


def out_of_a_list(entry_id: str, reason: str, seen: int) -> None:
    """All slips of one ticked entry, with the reason of all."""
    house = doors.house()
    with house.db.write() as tx:
        listing.seen(house, tx, entry_id, by=room.by())
        waiving.waive_all(house, tx, entry_id, reason, seen=seen, by=room.by(), now=doors.now())


def _waive(entry_id: str) -> Any:
    house, paper = doors.house(), request.form.get("paper", "")[:40]
    undo, typed = bool(request.form.get("undo")), deciding.typed_reasons()
    try:
        with house.db.write() as tx:
            listing.seen(house, tx, entry_id, by=room.by())
            if undo:
                waiving.insist(tx, entry_id, paper, by=room.by(), now=doors.now())
            else:
                reason = typed.get("waiver", "")
                waiving.waive(house, tx, entry_id, paper, reason, by=room.by(), now=doors.now())
    except Refused as refused:
        return deciding.refused_page(entry_id, "waiver", typed, refused)
    said = ("已撤回认可", "盖章件又按原来的核对结果显示。") if undo else ("已认可这张盖章件", "理由已记录。引用的内容再有改动，要重新认可。")  # fmt: skip
    flash({"title": said[0], "text": said[1]})
    return redirect(url_for("console.entry", entry_id=entry_id, _anchor="item-papers"), 303)
