"""A filled form read into an entry: shown item by item first, kept only as far as a person chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.adapters import confined
from core.adapters.confined import Limits
from core.adapters.db import Transaction
from core.domain import fieldtypes, flow, form_reading, form_words, forms, phrases
from core.domain.declaration import Field
from core.domain.findings import Finding
from core.domain.form_reading import Reading
from core.domain.refusals import Refused
from core.services import answering, entries, units
from core.services.entries import Entry
from core.services.house import House

MOST = 32 * 1024 * 1024  # bytes of a form: people paste photos into it
_LIMITS = Limits(seconds=20, writes=1024 * 1024)

# How what was read stands to what is there. `blank`: the row is not filled in. `absent`: no such row.
NEW, SAME, DIFFERENT, UNCLEAR, FILES, BLANK, ABSENT = (
    "new", "same", "different", "unclear", "files", "blank", "absent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a preview: what was read, what it means, what stands there now, and how the two stand."""

    field: Field
    verdict: str
    read: str = ""
    value: Any = None
    text: str = ""
    now: str = ""
    seen: int = 0
    problem: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def is_chosen(self) -> bool:
        """Without being asked only what is empty is filled."""
        return self.verdict == NEW


@dataclass(frozen=True, slots=True)
class Preview:
    items: tuple[Item, ...]
    notes: tuple[str, ...]


def read(path: Path) -> dict[str, Any]:
    """What a form says, out of a confined process. Raises Refused('import.…')."""
    if path.stat().st_size == 0:
        raise Refused("import.size.zero")
    facts = confined.run("core.adapters.documents:form_facts", path, limits=_LIMITS)
    if fault := facts.get("fault"):
        code = f"import.fault.{fault}"
        raise Refused(code if phrases.exists(code) else "import.fault.unreadable")
    return facts


def preview(tx: Transaction, entry: Entry, facts: Mapping[str, Any]) -> Preview:
    """What each item would become. Changes nothing. Raises Refused: no form in it, the entry cannot be changed."""
    answering.require_editable(entry)
    reading = form_reading.read(entry.track, form_reading.tables_of(facts))
    if not reading.told:
        raise Refused("import.form.missing")
    declared = [entry.track.by_key[row.field] for row in forms.of(entry.track).rows]
    items = [_item(tx, entry, field, reading) for field in declared]
    return Preview(tuple(items), tuple(_notes(items, reading, facts)))


def _notes(items: Sequence[Item], reading: Reading, facts: Mapping[str, Any]) -> list[str]:
    notes = [phrases.say("import.note.macros")] if facts.get("has_macros") else []
    if reading.strange:
        notes.append(phrases.say("import.note.strange", labels="、".join(reading.strange)))
    if absent := [item.field.label for item in items if item.verdict == ABSENT]:
        notes.append(phrases.say("import.note.absent", labels="、".join(absent)))
    return notes


def _item(tx: Transaction, entry: Entry, field: Field, reading: Reading) -> Item:
    told, stands = reading.told.get(field.key), entry.text(field.key)
    here: dict[str, Any] = {"now": stands, "seen": entry.versions.get(field.key, 0)}
    if told is None:
        return Item(field, ABSENT, **here)
    here["read"] = told.text
    if fieldtypes.TYPES[field.type].has_files:
        return Item(field, FILES, problem=form_words.no_import(field), **here)
    try:
        value = form_words.understood(field, told.text)
    except Refused as refused:
        return Item(field, UNCLEAR, problem=refused.sentence, **here)
    if value is None:
        return Item(field, BLANK, **here)
    value = _found(tx, field, form_words.joined(field, value, entry.answers.get(field.key)))
    shown = told.text if field.type == "unit" else forms.said(field, value, entry.known)
    return Item(
        field, _verdict(entry, field, value), value=value, text=shown,
        findings=tuple(flow.check_field(field, value, known=entry.known)), **here,
    )  # fmt: skip


def _found(tx: Transaction, field: Field, value: Any) -> Any:
    """A unit that the tree knows by exactly this name is that unit."""
    if field.type == "unit" and (known := units.by_name(tx, value["name"])):
        return {"id": known}
    return value


def _verdict(entry: Entry, field: Field, value: Any) -> str:
    now = entry.answers.get(field.key)
    if fieldtypes.is_blank(now):
        return NEW
    return SAME if form_words.is_same(field, value, now, named=entry.cell(field.key)) else DIFFERENT


def keep(
    house: House,
    tx: Transaction,
    entry_id: str,
    wanted: Sequence[tuple[str, Any, int | None]],
    *,
    by: str,
    now: datetime,
) -> Entry:
    """Keeps several answers `(field, value, seen)` in one transaction: all, or none where one of them is stale."""
    if not wanted:
        raise Refused("import.nothing")
    entry = entries.open_for(house, tx, entry_id, by=by, to_edit=True)
    for field, value, seen in wanted:
        answering.save(house, tx, entry, field, value, by=by, now=now, seen=seen)
    return entries.load(house, tx, entry_id)
