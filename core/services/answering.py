"""Answers: kept item by item, complete or not; stale writers are told, nothing is overwritten unseen."""

from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, insert, select, update

from core.adapters import titles
from core.adapters.db import Transaction
from core.adapters.tables import answers, attachments
from core.adapters.tables import entries as entry_table
from core.domain import fieldtypes, moves
from core.domain.declaration import Field
from core.domain.refusals import Refused
from core.services import audit_log, entries, units
from core.services.entries import Entry
from core.services.house import House

_FIRST = insert(answers)
_CHANGE = (
    update(answers)
    .where(answers.c.entry == bindparam("wanted"), answers.c.field == bindparam("item"))
    .values({name: bindparam(name) for name in ("value", "mark", "version", "by", "at", "safety")})
)
_TOUCH = (
    update(entry_table)
    .where(entry_table.c.id == bindparam("wanted"))
    .values(version=entry_table.c.version + 1, changed_at=bindparam("at"))
)


def save(
    house: House,
    tx: Transaction,
    entry: Entry,
    key: str,
    raw: Any,
    *,
    by: str,
    now: datetime,
    seen: int | None = None,
) -> int:
    """Keeps one answer and gives its version. `seen` is the version the writer had before it (0: none); another
    one there is Refused('answer.stale') with both values. The same value again changes nothing. A blank removes."""
    declared = entry.track.by_key.get(key)
    if declared is None:
        raise Refused("answer.field.unknown", field=key)
    require_editable(entry)
    kind = fieldtypes.TYPES[declared.type]
    value = None if raw is None else kind.parse(raw, field=declared)
    value = None if fieldtypes.is_blank(value) else value
    _check_references(tx, entry, declared, value)
    version, old = entry.versions.get(key, 0), entry.answers.get(key)
    if value == old or (fieldtypes.is_blank(value) and fieldtypes.is_blank(old)):
        return version
    if seen is not None and seen != version:
        raise Refused(
            "answer.stale", field=key, label=declared.label, version=version, theirs=old, yours=value
        )
    _keep(house, tx, entry, declared, value, version=version + 1, by=by, now=now)
    audit_log.note(tx, "answer.save", by=by, now=now, entry=entry.id, field=key, version=version + 1)
    return version + 1


def renew(tx: Transaction, entry: Entry, key: str, *, by: str, now: datetime) -> None:
    """What an answer points at has new content: its version and the entry's go on, the value stays."""
    here = (answers.c.entry == entry.id, answers.c.field == key)
    told = {"version": answers.c.version + 1, "by": by, "at": now, "safety": "unchecked"}
    tx.run(update(answers).where(*here).values(**told))
    tx.run(_TOUCH, wanted=entry.id, at=now)
    if entry.state in moves.LIVE:
        tx.run(_of(entry).values(is_shelved=False))


def require_editable(entry: Entry) -> None:
    if entry.state not in moves.EDITABLE:
        raise Refused("entry.not_editable", state=moves.said(entry.track.moves, entry.state))


def _check_references(tx: Transaction, entry: Entry, declared: Field, value: Any) -> None:
    """An answer points only at what belongs to its entry, or to the tree."""
    pointed: set[str] = set()
    if fieldtypes.TYPES[declared.type].has_files and value:
        pointed = {row["attachment"] for row in value}
    elif declared.type == "people" and value:
        pointed = {video for person in value for video in person.get("videos", [])}
    if pointed:
        live = (
            attachments.c.entry == entry.id,
            attachments.c.field == declared.key,
            attachments.c.removed_at.is_(None),
        )
        rows = tx.rows(select(attachments.c.id).where(attachments.c.id.in_(list(pointed)), *live))
        if pointed - {row.id for row in rows}:
            raise Refused("answer.attachment.unknown", field=declared.key, label=declared.label)
    if declared.type == "unit" and value and "id" in value and not units.exists(tx, value["id"]):
        raise Refused("answer.unit.unknown", field=declared.key, label=declared.label)


def _keep(
    house: House,
    tx: Transaction,
    entry: Entry,
    declared: Field,
    value: Any,
    *,
    version: int,
    by: str,
    now: datetime,
) -> None:
    kept, mark = value, None
    if fieldtypes.TYPES[declared.type].secret and value:
        kept, mark = house.vault.seal(value), house.vault.mark(value)
    row = {"value": kept, "mark": mark, "version": version, "by": by, "at": now, "safety": "unchecked"}
    if version > 1:
        tx.run(_CHANGE, wanted=entry.id, item=declared.key, **row)
    else:
        tx.run(_FIRST, entry=entry.id, field=declared.key, **row)
    tx.run(_TOUCH, wanted=entry.id, at=now)
    if declared.key == entry.track.name:
        tx.run(_of(entry).values(title=(value or "")[:200]))
        if entry.state in moves.LIVE:  # returned: staff see it as it is corrected
            titles.keep(tx, entry.id, entry.track.key, (value or "")[:200])
    if declared.key == entries.unit_field(entry.track):
        tx.run(_of(entry).values(unit=value.get("id") if value else None))
    if declared.key in (entries.first(entry.track, "choice"), entries.first(entry.track, "industry")):
        tx.run(_of(entry).values(**_listed(declared, value)))
    if entry.state in moves.LIVE:
        tx.run(_of(entry).values(is_shelved=False))


def _listed(declared: Field, value: Any) -> dict[str, Any]:
    """What lists are narrowed by stands in the entry's own row."""
    if declared.type == "choice":
        return {"category": str(value)[:40] if value else None}
    said = value or {}
    return {"section": said.get("section"), "division": said.get("division")}


def _of(entry: Entry) -> Update:
    return update(entry_table).where(entry_table.c.id == entry.id)


def put_off(tx: Transaction, entry: Entry, key: str) -> None:
    """跳过: asked again after all the others."""
    if key not in entry.row.skipped:
        tx.run(
            update(entry_table).where(entry_table.c.id == entry.id).values(skipped=[*entry.row.skipped, key])
        )


def clear_skipped(tx: Transaction, entry: str) -> None:
    tx.run(update(entry_table).where(entry_table.c.id == entry).values(skipped=[]))
