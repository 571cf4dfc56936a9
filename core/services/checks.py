"""Checks of stored files: each attempt holds a lease, a late finisher is refused, a `must` found late returns."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select, update

from core.adapters import images, marks, probing
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import attachments
from core.adapters.tables import entries as entry_table
from core.domain.findings import blocking
from core.services import acts, entries, reviews, uploads
from core.services.beating import LEASE, beating
from core.services.entries import Entry
from core.services.house import House

TRIES = 5
PENDING = ("fetching", "received", "stored")


def due(tx: Transaction, *, limit: int = 200) -> list[tuple[str, int]]:
    """Files that wait for a check, or whose checker died: `(id, attempt)`."""
    waiting = and_(attachments.c.state.in_(PENDING), attachments.c.lease_until <= real())
    query = (
        select(attachments.c.id, attachments.c.attempt).where(waiting).order_by(attachments.c.id).limit(limit)
    )
    return [(row.id, row.attempt) for row in tx.rows(query)]


def check(house: House, attachment: str, *, now: datetime) -> str:
    """Stores, looks inside, makes a preview, writes the facts. Gives what came of it: checked, nothing, late."""
    row = _claim(house, attachment)
    if row is None:
        return "nothing"
    with beating(house, attachment, row.attempt):
        if row.attempt > TRIES:  # it killed every worker that looked at it
            return _finish(house, row, {"fault": "unreadable", "bytes": row.size}, {}, now=now)
        place, sha256 = _stored(house, row)
        if place is None:
            return "late"
        drawn = f"previews/{row.id}-{row.attempt}.jpg"
        house.files.path(drawn).parent.mkdir(parents=True, exist_ok=True)
        facts = probing.probe(
            _kind(house, row), house.files.path(place), drawn=house.files.path(drawn), sha256=sha256
        )
        if row.sha256 and row.source == "upload" and sha256 != row.sha256:
            facts = {**facts, "fault": "truncated"}  # not the bytes that the phone read
        return _finish(house, row, facts, _pictures(house, drawn), now=now)


def _claim(house: House, attachment: str) -> Any:
    with house.db.write() as tx:
        free = or_(attachments.c.lease_until.is_(None), attachments.c.lease_until <= real())
        here = (attachments.c.id == attachment, attachments.c.state.in_(PENDING), free)
        lease = {"attempt": attachments.c.attempt + 1, "lease_until": real() + LEASE}
        if not tx.run(update(attachments).where(*here).values(**lease)):
            return None
        return tx.one(select(attachments).where(attachments.c.id == attachment))


def _stored(house: House, row: Any) -> tuple[str | None, str]:
    """Brings the bytes to where they stay; submission waits for this. None when another attempt took over."""
    source = house.files.path(row.place)
    if row.state == "fetching":
        source = house.files.part(f"fetch-{row.id}-{row.attempt}")
        house.platform.fetch_media(row.place, source)
    place = f"kept/{row.id[-2:]}/{row.id}"
    sha256 = house.files.keep(source, place) if row.state != "stored" else row.sha256 or ""
    if row.state == "stored":
        return place, sha256
    with house.db.write() as tx:
        here = (attachments.c.id == row.id, attachments.c.attempt == row.attempt)
        size = house.files.path(place).stat().st_size
        values = {"state": "stored", "place": place, "size": size}
        if not (row.source == "upload" and row.sha256):
            values["sha256"] = sha256
        return (place if tx.run(update(attachments).where(*here).values(**values)) else None), sha256


def _kind(house: House, row: Any) -> str:
    with house.db.read() as tx:
        entry = entries.load(house, tx, row.entry)
    return uploads.kind_of(entry.track.by_key[row.field])


def _pictures(house: House, drawn: str) -> dict[str, str]:
    """The preview and the thumbnail that a probe has drawn, as columns of the row; a file without them is no fault."""
    made = {"preview": drawn, "thumb": str(images.thumb_of(Path(drawn)))}
    return {name: place for name, place in made.items() if house.files.path(place).exists()}


def _finish(house: House, row: Any, facts: dict[str, Any], pictures: dict[str, str], *, now: datetime) -> str:
    """Facts and verdict in one transaction; refused when another attempt has begun."""
    with house.db.write() as tx:
        here = (
            attachments.c.id == row.id,
            attachments.c.attempt == row.attempt,
            attachments.c.state.in_(PENDING),
        )
        values = {"state": "checked", "facts": facts, "lease_until": None, "checked_at": real(), **pictures}
        if not tx.run(update(attachments).where(*here).values(**values)):
            return "late"
        marks.keep(tx, row.id, facts)
        tx.run(
            update(entry_table)
            .where(entry_table.c.id == row.entry)
            .values(version=entry_table.c.version + 1, is_shelved=entry_table.c.state == "draft")
        )
        entry = entries.load(house, tx, row.entry)
        _judge_late(house, tx, entry, now=now)
    return "checked"


def _judge_late(house: House, tx: Transaction, entry: Entry, *, now: datetime) -> None:
    """A `must` found after submission returns the entry to the worker (design 3, moves)."""
    if entry.state not in ("submitted", "confirmed"):
        return
    found = blocking(entry.findings())
    if not found:
        return
    reasons: dict[str, str] = {}
    for finding in found:
        reasons[finding.field_key] = "\n".join(
            filter(None, [reasons.get(finding.field_key), finding.sentence])
        )
    answer_by = acts.send_back(house, tx, entry, "find", by=None, now=now)
    reviews.note_return(
        house, tx, entry, "find", reasons, by=None, role="system", now=now, answer_by=answer_by
    )
