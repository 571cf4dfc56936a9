"""Entries: started, read, and answered item by item. What is typed is kept, complete or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select

from core.adapters import ids, mending
from core.adapters.db import Transaction
from core.adapters.tables import answers, attachments, entries, grants, helpers, receipts
from core.domain import fieldtypes, flow, moves, questions
from core.domain.declaration import Campaign, Field, Track
from core.domain.fieldtypes import File, Known
from core.domain.findings import Finding
from core.domain.refusals import Refused
from core.services import accounts, audit_log, campaigns, seals, units
from core.services.house import House

_ROW = select(entries).where(entries.c.id == bindparam("wanted"))
_ANSWERS = select(answers.c.field, answers.c.value, answers.c.version).where(
    answers.c.entry == bindparam("wanted")
)
READERS = ("officer", "auditor", "administrator")
# Staff never see the content: it is the worker's own before it is sent in, and after it was given up.
CLOSED = ("draft", "withdrawn")


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

    @property
    def state_text(self) -> str:
        """The state in words, by the table its track moves by."""
        return moves.said(self.track.moves, self.state)

    def findings(self) -> list[Finding]:
        """All findings, in the order asked. A fix is offered only where there is a hand to do it."""
        return list(self._findings)

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        """Judged once: ten files of an entry ask for their own, and a bank may hold ten thousand questions."""
        found = flow.check(self.track, self.answers, known=self.known)
        return tuple(replace(f, fix=None) if f.fix and f.fix not in mending.HANDS else f for f in found)

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
    row = tx.one(_ROW, wanted=entry)
    if row is None:
        raise Refused("entry.unknown")
    keeps_own = row.state != "draft"
    newest = campaigns.newest(house, tx).get(row.campaign, row.revision)
    campaign = campaigns.revision(house, tx, row.revision if keeps_own else newest)
    track = campaign.by_key.get(row.track) or campaigns.revision(house, tx, row.revision).by_key[row.track]
    kept = tx.rows(_ANSWERS, wanted=entry)
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
    pointed = Known(
        files={
            row.id: File(row.id, row.filename, row.facts or {}, row.sha256) for row in entry.files.values()
        },
        sheets={paper.key: paper.title for paper in entry.track.papers},
        **_units_named(tx, entry.track, values),
    )
    letters = seals.known(tx, entry.id, entry.track, values, entry.files, pointed=pointed)
    return replace(pointed, letters=letters)


def open_for(house: House, tx: Transaction, entry: str, *, by: str, to_edit: bool = False) -> Entry:
    """An entry for its owner, a helper, or staff whose grant covers it (content from submission on). One answer
    for unknown and foreign entries, so that ids tell nothing."""
    found = load(house, tx, entry)
    if is_of_unit(tx, found, by):
        return found
    if (found.row.owner == by or is_helper(tx, entry, by)) and not has_left(tx, found, by):
        return found
    is_own = found.state == "draft" or found.row.submitted_at is None  # never sent in, or withdrawn before
    if to_edit or is_own or not accounts.scope(tx, by, *READERS).holds(tx, entry):
        raise Refused("entry.unknown")
    return found


def is_of_unit(tx: Transaction, entry: Entry, person: str) -> bool:
    """What a unit starts belongs to the unit: each of its own officers goes on with it (N9)."""
    if entry.track.starts_by != "unit" or not entry.row.unit:
        return False
    held = accounts.grants_of(tx, person)
    return any(row.role == "officer" and row.unit == entry.row.unit for row in held)


def has_left(tx: Transaction, entry: Entry, person: str) -> bool:
    """What a unit starts stays with the unit: whoever was its officer and is none any more is shut out, its owner too. Who
    entered a mailed course for a unit was never its officer, and is shut out when of the province no more."""
    if entry.track.starts_by != "unit" or not entry.row.unit:
        return False
    seat = (grants.c.person == person, grants.c.role == "officer", grants.c.unit == entry.row.unit)
    ended = [row.ended_at is not None for row in tx.rows(select(grants.c.ended_at).where(*seat))]
    if ended:
        return all(ended)
    came = tx.value(select(receipts.c.how).where(receipts.c.entry == entry.id))
    return came == "mailed" and not accounts.scope(tx, person, *accounts.PROVINCE).holds(tx, entry.id)


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


def unit_field(track: Track) -> str | None:
    """The field that says whose entry it is: the first unit declared."""
    return first(track, "unit")


def people_field(track: Track) -> str | None:
    return first(track, "people")


def first(track: Track, kind: str) -> str | None:
    """The first field of this type."""
    return next((f.key for f in track.fields if f.type == kind), None)


def presented(entry: Entry) -> dict[str, Any]:
    """Answers as the API shows them: a bank's questions stand in it (design 3, shapes of values)."""
    shown = dict(entry.answers)
    for declared in entry.track.fields:
        if declared.type == "bank" and declared.key in shown:
            shown[declared.key] = [
                {**row, "questions": questions.shown(entry.known.files[row["attachment"]].facts)}
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
