"""Attachments and the answers that list them: added, named, removed, replaced by a mended copy."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import attachments
from core.domain import fieldtypes, moves
from core.domain.refusals import Refused
from core.services import answering, entries
from core.services.house import House
from core.services.leasing import Work

PENDING = ("fetching", "received", "stored")
CHECKING = Work(attachments, queue.CHECK, "check", attachments.c.state.in_(PENDING), seconds=1800, tries=5)


def add(
    house: House, tx: Transaction, entry_id: str, field: str, *, filename: str, title: str, size: int, place: str, state: str,
    source: str, by: str, now: datetime, item: str | None = None, sha256: str | None = None,
) -> str:  # fmt: skip
    """An attachment and its place in the answer, in one transaction; the check is hinted after the commit."""
    attachment = ids.new()
    row: dict[str, Any] = {
        "entry": entry_id,
        "field": field,
        "item": item,
        "filename": filename,
        "size": size,
        "place": place,
    }
    row |= {"state": state, "source": source, "sha256": sha256, "by": by, "at": now, "attempt": 0}
    tx.run(insert(attachments).values(id=attachment, lease_until=real(), safety="unchecked", **row))
    entry = entries.load(house, tx, entry_id)
    if entry.state in moves.EDITABLE:
        _list_it(
            house, tx, entry, field, attachment, title=title or _stem(filename), item=item, by=by, now=now
        )
    tx.after_commit.append(lambda: CHECKING.hint(house, attachment, 0))
    return attachment


def _stem(filename: str) -> str:
    """The name a person gave the file is the best first name of the photo."""
    return filename.rsplit(".", 1)[0].strip()[:80]


def _list_it(
    house: House,
    tx: Transaction,
    entry: entries.Entry,
    field: str,
    attachment: str,
    *,
    title: str,
    item: str | None,
    by: str,
    now: datetime,
) -> None:
    value = entry.answers.get(field) or []
    if entry.track.by_key[field].type == "people":
        value = [
            {**person, "videos": [*person.get("videos", []), attachment]} if person["id"] == item else person
            for person in value
        ]
    else:
        value = [*value, {"attachment": attachment, "title": title}]
    answering.save(house, tx, entry, field, value, by=by, now=now)


def remove(house: House, tx: Transaction, entry_id: str, attachment: str, *, by: str, now: datetime) -> None:
    """Takes a file out of its answer; the bytes are kept until the entry's retention ends."""
    entry = entries.open_for(house, tx, entry_id, by=by, to_edit=True)
    answering.require_editable(entry)
    row = entry.files.get(attachment)
    if row is None:
        raise Refused("attachment.unknown")
    answering.save(house, tx, entry, row.field, _without(entry, row.field, attachment), by=by, now=now)
    tx.run(update(attachments).where(attachments.c.id == attachment).values(removed_at=now))


def _without(entry: entries.Entry, field: str, attachment: str) -> Any:
    value = entry.answers.get(field) or []
    if entry.track.by_key[field].type == "people":
        return [
            {**person, "videos": [v for v in person["videos"] if v != attachment]}
            if "videos" in person
            else person
            for person in value
        ]
    return [row for row in value if row["attachment"] != attachment]


def rename(
    house: House, tx: Transaction, entry_id: str, attachment: str, title: str, *, by: str, now: datetime
) -> None:
    """Names a file (A2.15: each photo is named)."""
    entry = entries.open_for(house, tx, entry_id, by=by, to_edit=True)
    row = entry.files.get(attachment)
    if row is None:
        raise Refused("attachment.unknown")
    if not fieldtypes.TYPES[entry.track.by_key[row.field].type].has_files:
        raise Refused("attachment.unnamed")  # a craftsman's video goes by the craftsman
    value = [
        {**listed, "title": title} if listed["attachment"] == attachment else listed
        for listed in entry.answers.get(row.field) or []
    ]
    answering.save(house, tx, entry, row.field, value, by=by, now=now)


def replace(
    house: House, tx: Transaction, entry: entries.Entry, old: str, new: str, *, by: str, now: datetime
) -> None:
    """The mended copy stands where the original stood, under its name; the original's bytes are kept."""
    field = entry.files[old].field
    answering.save(house, tx, entry, field, _with_copy(entry, field, old, new), by=by, now=now)
    tx.run(update(attachments).where(attachments.c.id == old).values(removed_at=now))


def _with_copy(entry: entries.Entry, field: str, old: str, new: str) -> Any:
    value = entry.answers.get(field) or []
    if entry.track.by_key[field].type == "people":
        return [
            {**person, "videos": [new if v == old else v for v in person["videos"]]}
            if "videos" in person
            else person
            for person in value
        ]
    return [{**row, "attachment": new} if row["attachment"] == old else row for row in value]


def add_copy(house: House, tx: Transaction, original: Any, *, place: str, size: int, now: datetime) -> str:
    """The row of a mended copy; the original stays, and the copy knows it."""
    copy = ids.new()
    row = {key: getattr(original, key) for key in ("entry", "field", "item", "filename", "by")}
    row |= {"place": place, "size": size, "state": "received", "source": "mended", "mended_from": original.id}
    tx.run(
        insert(attachments).values(id=copy, lease_until=real(), safety="unchecked", attempt=0, at=now, **row)
    )
    tx.after_commit.append(lambda: CHECKING.hint(house, copy, 0))
    return copy
