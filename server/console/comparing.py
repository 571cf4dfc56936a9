"""Two entries beside one another, item by item, with the passages that both have marked."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from core.adapters.db import Transaction
from core.domain import differing
from core.domain.differing import Piece
from core.domain.refusals import Refused
from core.services import accounts, audit_log, changes, listing, units
from core.services import entries as entry_service
from core.services.entries import Entry
from server import doors
from server.console import items, room, twins
from server.console.items import Item

_FREE = ("text", "paragraph")  # where people write what they like, the same words tell something


@dataclass(frozen=True)
class Row:
    """One item of both. `percent`: how much of the shorter text stands in the other too; None where there is no text."""

    number: str
    label: str
    mine: Item | None
    theirs: Item | None
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    percent: int | None


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries/<entry_id>/beside/<other_id>", "compare", _compare)


def _compare(entry_id: str, other_id: str) -> Any:
    house, by = doors.house(), room.by()
    with house.db.read() as tx:
        mine, theirs = _seen(tx, entry_id, by=by), _seen(tx, other_id, by=by)
        if mine.id == theirs.id or mine.track.key != theirs.track.key:
            raise Refused("entry.unknown")
        named = units.names(tx, {entry.row.unit for entry in (mine, theirs) if entry.row.unit})
        owners = listing.called(tx, {mine.row.owner, theirs.row.owner})
        opened = audit_log.opened_by(tx, by, mine.id) | audit_log.opened_by(tx, by, theirs.id)
        beside = next((one for one in twins.of(tx, mine, by=by) if one.alike.entry == theirs.id), None)
    return render_template(
        "console/beside.html",
        mine=mine, theirs=theirs, rows=_rows(mine, theirs, opened), units=named, owners=owners, beside=beside,
    )  # fmt: skip


def _seen(tx: Transaction, entry_id: str, *, by: str) -> Entry:
    """Of the province alone: an officer is not shown another's entry, nor anybody what its owner keeps closed."""
    if not accounts.scope(tx, by, *accounts.PROVINCE).holds(tx, entry_id):
        raise Refused("entry.unknown")
    entry = entry_service.load(doors.house(), tx, entry_id)
    if listing.is_closed(entry.state):
        raise Refused("entry.unknown")
    return entry


def _rows(mine: Entry, theirs: Entry, opened: set[str]) -> list[Row]:
    left = {item.key: item for item in items.of(mine, opened=opened)}
    right = {item.key: item for item in items.of(theirs, opened=opened)}
    return [_row(mine, theirs, left.get(key), right.get(key)) for key in dict.fromkeys((*left, *right))]


def _row(mine: Entry, theirs: Entry, left: Item | None, right: Item | None) -> Row:
    item = left or right
    assert item is not None
    texts = [
        changes.said(entry, entry.track.by_key[item.key]) if item.key in entry.track.by_key else ""
        for entry in (mine, theirs)
    ]
    marked = differing.passages(*texts)
    shared = max((differing.share(one) for one in marked), default=0.0)
    field = (mine if left else theirs).track.by_key[item.key]
    percent = round(shared * 100) if all(texts) and field.type in _FREE else None
    return Row(item.number, item.label, left, right, *marked, percent)
