"""Checks of stored files: each attempt holds a lease, a late finisher is refused, a `must` found late returns."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from core.adapters import images, marks, probing
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.domain.findings import blocking
from core.services import acts, entries, reviews, uploads
from core.services.attaching import CHECKING
from core.services.entries import Entry
from core.services.house import House


def check(house: House, attachment: str, *, now: datetime) -> str:
    """Stores, looks inside, makes a preview, writes the facts. Gives what came of it: checked, nothing, late, or starved: the
    machine was too busy to look, which is no fault of the file, and another attempt follows when the lease is over."""
    row = CHECKING.claim(house, attachment, now=real())
    if row is None:
        return "nothing"
    with CHECKING.held(house, row):
        if CHECKING.is_spent(row):
            return _finish(house, row, {"fault": "unreadable", "bytes": row.size}, {}, now=now)
        place, sha256 = _stored(house, row)
        if place is None:
            return "late"
        drawn = f"previews/{row.id}-{row.attempt}.jpg"
        house.files.path(drawn).parent.mkdir(parents=True, exist_ok=True)
        facts = probing.probe(
            _kind(house, row), house.files.path(place), drawn=house.files.path(drawn), sha256=sha256
        )
        if facts.pop("is_starved", False) and not CHECKING.is_last(row):
            return "starved"
        if row.sha256 and row.source == "upload" and sha256 != row.sha256:
            facts = {**facts, "fault": "truncated"}  # not the bytes that the phone read
        return _finish(house, row, facts, _pictures(house, drawn), now=now)


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
        size = house.files.path(place).stat().st_size
        values = {"state": "stored", "place": place, "size": size}
        if not (row.source == "upload" and row.sha256):
            values["sha256"] = sha256
        return (place if CHECKING.renew(tx, row, now=real(), **values) else None), sha256


def _kind(house: House, row: Any) -> str:
    with house.db.read() as tx:
        entry = entries.load(house, tx, row.entry)
    return uploads.kind_of(entry.track.by_key[row.field])


def _pictures(house: House, drawn: str) -> dict[str, str]:
    """The preview and the thumbnail that a probe has drawn, as columns of the row; a file without them is no fault."""
    made = {"preview": drawn, "thumb": str(images.thumb_of(Path(drawn)))}
    return {name: place for name, place in made.items() if house.files.path(place).exists()}


def _finish(house: House, row: Any, facts: dict[str, Any], pictures: dict[str, Any], *, now: datetime) -> str:
    """Facts and verdict in one transaction; refused when another attempt has begun."""
    with house.db.write() as tx:
        if not CHECKING.settle(tx, row, state="checked", facts=facts, checked_at=real(), **pictures):
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
