"""Entries: started, read, and answered item by item. What is typed is kept, complete or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import answers, attachments, entries, helpers
from core.domain import banks, fieldtypes, flow, moves, phrases
from core.domain.declaration import Campaign, Field, Track
from core.domain.fieldtypes import File, Known
from core.domain.findings import Finding
from core.domain.refusals import Refused
from core.services import accounts, audit_log, campaigns, seals, units
from core.services.house import House

READERS = ("officer", "auditor", "administrator")


@dataclass(frozen=True)
class Entry:
    """An entry as services see it: its row, its campaign, its answers in plain values, and their versions."""

    row: Any
    campaign: Campaign
    track: Track
    answers: Mapping[str, Any]
    versions: Mapping[str, int]
    known: Known
    files: Mapping[str, Any] = field(default_factory=dict)  # attachment rows by id

    @property
    def id(self) -> str:
        return str(self.row.id)

    @property
    def state(self) -> str:
        return str(self.row.state)

    def findings(self) -> list[Finding]:
        """All findings, in the order asked."""
        return flow.check(self.track, self.answers, known=self.known)

    def text(self, key: str) -> str:
        """One line for a person; empty when there is no answer."""
        value, declared = self.answers.get(key), self.track.by_key[key]
        if fieldtypes.is_blank(value):
            return ""
        return fieldtypes.TYPES[declared.type].text(value, field=declared, known=self.known)

    def cell(self, key: str) -> str:
        declared = self.track.by_key[key]
        return fieldtypes.TYPES[declared.type].cell(self.answers.get(key), field=declared, known=self.known)

    @property
    def name(self) -> str:
        """How people call it: its name, else its number, else 未命名."""
        return self.row.title or self.row.number or "未命名"


def start(house: House, tx: Transaction, campaign: str, track: str, *, by: str, now: datetime) -> str:
    """A new draft of `by`. Raises Refused for an unknown campaign or track."""
    campaigns.track(house, tx, campaign, track)
    entry = ids.new()
    revision = campaigns.newest(house, tx)[campaign]
    row = {
        "campaign": campaign,
        "track": track,
        "owner": by,
        "revision": revision,
        "state": "draft",
        "skipped": [],
    }
    tx.run(insert(entries).values(id=entry, version=1, title="", created_at=now, changed_at=now, **row))
    audit_log.note(tx, "entry.start", by=by, now=now, entry=entry)
    return entry


def load(house: House, tx: Transaction, entry: str) -> Entry:
    """An entry whoever asks (see `open_for` for doors). Raises Refused('entry.unknown')."""
    row = tx.one(select(entries).where(entries.c.id == entry))
    if row is None:
        raise Refused("entry.unknown")
    keeps_own = row.state != "draft"
    newest = campaigns.newest(house, tx).get(row.campaign, row.revision)
    campaign = campaigns.revision(house, tx, row.revision if keeps_own else newest)
    track = campaign.by_key.get(row.track) or campaigns.revision(house, tx, row.revision).by_key[row.track]
    kept = tx.rows(
        select(answers.c.field, answers.c.value, answers.c.version).where(answers.c.entry == entry)
    )
    values = {
        answer.field: _opened(house, track.by_key[answer.field], answer.value)
        for answer in kept
        if answer.field in track.by_key and answer.value is not None
    }
    files = _files(tx, entry, track, values)
    found = Entry(
        row, campaign, track, values, {answer.field: answer.version for answer in kept}, Known(), files
    )
    return replace(found, known=known_of(tx, found, values))


def known_of(tx: Transaction, entry: Entry, values: Mapping[str, Any]) -> Known:
    """What the answers point at."""
    return Known(
        files={
            row.id: File(row.id, row.filename, row.facts or {}, row.sha256) for row in entry.files.values()
        },
        letters=seals.known(tx, entry.id, entry.track, values, entry.files),
        **_units_named(tx, entry.track, values),
    )


def open_for(house: House, tx: Transaction, entry: str, *, by: str, to_edit: bool = False) -> Entry:
    """An entry for its owner, a helper, or staff whose grant covers it (content from submission on). One answer
    for unknown and foreign entries, so that ids tell nothing."""
    found = load(house, tx, entry)
    if found.row.owner == by or is_helper(tx, entry, by):
        return found
    if to_edit or found.state == "draft" or not accounts.scope(tx, by, *READERS).holds(tx, entry):
        raise Refused("entry.unknown")
    return found


def is_helper(tx: Transaction, entry: str, person: str) -> bool:
    return (
        tx.one(select(helpers.c.role).where(helpers.c.entry == entry, helpers.c.person == person)) is not None
    )


def _opened(house: House, declared: Field, value: Any) -> Any:
    return house.vault.open(value) if fieldtypes.TYPES[declared.type].secret and value else value


def _files(tx: Transaction, entry: str, track: Track, values: Mapping[str, Any]) -> dict[str, Any]:
    if not any(track.by_key[key].type in ("files", "bank", "paper", "people") for key in values):
        return {}
    rows = tx.rows(
        select(attachments).where(attachments.c.entry == entry, attachments.c.removed_at.is_(None))
    )
    return {row.id: row for row in rows}


def _units_named(tx: Transaction, track: Track, values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {
        value["id"] for key, value in values.items() if track.by_key[key].type == "unit" and "id" in value
    }
    return {"units": units.names(tx, wanted), "unconfirmed": units.unconfirmed(tx, wanted)}


def mine(
    tx: Transaction, person: str, *, after: str | None = None, limit: int = 50, campaign: str | None = None
) -> list[Any]:
    """Rows of a person's entries, own and helped with, newest first. `after` is the id of the last one seen."""
    helped = select(helpers.c.entry).where(helpers.c.person == person)
    query = select(entries).where(or_(entries.c.owner == person, entries.c.id.in_(helped)))
    if campaign:
        query = query.where(entries.c.campaign == campaign)
    if after:
        query = query.where(entries.c.id < after)
    return list(tx.rows(query.order_by(entries.c.id.desc()).limit(limit)))


