"""Question banks edited one question at a time (A4.7). What was uploaded is kept; the edited bank is the truth from then on.

The rows in an attachment's facts are that truth: findings, the API, exports and the library read nothing else. Each edit
writes the bank's .xlsx beside them, before the transaction that makes it the file of the attachment: whoever opens the
file sees the same questions, and nobody waits for the writing of a sheet under the lock of the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from core.adapters import ids
from core.adapters.db import Busy, Transaction
from core.adapters.tables import attachments
from core.domain import bank_sheet, banks, fieldtypes, questions
from core.domain.declaration import Field
from core.domain.fieldtypes import stored
from core.domain.findings import Finding
from core.domain.questions import Row
from core.domain.refusals import Refused
from core.services import answering, attaching, audit_log, bank_keeping, entries
from core.services.entries import Entry
from core.services.house import House

_TRIES = 5  # of an edit that meets another one
Also = Callable[
    [Transaction, str], None
]  # what else is written with an edit; hears the question's or bank's id


@dataclass(frozen=True)
class Bank:
    """One bank of an entry: its attachment, its name, its rows with ids and versions."""

    entry: Entry
    row: Any
    title: str
    rows: Sequence[Row]

    @property
    def id(self) -> str:
        return str(self.row.id)

    @property
    def field(self) -> Field:
        return self.entry.track.by_key[self.row.field]

    @property
    def is_edited(self) -> bool:
        return bool(self.row.facts.get("kind") == "edited")

    def place(self, question: str) -> int:
        """Where a question stands, from 0. Raises Refused('question.unknown')."""
        for at, row in enumerate(self.rows):
            if row["id"] == question:
                return at
        raise Refused("question.unknown")


# Reading ----------------------------------------------------------------------------------------------------------
def open_for(house: House, tx: Transaction, entry: str, bank: str, *, by: str, to_edit: bool = False) -> Bank:
    """A bank of an entry, found by the id of the upload too after its first edit. Raises Refused: attachment.unknown;
    questions.pending while it is being looked at; questions.unread where no row could be read."""
    found = entries.open_for(house, tx, entry, by=by, to_edit=to_edit)
    if to_edit:
        answering.require_editable(found)
    row = found.files.get(bank) or _edited_from(found, bank)
    if row is None or found.track.by_key[row.field].type != "bank":
        raise Refused("attachment.unknown")
    if row.state != "checked":
        raise Refused("questions.pending")
    facts = row.facts or {}
    is_lacking = any(sheet.get("missing") for sheet in facts.get("sheets") or ())
    if facts.get("fault") or not facts.get("header") or is_lacking:
        raise Refused("questions.unread")
    listed: Mapping[str, Any] = next(
        (one for one in found.answers.get(row.field) or () if one["attachment"] == row.id), {}
    )
    return Bank(found, row, listed.get("title") or row.filename, questions.named(facts["rows"]))


def _edited_from(entry: Entry, bank: str) -> Any:
    return next((row for row in entry.files.values() if row.mended_from == bank), None)


def findings(bank: Bank, rows: Sequence[Row] | None = None) -> dict[int, list[tuple[str | None, Finding]]]:
    """All that is said of the questions, by place: which cell, and the finding. Other banks of the entry take part
    (A4.2). With `rows`, of the bank as it would be with them. Questions are told by their number here, of uploads too."""
    entry, kind = bank.entry, fieldtypes.TYPES["bank"]
    assert isinstance(kind, stored.Bank)
    facts = bank_keeping.facts(bank.rows if rows is None else rows)
    sheets = [
        (fieldtypes.File(file.id, file.filename, facts), name) if file.id == bank.id else (file, name)
        for file, name in kind.sheets(entry.answers.get(bank.row.field), known=entry.known)
    ]
    readable = [(file, name) for file, name in sheets if not file.facts.get("fault")]
    said: dict[int, list[tuple[str | None, Finding]]] = {}
    for file, fault in banks.faults(readable, longest=stored.longest_film(entry.known)):
        if file.id == bank.id and fault.where:
            found = banks.finding(fault, field=bank.field, name=bank.title, attachment=bank.id)
            said.setdefault(fault.where.at, []).append((fault.key, found))
    return said


def judge(
    bank: Bank, question: Mapping[str, Any], *, instead_of: str | None = None
) -> list[tuple[str | None, Finding]]:
    """What would be said of a question that is still being written, saved or not."""
    cells = questions.draft_of(question)
    at = bank.place(instead_of) if instead_of else len(bank.rows)
    drafted: Row = {"row": at + 1, "id": "draft", "version": 1, "cells": cells}
    return findings(bank, [*bank.rows[:at], drafted, *bank.rows[at + 1 :]]).get(at, [])


# Changing ---------------------------------------------------------------------------------------------------------
def start(
    house: House, entry: str, field: str, title: str, *, by: str, now: datetime, also: Also | None = None
) -> str:
    """A bank without a file and without a question yet; gives its id."""
    made, kept = ids.new(), bank_keeping.write(house, [])
    name = " ".join(title.split())[:80]
    with house.db.write() as tx:
        found = entries.open_for(house, tx, entry, by=by, to_edit=True)
        answering.require_editable(found)
        if field not in found.track.by_key or found.track.by_key[field].type != "bank":
            raise Refused("answer.field.unknown", field=field)
        row = {"filename": f"{name or bank_sheet.SHEET}.xlsx", "by": by, "at": now}
        bank_keeping.insert_row(tx, made, kept, entry=entry, field=field, **row)
        value = [*(found.answers.get(field) or []), {"attachment": made, "title": name}]
        answering.save(house, tx, found, field, value, by=by, now=now)
        audit_log.note(tx, "bank.start", by=by, now=now, entry=entry, field=field, attachment=made)
        if also:
            also(tx, made)
    return made


def add(
    house: House, entry: str, bank: str, question: Mapping[str, Any], *, before: str | None = None, by: str, now: datetime,
    also: Also | None = None,
) -> str:  # fmt: skip
    """One more question, at the end or before another; gives its id."""
    made, cells = ids.new(), questions.cells_of(question)
    edit = _Edit("add", made, lambda rows: questions.added(rows, cells, id=made, before=before), also)
    _edit(house, entry, bank, edit, by=by, now=now)
    return made


def change(
    house: House, entry: str, bank: str, question: str, told: Mapping[str, Any], *, seen: int | None = None, by: str, now: datetime,
) -> None:  # fmt: skip
    """Other content of one question. Stale is Refused('question.stale') with both."""
    cells = questions.cells_of(told)
    edit = _Edit("change", question, lambda rows: questions.changed(rows, question, cells, seen=seen))
    _edit(house, entry, bank, edit, by=by, now=now)


def remove(
    house: House, entry: str, bank: str, question: str, *, seen: int | None = None, by: str, now: datetime
) -> None:
    edit = _Edit("remove", question, lambda rows: questions.removed(rows, question, seen=seen))
    _edit(house, entry, bank, edit, by=by, now=now)


def move(
    house: House, entry: str, bank: str, question: str, *, before: str | None, seen: int | None = None, by: str, now: datetime,
) -> None:  # fmt: skip
    """One question before another, or at the end."""
    edit = _Edit("move", question, lambda rows: questions.moved(rows, question, before=before, seen=seen))
    _edit(house, entry, bank, edit, by=by, now=now)


@dataclass(frozen=True)
class _Edit:
    act: str
    question: str
    of: Callable[[Sequence[Row]], list[Row]]
    also: Also | None = None


def _edit(house: House, entry: str, bank: str, edit: _Edit, *, by: str, now: datetime) -> None:
    """Reads, writes the new file, then commits if nobody else edited meanwhile; else all of it again."""
    for _turn in range(_TRIES):
        with house.db.read() as tx:
            found = open_for(house, tx, entry, bank, by=by, to_edit=True)
        if len(found.rows) > questions.MOST:
            raise Refused("questions.large", measured=len(found.rows), wanted=questions.MOST)
        rows = edit.of(found.rows)
        if rows == found.rows:
            return
        kept = bank_keeping.write(house, rows)
        if _commit(house, found, kept, edit, by=by, now=now):
            return
        house.files.remove(kept["place"])
    raise Busy("this bank is being edited by many")


def _commit(house: House, found: Bank, kept: dict[str, Any], edit: _Edit, *, by: str, now: datetime) -> bool:
    with house.db.write() as tx:
        again = open_for(house, tx, found.entry.id, found.id, by=by, to_edit=True)
        if (again.id, again.row.place) != (found.id, found.row.place):
            return False
        attachment = _replace(house, tx, again, kept, by=by, now=now)
        audit_log.note(
            tx, f"question.{edit.act}", by=by, now=now, entry=found.entry.id, field=found.row.field, attachment=attachment,
            question=edit.question,
        )  # fmt: skip
        if edit.also:
            edit.also(tx, edit.question)
    return True


def _replace(
    house: House, tx: Transaction, bank: Bank, kept: dict[str, Any], *, by: str, now: datetime
) -> str:
    """The attachment of the edited bank: the same one again, or at the first edit a new one in place of the upload."""
    if bank.is_edited:
        tx.run(update(attachments).where(attachments.c.id == bank.id).values(**kept, by=by))
        answering.renew(tx, bank.entry, bank.row.field, by=by, now=now)
        tx.after_commit.append(lambda: house.files.remove(bank.row.place))
        return bank.id
    made = ids.new()
    name = f"{bank.row.filename.rsplit('.', 1)[0]}.xlsx"[-200:]
    row = {"field": bank.row.field, "filename": name, "by": by, "at": now, "mended_from": bank.id}
    bank_keeping.insert_row(tx, made, kept, entry=bank.entry.id, **row)
    attaching.replace(house, tx, bank.entry, bank.id, made, by=by, now=now)
    return made
