"""Entries as rows, in the order and with the words of the notice."""

from pathlib import Path

from sqlalchemy import select

from core.adapters import sheets
from core.adapters.tables import entries as entry_table
from core.domain import clockwork
from core.services import acts, campaigns, entries
from core.services.entries import Entry
from core.services.house import House

HEAD = ("编号", "状态", "提交时间")


def row(entry: Entry) -> list[str]:
    """Number, state, time, then every item in the order of the notice."""
    sent = clockwork.minute_text(entry.row.submitted_at) if entry.row.submitted_at else ""
    head = [entry.row.number or "", acts.state_text(entry.state), sent]
    return head + [entry.cell(field.key) for field in entry.track.fields]


def write(house: House, campaign: str, track: str, path: Path) -> int:
    """All entries but drafts, in one sheet. Gives how many."""
    with house.db.read() as tx:
        declared = campaigns.track(house, tx, campaign, track)
        here = (
            entry_table.c.campaign == campaign,
            entry_table.c.track == track,
            entry_table.c.state != "draft",
        )
        found = [
            found.id
            for found in tx.rows(select(entry_table.c.id).where(*here).order_by(entry_table.c.number))
        ]
        rows = [row(entries.load(house, tx, entry)) for entry in found]
    header = [*HEAD, *(field.label for field in declared.fields)]
    sheets.write_rows(path, [(declared.title, header, [list(line) for line in rows])])
    return len(rows)
