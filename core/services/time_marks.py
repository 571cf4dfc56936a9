"""Moments in a film that an auditor marked, each with a note: for the province's eyes, until a return quotes them."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import persons, time_marks
from core.domain.refusals import Refused
from core.services import accounts, audit_log, entries
from core.services.house import House

MOST = 50  # of one film
_LONGEST = 200
_SAID = re.compile(r"(?:(\d{1,2})[:：])?(\d{1,3})[:：](\d{1,2})(?:\.(\d{1,3}))?|(\d{1,5})(?:\.(\d{1,3}))?")


def milliseconds(said: str) -> int | None:
    """`1:05`, `1:02:03.5` or seconds, as milliseconds; None for what is no time."""
    found = _SAID.fullmatch(said.strip())
    if found is None:
        return None
    hours, minutes, seconds, part, alone, alone_part = found.groups()
    whole = int(alone) if alone else int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(((part or alone_part or "0") + "00")[:3])


def add(
    house: House, tx: Transaction, entry_id: str, attachment: str, said: str, note: str, *, by: str, now: datetime
) -> str:  # fmt: skip
    """Marks a moment of a film that stands in the entry. Raises Refused: entry.forbidden, mark.*"""
    accounts.require(tx, by, entry_id, *accounts.PROVINCE)
    row = entries.load(house, tx, entry_id).files.get(attachment)
    length = (row.facts or {}).get("seconds") if row is not None else None
    if row is None or not length:
        raise Refused("mark.film.unknown")
    at = milliseconds(said[:20])
    if at is None or at > length * 1000:
        raise Refused("mark.time.outside", said=said[:20] or "（空）", length=clock(round(length * 1000)))
    told = " ".join(note.split())[:_LONGEST]
    if not told:
        raise Refused("mark.note.missing")
    here = time_marks.c.attachment == attachment
    if int(tx.value(select(func.count()).select_from(time_marks).where(here))) >= MOST:
        raise Refused("mark.full", most=MOST)
    same = tx.value(
        select(time_marks.c.id).where(here, time_marks.c.milliseconds == at, time_marks.c.note == told)
    )
    if same:  # the second click
        return str(same)
    made = ids.new()
    row_ = {"entry": entry_id, "attachment": attachment, "milliseconds": at, "note": told}
    tx.run(insert(time_marks).values(id=made, by=by, at=now, **row_))
    audit_log.note(tx, "mark.add", by=by, now=now, entry=entry_id, attachment=attachment)
    return made


def remove(tx: Transaction, entry_id: str, mark: str, *, by: str, now: datetime) -> bool:
    """False where it is gone already. Raises Refused('entry.forbidden')."""
    accounts.require(tx, by, entry_id, *accounts.PROVINCE)
    gone = tx.run(delete(time_marks).where(time_marks.c.id == mark, time_marks.c.entry == entry_id))
    if gone:
        audit_log.note(tx, "mark.remove", by=by, now=now, entry=entry_id)
    return bool(gone)


def of(tx: Transaction, entry_id: str, *, by: str) -> dict[str, list[Any]]:
    """Marks by film, in the order of the film, each with `who`; nothing for whoever is not of the province."""
    if not accounts.scope(tx, by, *accounts.PROVINCE).holds(tx, entry_id):
        return {}
    query = select(time_marks, persons.c.name.label("who")).join(persons, persons.c.id == time_marks.c.by)
    found: dict[str, list[Any]] = {}
    ordered = query.where(time_marks.c.entry == entry_id).order_by(time_marks.c.milliseconds, time_marks.c.id)
    for row in tx.rows(ordered):
        found.setdefault(row.attachment, []).append(row)
    return found


def clock(milliseconds_: int) -> str:
    """4:05, with tenths where they are not nought."""
    seconds, rest = divmod(milliseconds_, 1000)
    said = f"{seconds // 60}:{seconds % 60:02d}"
    return f"{said}.{rest // 100}" if rest >= 100 else said
