"""Entries as rows, in the order and with the words of the notice: at once where they are few, else as a package."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from core.adapters import long_sheets
from core.adapters.db import Transaction
from core.adapters.long_sheets import Book
from core.adapters.tables import entries as entry_table
from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import accounts, audit_log, batches, campaigns
from core.services.entries import READERS, Entry
from core.services.handing_over import Package
from core.services.house import House

HEAD = ("编号", "状态", "提交时间")
AT_ONCE = 2_000  # entries written while a browser waits: three seconds; proxies cut what takes minutes
LIVES = timedelta(days=1)  # of a package: everybody's telephone is in it
_EACH = 4_096  # bytes of a row before it is compressed, about: that is how it lies on the disk meanwhile


def row(entry: Entry) -> list[str]:
    """Number, state, time, then every item in the order of the notice."""
    sent = clockwork.minute_text(entry.row.submitted_at) if entry.row.submitted_at else ""
    head = [entry.row.number or "", entry.state_text, sent]
    return head + [entry.cell(field.key) for field in entry.track.fields]


def count(tx: Transaction, campaign: str, track: str, *, by: str) -> int:
    """How many entries their list holds now."""
    return _count(tx, _chosen(tx, campaign, track, by))


def is_short(count: int) -> bool:
    """Whether a list of so many is written while a browser waits."""
    return count <= AT_ONCE


def require_short(tx: Transaction, campaign: str, track: str, *, by: str) -> None:
    """Raises Refused('export.many') for a list that a browser would wait for too long."""
    found = count(tx, campaign, track, by=by)
    if not is_short(found):
        raise Refused("export.many", count=found, most=AT_ONCE)


def write(
    house: House, campaign: str, track: str, path: Path, *,
    by: str | None = None, told: Callable[[int], None] = lambda _percent: None,
) -> int:  # fmt: skip
    """All entries sent in, in one sheet. Gives how many. With `by`: those that their grants cover."""
    with house.db.read() as tx:
        declared = campaigns.track(house, tx, campaign, track)
        here = _chosen(tx, campaign, track, by)
        expected = _count(tx, here)
    with long_sheets.written(path) as book:
        book.sheet(track, declared.title, [*HEAD, *(field.label for field in declared.fields)])
        return _add(house, book, track, here, lambda done: told(min(99, done * 100 // max(1, expected))))


def _chosen(tx: Transaction, campaign: str, track: str, by: str | None) -> list[Any]:
    """Conditions on entries. A number is given with the first sending in."""
    here = [entry_table.c.campaign == campaign, entry_table.c.track == track, entry_table.c.state != "draft"]
    here.append(entry_table.c.number.is_not(None))
    if by is not None:
        here += [accounts.scope(tx, by, *READERS).where(), entry_table.c.state != "withdrawn"]
    return here


def _count(tx: Transaction, here: list[Any]) -> int:
    return int(tx.value(select(func.count()).select_from(entry_table).where(*here)))


def _add(house: House, book: Book, sheet: str, here: list[Any], told: Callable[[int], None]) -> int:
    done, past = 0, ""
    while found := _numbered(house, here, past):
        with house.db.read() as tx:
            for entry in batches.load(house, tx, [row.id for row in found]):
                book.row(sheet, row(entry))
        done, past = done + len(found), found[-1].number
        told(done)
    return done


def _numbered(house: House, here: list[Any], past: str) -> Sequence[Any]:
    """The next entries by number: a piece at a time, so that memory does not grow with the campaign."""
    query = select(entry_table.c.id, entry_table.c.number).where(*here, entry_table.c.number > past)
    with house.db.read() as tx:
        return tx.rows(query.order_by(entry_table.c.number).limit(batches.MOST))


def note(tx: Transaction, campaign: str, track: str, *, by: str, now: datetime) -> None:
    """Who took entries out of the house, and which."""
    audit_log.note(tx, "export.write", by=by, now=now, campaign=campaign, track=track)


def begin(house: House, tx: Transaction, wish: Package) -> int:
    """Bytes a package of the list will take, about. Raises Refused: no such campaign or track."""
    campaigns.track(house, tx, wish.campaign, wish.track)
    return (1 + count(tx, wish.campaign, wish.track, by=wish.by)) * _EACH


def pack(house: House, wish: Package, target: Path, *, told: Callable[[int], None]) -> dict[str, int]:
    """The list at `target`, of what stands when it is written. Gives how many entries."""
    return {"entries": write(house, wish.campaign, wish.track, target, by=wish.by, told=told)}
