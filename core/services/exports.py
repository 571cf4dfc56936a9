"""Entries as rows, in the order and with the words of the notice."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from core.adapters import sheets
from core.adapters.tables import entries as entry_table
from core.domain import clockwork
from core.services import accounts, acts, audit_log, batches, campaigns
from core.services.entries import READERS, Entry
from core.services.house import House

HEAD = ("编号", "状态", "提交时间")


def row(entry: Entry) -> list[str]:
    """Number, state, time, then every item in the order of the notice."""
    sent = clockwork.minute_text(entry.row.submitted_at) if entry.row.submitted_at else ""
    head = [entry.row.number or "", acts.state_text(entry.state), sent]
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
        query = select(entry_table.c.id).where(*here).order_by(entry_table.c.number)
        found = [found.id for found in tx.rows(query)]
        rows = [
            row(entry)
            for start in range(0, len(found), batches.MOST)
            for entry in batches.load(house, tx, found[start : start + batches.MOST])
        ]
    header = [*HEAD, *(field.label for field in declared.fields)]
    sheets.write_rows(path, [(declared.title, header, [list(line) for line in rows])])
    return len(rows)


def note(house: House, campaign: str, track: str, *, by: str, now: datetime) -> None:
    """Who took entries out of the house, and which."""
    with house.db.write() as tx:
        audit_log.note(tx, "export.write", by=by, now=now, campaign=campaign, track=track)
