"""What changed since an entry was last returned: what it said then is kept beside it, one picture an entry."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from core.adapters.db import Transaction
from core.adapters.tables import attachments, snapshots
from core.domain import differing, fieldtypes
from core.domain.declaration import Field
from core.domain.differing import Piece
from core.services.entries import Entry
from core.services.house import House

ADDED, REMOVED, REPLACED, RENAMED, EDITED = "added", "removed", "replaced", "renamed", "edited"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file. `old` and `new` are rows of attachments, kept as long as the entry; `was` and `title` its names;
    `questions` of a bank: (new ones, gone ones)."""

    kind: str
    title: str
    was: str = ""
    old: Any = None
    new: Any = None
    questions: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """One item that says something else now: its text piece by piece, its files one by one."""

    key: str
    pieces: tuple[Piece, ...] = ()
    files: tuple[FileChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    since: datetime
    items: tuple[Change, ...]


def keep(house: House, tx: Transaction, entry: Entry, *, now: datetime) -> None:
    """What the entry says now, before it goes back. Secret texts are kept sealed."""
    texts = {field.key: _sealed(house, field, said(entry, field)) for field in entry.track.fields}
    row = {"texts": texts, "files": [_kept(entry, *listed) for listed in _files(entry)], "at": now}
    tx.run(delete(snapshots).where(snapshots.c.entry == entry.id))
    tx.run(insert(snapshots).values(entry=entry.id, **row))


def of(house: House, tx: Transaction, entry: Entry) -> Changes | None:
    """Item by item in the notice's order; None for an entry that was never returned."""
    row = tx.one(select(snapshots).where(snapshots.c.entry == entry.id))
    if row is None:
        return None
    gone = _rows(tx, entry)
    items = []
    for field in entry.track.fields:
        was, now = _opened(house, field, row.texts.get(field.key, "")), said(entry, field)
        pieces = differing.pieces(was, now) if was != now else ()
        before = [listed for listed in row.files if listed["field"] == field.key]
        after = [_kept(entry, *listed) for listed in _files(entry) if listed[0].key == field.key]
        files = tuple(_compared(before, after, {**gone, **entry.files}))
        if pieces or files:
            items.append(Change(field.key, pieces, files))
    return Changes(row.at, tuple(items))


def said(entry: Entry, field: Field) -> str:
    """The text of an item as it is compared; of persons one line each, with what is told of craftsmen."""
    value = entry.answers.get(field.key)
    if fieldtypes.TYPES[field.type].has_files or fieldtypes.is_blank(value):
        return ""
    if field.type != "people":
        return entry.cell(field.key)
    return "\n".join(_person(person) for person in value or ())


def _person(person: Mapping[str, Any]) -> str:
    honour = person.get("honour") or {}
    title = " · ".join(filter(None, [f"{honour['level']}工匠" if honour else "", honour.get("title", "")]))
    return " ".join(filter(None, [person["name"], person.get("unit", ""), title, person.get("intro", "")]))


def _sealed(house: House, field: Field, text: str) -> str:
    return str(house.vault.seal(text)) if text and fieldtypes.TYPES[field.type].secret else text


def _opened(house: House, field: Field, text: str) -> str:
    return str(house.vault.open(text)) if text and fieldtypes.TYPES[field.type].secret else text


# Files ---------------------------------------------------------------------------------------------------------
def _files(entry: Entry) -> list[tuple[Field, str, str]]:
    """`(field, attachment, title)` of all that stand in an answer."""
    found = []
    for field in entry.track.fields:
        value = entry.answers.get(field.key) or []
        if field.type == "people":
            found += [
                (field, video, person["name"]) for person in value for video in person.get("videos", [])
            ]
        elif fieldtypes.TYPES[field.type].has_files:
            found += [(field, row["attachment"], row["title"]) for row in value]
    return [listed for listed in found if listed[1] in entry.files]


def _kept(entry: Entry, field: Field, attachment: str, title: str) -> dict[str, Any]:
    row = entry.files[attachment]
    kept = {
        "field": field.key,
        "attachment": attachment,
        "title": title or row.filename,
        "sha256": row.sha256,
    }
    questions = (row.facts or {}).get("rows") if field.type == "bank" else None
    return {**kept, "questions": [_mark(one["cells"]) for one in questions]} if questions else kept


def _mark(cells: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()[:8]


def _rows(tx: Transaction, entry: Entry) -> dict[str, Any]:
    """Files that were taken out; their bytes are kept until the entry's retention ends."""
    here = (attachments.c.entry == entry.id, attachments.c.removed_at.is_not(None))
    return {row.id: row for row in tx.rows(select(attachments).where(*here))}


def _compared(
    before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]], rows: Mapping[str, Any]
) -> list[FileChange]:
    """A new file under an old one's name replaces it, and so does a mended copy; the rest was added or removed."""
    old = {one["attachment"]: one for one in before}
    new = {one["attachment"]: one for one in after}
    found = [_altered(old[key], new[key], rows) for key in old if key in new]
    came = [one for key, one in new.items() if key not in old]
    for one in (one for key, one in old.items() if key not in new):
        heir = next((next_ for next_ in came if _is_heir(one, next_, rows)), None)
        if heir is not None:
            came.remove(heir)
        kind = REPLACED if heir else REMOVED
        found.append(_file(kind, one, heir, rows))
    found += [_file(ADDED, None, one, rows) for one in came]
    return [change for change in found if change is not None]


def _is_heir(one: dict[str, Any], other: dict[str, Any], rows: Mapping[str, Any]) -> bool:
    made = rows.get(other["attachment"])
    return one["title"] == other["title"] or (made is not None and made.mended_from == one["attachment"])


def _altered(one: dict[str, Any], other: dict[str, Any], rows: Mapping[str, Any]) -> FileChange | None:
    if one["sha256"] != other["sha256"] or one.get("questions") != other.get("questions"):
        return _file(EDITED, one, other, rows)
    return _file(RENAMED, one, other, rows) if one["title"] != other["title"] else None


def _file(
    kind: str, one: dict[str, Any] | None, other: dict[str, Any] | None, rows: Mapping[str, Any]
) -> FileChange:
    named = other or one
    assert named is not None
    was, now = (Counter((each or {}).get("questions") or ()) for each in (one, other))
    counted = ((now - was).total(), (was - now).total()) if one and other else (0, 0)
    return FileChange(
        kind,
        named["title"],
        one["title"] if one and other and one["title"] != other["title"] else "",
        rows.get(one["attachment"]) if one else None,
        rows.get(other["attachment"]) if other else None,
        counted,
    )
