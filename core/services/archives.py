"""All files of an entry in one archive: asked for, packed by a job, fetched in pieces, gone after a week.

One version of an entry has one archive, whoever asks. It is made of what the entry says when the job begins; an entry
that has changed meanwhile gets another one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert, select, update

from core.adapters import archives as zips
from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import archives
from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import audit_log, entries, leasing, packing
from core.services.entries import Entry
from core.services.house import House
from core.services.leasing import Unwanted, Work

LIVES = timedelta(days=7)  # an archive that nobody asks for again
PACKING = Work(
    archives, queue.ARCHIVE, "archive", archives.c.state == "waiting", seconds=4000, tries=3,
    is_slow=lambda: True,
)  # fmt: skip
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an archive stands: `state` is waiting, made or failed; `progress` percent; `place` once it is made."""

    id: str
    state: str
    progress: int | None
    place: str | None
    size: int | None


def ask(house: House, tx: Transaction, entry: Entry, *, by: str, now: datetime) -> Standing:
    """The archive of the entry as it stands, begun if there is none. Who may is the door's business; who did is in the
    log. Raises Refused: a full disk, nobody there to make it."""
    held = of(house, tx, entry)
    if held is None or held.state == "failed":
        held = _begin(house, tx, entry, by=by, now=now)
    elif held.state == "made":
        tx.run(update(archives).where(archives.c.id == held.id).values(lease_until=real() + LIVES))
    audit_log.note(
        tx, "archive.ask", by=by, now=now, entry=entry.id, archive=held.id, version=entry.row.version
    )
    return held


def _begin(house: House, tx: Transaction, entry: Entry, *, by: str, now: datetime) -> Standing:
    """A new row; archives of earlier versions go."""
    leasing.require_workers(house)
    if not house.files.has_room(packing.size(house, entry)):
        raise Refused("upload.disk.full")
    _drop(house, tx, archives.c.entry == entry.id)
    row = {
        "entry": entry.id,
        "version": entry.row.version,
        "state": "waiting",
        "attempt": 0,
        "by": by,
        "at": now,
    }
    made = ids.new()
    try:
        with tx.attempt():
            tx.run(insert(archives).values(id=made, lease_until=real(), **row))
    except Taken:  # another asked in this very moment
        raise Refused("server.busy") from None
    tx.after_commit.append(lambda: PACKING.hint(house, made, 0))
    return Standing(made, "waiting", None, None, None)


def of(house: House, tx: Transaction, entry: Entry) -> Standing | None:
    """The archive of the entry's present version; None when there is none, or its file is gone."""
    here = (archives.c.entry == entry.id, archives.c.version == entry.row.version)
    row = tx.one(select(archives).where(*here))
    if row is None or (row.state == "made" and house.files.size(row.place) != row.size):
        return None
    return Standing(row.id, row.state, row.progress, row.place if row.state == "made" else None, row.size)


def make(house: House, archive: str) -> str:
    """Packs the files. Doing it twice is once. Gives what came of it: made, nothing (no such wish, or another attempt is
    at it), stale (the entry has changed), failed, late (another attempt took over)."""
    row = PACKING.claim(house, archive, now=real())
    if row is None:
        return "nothing"
    for gone in range(1, row.attempt):
        house.files.remove(_place(row.id, gone))
    if PACKING.is_spent(row):
        return _settle(house, row, "failed")
    with house.db.read() as tx:
        entry = entries.load(house, tx, row.entry)
    if entry.row.version != row.version:
        with house.db.write() as tx:
            _drop(house, tx, archives.c.id == row.id, archives.c.attempt == row.attempt)
        return "stale"
    place = _place(row.id, row.attempt)
    target = house.files.path(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with PACKING.held(house, row) as tell:
            zips.write(
                target, packing.parts(house, entry), at=clockwork.in_china(entry.row.changed_at), told=tell
            )
    except Unwanted:
        target.unlink(missing_ok=True)
        return "late"
    except OSError as fault:  # a full disk, a file that is gone
        _log.warning("archive.failed", archive=row.id, fault=type(fault).__name__, number=fault.errno)
        target.unlink(missing_ok=True)
        return _settle(house, row, "failed")
    done = _settle(house, row, "made", place=place, size=target.stat().st_size)
    if done == "late":
        target.unlink(missing_ok=True)
    return done


def _place(archive: str, attempt: int) -> str:
    return f"archives/{archive}-{attempt}.zip"


def _settle(house: House, row: Any, state: str, **values: Any) -> str:
    """Refused when another attempt has begun, or the wish is gone."""
    with house.db.write() as tx:
        done = {"state": state, "progress": None, "lease_until": real() + LIVES, **values}
        return state if PACKING.settle(tx, row, **done) else "late"


def _drop(house: House, tx: Transaction, *here: Any) -> None:
    """Rows and their files. Whoever is fetching one keeps reading it to the end."""
    for row in tx.rows(select(archives).where(*here)):
        tx.run(delete(archives).where(archives.c.id == row.id))
        for attempt in range(1, row.attempt + 1):
            place = _place(row.id, attempt)
            tx.after_commit.append(lambda place=place: house.files.remove(place))  # type: ignore[misc]


def expire(house: House) -> int:
    """Removes archives that nobody asked for in a week. Gives how many."""
    past = (archives.c.state != "waiting", archives.c.lease_until < real())
    with house.db.write() as tx:
        count = len(tx.rows(select(archives.c.id).where(*past)))
        _drop(house, tx, *past)
    return count
