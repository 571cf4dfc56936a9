"""Entries as rows, in the order and with the words of the notice."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.adapters import long_sheets
from core.adapters.long_sheets import Book
from core.adapters.tables import entries as entry_table
from core.domain import clockwork
from core.services import accounts, audit_log, batches, campaigns
from core.services.entries import READERS, Entry
from core.services.house import House

HEAD = ("编号", "状态", "提交时间")


def row(entry: Entry) -> list[str]:
    """Number, state, time, then every item in the order of the notice."""
    sent = clockwork.minute_text(entry.row.submitted_at) if entry.row.submitted_at else ""
    head = [entry.row.number or "", entry.state_text, sent]
    return head + [entry.cell(field.key) for field in entry.track.fields]


def write(house: House, campaign: str, track: str, path: Path, *, by: str | None = None) -> int:
    """All entries sent in, in one sheet. Gives how many. With `by`: those that their grants cover."""
    with house.db.read() as tx:
        declared = campaigns.track(house, tx, campaign, track)
        here = [
            entry_table.c.campaign == campaign,
            entry_table.c.track == track,
            entry_table.c.state != "draft",
        ]
        if by is not None:
            here += [accounts.scope(tx, by, *READERS).where(), entry_table.c.state != "withdrawn"]
    with long_sheets.written(path) as book:
        book.sheet(track, declared.title, [*HEAD, *(field.label for field in declared.fields)])
        return _add(house, book, track, here)


def _add(house: House, book: Book, sheet: str, here: list[Any]) -> int:
    count, past = 0, ""
    while found := _numbered(house, here, past):
        with house.db.read() as tx:
            for entry in batches.load(house, tx, [row.id for row in found]):
                book.row(sheet, row(entry))
        count, past = count + len(found), found[-1].number
    return count


def _numbered(house: House, here: list[Any], past: str) -> Sequence[Any]:
    """The next entries by number: a piece at a time, so that memory does not grow with the campaign."""
    query = select(entry_table.c.id, entry_table.c.number).where(*here, entry_table.c.number > past)
    with house.db.read() as tx:
        return tx.rows(query.order_by(entry_table.c.number).limit(batches.MOST))


def note(house: House, campaign: str, track: str, *, by: str, now: datetime) -> None:
    """Who took entries out of the house, and which."""
    with house.db.write() as tx:
        audit_log.note(tx, "export.write", by=by, now=now, campaign=campaign, track=track)
