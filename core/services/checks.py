"""Checks of stored files: each attempt holds a lease, a late finisher is refused, a `must` found late returns."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select, update

from core.adapters import images, media, probing, queue, scans
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import attachments
from core.adapters.tables import entries as entry_table
from core.domain import moves
from core.domain.findings import blocking
from core.domain.refusals import Refused
from core.services import acts, answering, attaching, entries, messages, reviews, uploads
from core.services.entries import Entry
from core.services.house import House

LEASE = timedelta(seconds=45)
_BEAT = 10.0  # seconds between two signs of life of a check
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
    with _beating(house, attachment, row.attempt):
        if row.attempt > TRIES:  # it killed every worker that looked at it
            return _finish(house, row, {"fault": "unreadable", "bytes": row.size}, None, now=now)
        place, sha256 = _stored(house, row)
        if place is None:
            return "late"
        kind = _kind(house, row)
        facts = probing.probe(kind, house.files.path(place))
        if row.sha256 and row.source == "upload" and sha256 != row.sha256:
            facts = {**facts, "fault": "truncated"}  # not the bytes that the phone read
        preview = None if facts.get("fault") else _preview(house, kind, place)
        return _finish(house, row, facts, preview, now=now)


def _claim(house: House, attachment: str) -> Any:
    with house.db.write() as tx:
        free = or_(attachments.c.lease_until.is_(None), attachments.c.lease_until <= real())
        here = (attachments.c.id == attachment, attachments.c.state.in_(PENDING), free)
        lease = {"attempt": attachments.c.attempt + 1, "lease_until": real() + LEASE}
        if not tx.run(update(attachments).where(*here).values(**lease)):
            return None
        return tx.one(select(attachments).where(attachments.c.id == attachment))


@contextmanager
def _beating(house: House, attachment: str, attempt: int) -> Iterator[None]:
    """Signs of life while a long check runs; they end with the process."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(_BEAT):
            with house.db.write() as tx:
                here = (attachments.c.id == attachment, attachments.c.attempt == attempt)
                tx.run(update(attachments).where(*here).values(lease_until=real() + LEASE))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


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


def _preview(house: House, kind: str, place: str) -> str | None:
    """A small picture for people; a file without one is no fault."""
    target = f"previews/{place.rsplit('/', 1)[1]}.jpg"
    makers = {"photo": images.preview, "video": media.poster, "paper": scans.preview}
    if kind not in makers:
        return None
    path = house.files.path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        makers[kind](house.files.path(place), path)
    except Exception:  # whatever a hostile file does to a preview, its verdict stands
        return None
    return target if path.exists() else None


def _finish(house: House, row: Any, facts: dict[str, Any], preview: str | None, *, now: datetime) -> str:
    """Facts and verdict in one transaction; refused when another attempt has begun."""
    with house.db.write() as tx:
        here = (
            attachments.c.id == row.id,
            attachments.c.attempt == row.attempt,
            attachments.c.state.in_(PENDING),
        )
        values = {"state": "checked", "facts": facts, "preview": preview, "lease_until": None}
        if not tx.run(update(attachments).where(*here).values(**values)):
            return "late"
        tx.run(
            update(entry_table).where(entry_table.c.id == row.entry).values(version=entry_table.c.version + 1)
        )
        entry = entries.load(house, tx, row.entry)
        _judge_late(house, tx, entry, now=now)
        if row.source == "chat":
            _tell(house, tx, entry, row, now=now)
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


def _tell(house: House, tx: Transaction, entry: Entry, row: Any, *, now: datetime) -> None:
    """What came of a sheet that was sent in chat."""
    sentences = [f.sentence for f in entry.findings() if f.attachment == row.id]
    label = entry.track.by_key[row.field].label
    text = "\n".join(sentences) or f"✓ 您发来的{label}已收好，可以打开。"
    messages.post(house, tx, row.by, "reply", f"check:{row.id}", now=now, entry=entry, text=text)


def require_workers(house: House) -> None:
    """For acts that a person waits for. Raises Refused('queue.unavailable')."""
    if not house.jobs.is_up():
        raise Refused("queue.unavailable")


# Mending -------------------------------------------------------------------------------------------------------
def request_fix(house: House, tx: Transaction, entry: Entry, field: str, fix: str) -> list[str]:
    """Marks every file of a field that a fix would mend; one tap for all photos (notice A2.15)."""
    answering.require_editable(entry)
    wanted = [
        f.attachment for f in entry.findings() if f.field_key == field and f.fix == fix and f.attachment
    ]
    for attachment in wanted:
        tx.run(
            update(attachments)
            .where(attachments.c.id == attachment)
            .values(fixing=fix, lease_until=real() + LEASE)
        )
        tx.after_commit.append(lambda id_=attachment: hint_mend(house, id_))  # type: ignore[misc]
    return wanted


def hint_mend(house: House, attachment: str) -> None:
    house.jobs.enqueue(queue.MEND, attachment, job_id=f"mend-{attachment}", seconds=600)


def fixes_due(tx: Transaction) -> list[str]:
    waiting = (attachments.c.fixing.is_not(None), attachments.c.lease_until <= real())
    return [row.id for row in tx.rows(select(attachments.c.id).where(*waiting).limit(200))]


def mend(house: House, attachment: str, *, now: datetime) -> str:
    """Makes the mended copy, keeps the original, puts the copy where the original stood. Doing it twice is once."""
    with house.db.write() as tx:
        row = tx.one(
            select(attachments).where(attachments.c.id == attachment, attachments.c.fixing.is_not(None))
        )
        if row is None:
            return "nothing"
        tx.run(update(attachments).where(attachments.c.id == attachment).values(lease_until=real() + LEASE))
    place = f"parts/mend-{attachment}"
    source, target = house.files.path(row.place), house.files.path(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        images.MENDS[row.fixing](source, target)
    except (ValueError, KeyError):
        target.unlink(missing_ok=True)
    with house.db.write() as tx:
        entry = entries.load(house, tx, row.entry)
        done = {"fixing": None, "lease_until": None}
        mine = tx.run(
            update(attachments)
            .where(attachments.c.id == attachment, attachments.c.fixing == row.fixing)
            .values(**done)
        )
        if mine and not target.exists():
            _note_unmendable(tx, row)
        if (
            not mine
            or not target.exists()
            or entry.state not in moves.EDITABLE
            or attachment not in entry.files
        ):
            return "nothing"
        _put_copy(house, tx, entry, row, target, place, now=now)
    return "mended"


def _note_unmendable(tx: Transaction, row: Any) -> None:
    """The tap did not help: the finding says so from now on, instead of offering it again."""
    facts = {**(row.facts or {}), "unmendable": [row.fixing]}
    tx.run(update(attachments).where(attachments.c.id == row.id).values(facts=facts))


def _put_copy(
    house: House, tx: Transaction, entry: Entry, row: Any, target: Path, place: str, *, now: datetime
) -> None:
    copy = attaching.add_copy(house, tx, row, place=place, size=target.stat().st_size, now=now)
    entry = entries.load(house, tx, entry.id)
    attaching.replace(house, tx, entry, row.id, copy, by=row.by, now=now)