# Answers -------------------------------------------------------------------------------------------------------
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


def require_editable(entry: Entry) -> None:
    if entry.state not in moves.EDITABLE:
        raise Refused("entry.not_editable", state=phrases.say(f"state.{entry.state}"))


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
        here = (answers.c.entry == entry.id, answers.c.field == declared.key)
        tx.run(update(answers).where(*here).values(**row))
    else:
        tx.run(insert(answers).values(entry=entry.id, field=declared.key, **row))
    touched: dict[str, Any] = {"version": entries.c.version + 1, "changed_at": now}
    if declared.key == entry.track.name:
        touched["title"] = (value or "")[:200]
    if declared.key == unit_field(entry.track):
        touched["unit"] = value.get("id") if value else None
    tx.run(update(entries).where(entries.c.id == entry.id).values(**touched))


def unit_field(track: Track) -> str | None:
    """The field that says whose entry it is: the first unit declared."""
    return next((f.key for f in track.fields if f.type == "unit"), None)


def people_field(track: Track) -> str | None:
    return next((f.key for f in track.fields if f.type == "people"), None)


def put_off(tx: Transaction, entry: Entry, key: str) -> None:
    """跳过: asked again after all the others."""
    if key not in entry.row.skipped:
        tx.run(update(entries).where(entries.c.id == entry.id).values(skipped=[*entry.row.skipped, key]))


def clear_skipped(tx: Transaction, entry: str) -> None:
    tx.run(update(entries).where(entries.c.id == entry).values(skipped=[]))


def presented(entry: Entry) -> dict[str, Any]:
    """Answers as the API shows them: a bank's questions stand in it (design 3, shapes of values)."""
    shown = dict(entry.answers)
    for declared in entry.track.fields:
        if declared.type == "bank" and declared.key in shown:
            shown[declared.key] = [
                {**row, "questions": banks.questions(entry.known.files[row["attachment"]].facts)}
                for row in shown[declared.key]
                if row["attachment"] in entry.known.files
            ]
    return shown


def count_live(tx: Transaction, campaign: str, track: str, unit: str) -> int:
    """Submitted and not withdrawn or rejected, of a unit itself: what a maximum quota per unit counts."""
    live = (entries.c.campaign == campaign, entries.c.track == track, entries.c.unit == unit)
    return int(
        tx.value(select(func.count()).select_from(entries).where(*live, entries.c.state.in_(moves.LIVE)))
    )
