"""The log of who did what: ids and field keys, never values. Each row carries the hash of the one before, so that
nobody changes, removes or slips in a line unseen."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import log

_NOTE = insert(log)
_LAST = select(log.c.sequence, log.c.hash).order_by(log.c.sequence.desc()).limit(1)
_PAGE = 1000
_NEXT = select(log).where(log.c.sequence > bindparam("past")).order_by(log.c.sequence).limit(_PAGE)
_LOCK = "log"  # of PostgreSQL; on SQLite the write lock is held already
FIRST = ""  # what stands before the first line


def note(
    tx: Transaction, act: str, *, by: str | None, now: datetime, entry: str | None = None, **about: Any
) -> None:
    """One line of the log, in the transaction of its cause. Lines are in the order of their commits."""
    tx.in_turn(_LOCK)
    last = tx.one(_LAST)
    sequence, before = (last.sequence + 1, last.hash) if last else (1, FIRST)
    line = {"id": ids.new(), "at": now, "by": by, "act": act, "entry": entry, "about": about}
    tx.run(_NOTE, sequence=sequence, before=before, hash=digest(before, sequence, line), **line)


def digest(before: str, sequence: int, line: dict[str, Any]) -> str:
    """sha256 over canonical JSON of a line and the hash of the line before; the moment in UTC, to the microsecond."""
    said = [before, sequence, *(line[key] for key in ("id", "by", "act", "entry", "about"))]
    moment = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    written = json.dumps([*said, moment], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken`: the sequence of the first line that does not fit, None when all do. `head` is the last line's hash:
    written down elsewhere, it also proves later that nothing was cut off the end (`anchor`)."""

    count: int
    head: str
    broken: int | None
    has_anchor: bool


def verify(tx: Transaction, *, anchor: str = "") -> Verdict:
    """Walks the whole log, a thousand lines in memory. `anchor`: a hash noted earlier, which must still stand in it."""
    before, sequence, has_anchor = FIRST, 0, anchor in ("", FIRST)
    for row in lines(tx):
        sequence += 1
        fits = row.sequence == sequence and row.before == before
        if not fits or row.hash != digest(before, sequence, row._asdict()):
            return Verdict(sequence - 1, before, sequence, has_anchor)
        before = row.hash
        has_anchor = has_anchor or before == anchor
    return Verdict(sequence, before, None, has_anchor)


def lines(tx: Transaction) -> Iterator[Any]:
    """Every line in its order, page by page."""
    past = 0
    while rows := tx.rows(_NEXT, past=past):
        yield from rows
        past = rows[-1].sequence


def head(tx: Transaction) -> tuple[int, str]:
    """(sequence, hash) of the last line."""
    last = tx.one(_LAST)
    return (last.sequence, last.hash) if last else (0, FIRST)


def opened_by(tx: Transaction, person: str, entry: str) -> set[str]:
    """Attachments of an entry that a person opened."""
    here = (log.c.entry == entry, log.c.act == "file.open", log.c.by == person)
    return {row.about["attachment"] for row in tx.rows(select(log.c.about).where(*here))}


def of(tx: Transaction, entry: str) -> Sequence[Any]:
    """The lines of an entry, oldest first."""
    return list(tx.rows(select(log).where(log.c.entry == entry).order_by(log.c.sequence)))
