"""What changed since the last return, as a page shows it: texts piece by piece, files with their pictures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.adapters.db import Transaction
from core.domain.differing import Piece
from core.services import changes
from core.services.changes import FileChange
from core.services.entries import Entry
from server import doors

_WORDS = {
    changes.ADDED: "新增",
    changes.REMOVED: "删去",
    changes.REPLACED: "换过",
    changes.RENAMED: "改名",
    changes.EDITED: "改过",
}


@dataclass(frozen=True)
class File:
    word: str
    kind: str
    title: str
    note: str
    before: str  # address of a picture, empty where there is none
    after: str


@dataclass(frozen=True)
class Shown:
    """One changed item."""

    key: str
    label: str
    number: str
    pieces: tuple[Piece, ...]
    files: tuple[File, ...]


@dataclass(frozen=True)
class Since:
    """`unchanged`: items that the return gave a reason for and that say the same still."""

    at: datetime
    items: tuple[Shown, ...]

    @property
    def by_key(self) -> dict[str, Shown]:
        return {item.key: item for item in self.items}


def of(tx: Transaction, entry: Entry) -> Since | None:
    """None for an entry that was never returned."""
    found = changes.of(doors.house(), tx, entry)
    if found is None:
        return None
    shown = []
    for change in found.items:
        field = entry.track.by_key[change.key]
        files = tuple(_file(one) for one in change.files)
        shown.append(Shown(change.key, field.label, field.item, change.pieces, files))
    return Since(found.since, tuple(shown))


def _file(one: FileChange) -> File:
    notes = [f"原名“{one.was}”"] if one.was else []
    new, gone = one.questions
    notes += [f"新写或改写 {new} 题"] if new else []
    notes += [f"去掉或改掉 {gone} 题"] if gone else []
    return File(_WORDS[one.kind], one.kind, one.title, "，".join(notes), _picture(one.old), _picture(one.new))


def _picture(row: Any) -> str:
    place = (row.thumb or row.preview) if row is not None else None
    return doors.file_url(place, kind="preview") if place else ""
