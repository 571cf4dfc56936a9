"""A unit's recommendation (N9, Annex 3): its courses, each an entry; started new or from an innovation, sent in together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import attachments, papers
from core.adapters.tables import entries as entry_table
from core.domain import courses, fieldtypes, moves
from core.domain.declaration import Track
from core.domain.refusals import Refused
from core.services import accounts, acts, answering, batches, campaigns, entries, listing, quotas, units
from core.services.entries import Entry
from core.services.house import House

_BYTES = ("filename", "size", "sha256", "place", "preview", "thumb", "facts", "safety")
_GONE = ("withdrawn",)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A unit's sheet: the courses in the order they were begun; how many the quota asks and allows (N3)."""

    unit: str
    name: str
    campaign: str
    track: Track
    courses: tuple[Entry, ...]
    standing: quotas.Standing | None
    most: int | None


def require_officer(tx: Transaction, unit: str, *, by: str) -> None:
    """An officer of this very unit. Raises Refused('unit.unknown'): a foreign unit is as unknown as none."""
    if not any(row.role == "officer" and row.unit == unit for row in accounts.grants_of(tx, by)):
        raise Refused("unit.unknown")


def track_of(house: House, tx: Transaction, campaign: str) -> Track:
    """The track of a campaign that units start. Raises Refused('track.unknown')."""
    declared = campaigns.campaign(house, tx, campaign)
    found = next((track for track in declared.tracks if track.starts_by == "unit"), None)
    if found is None:
        raise Refused("track.unknown", track="")
    return found


def latest(house: House, tx: Transaction, held: Sequence[str]) -> str | None:
    """The campaign of the newest course of these units, also after its window: what came back is mended then."""
    here = (entry_table.c.unit.in_(held), entry_table.c.state.not_in(_GONE))
    last = func.max(entry_table.c.id)
    query = select(entry_table.c.campaign, entry_table.c.track).where(*here)
    query = query.group_by(entry_table.c.campaign, entry_table.c.track).order_by(last.desc())
    for row in tx.rows(query):
        if campaigns.campaign(house, tx, row.campaign).by_key[row.track].starts_by == "unit":
            return str(row.campaign)
    return None


def sheet(house: House, tx: Transaction, campaign: str, unit: str) -> Sheet:
    """What the unit recommends. Who may see it is the caller's business."""
    track = track_of(house, tx, campaign)
    here = (entry_table.c.campaign == campaign, entry_table.c.track == track.key, entry_table.c.unit == unit)
    query = (
        select(entry_table.c.id).where(*here, entry_table.c.state.not_in(_GONE)).order_by(entry_table.c.id)
    )
    found = batches.load(house, tx, [row.id for row in tx.rows(query.limit(batches.MOST))])
    declared = campaigns.campaign(house, tx, campaign)
    direct = units.nearest_direct(tx, unit)
    standing = None
    if direct:
        held = quotas.standings(tx, declared, [direct])[direct]
        standing = next((row for row in held if row.track == track.key), None)
    most = next((quota.max for quota in declared.quotas if quota.track == track.key and quota.max), None)
    name = units.names(tx, [unit]).get(unit, "")
    return Sheet(unit, name, campaign, track, tuple(found), standing, most)


def add(house: House, tx: Transaction, campaign: str, unit: str, *, by: str, now: datetime, innovation: str | None = None) -> str:  # fmt: skip
    """A further course of the unit's sheet; what the sheet says once stands in it already. `innovation`: an entry of
    the unit that the course is made from (N9): what both share is copied, its files without a second upload."""
    require_officer(tx, unit, by=by)
    held = sheet(house, tx, campaign, unit)
    source = _source(house, tx, innovation, by=by) if innovation else None
    made = entries.start(house, tx, campaign, held.track.key, by=by, now=now)
    _say(house, tx, made, _told(held, unit), by=by, now=now)
    if source is not None:
        take(house, tx, made, source, by=by, now=now)
    return made


def _told(held: Sheet, unit: str) -> dict[str, Any]:
    """What a new course says from the start: its unit, and what the last course said for the whole sheet."""
    own = entries.unit_field(held.track)
    last = held.courses[-1].answers if held.courses else {}
    told = {key: last[key] for key in courses.shared(held.track) if key in last}
    return told | ({own: {"id": unit}} if own else {})


def _source(house: House, tx: Transaction, innovation: str, *, by: str) -> Entry:
    """An innovation that the officer may read. Raises Refused('entry.unknown')."""
    if not accounts.scope(tx, by, "officer").holds(tx, innovation):
        raise Refused("entry.unknown")
    found = entries.load(house, tx, innovation)
    if listing.is_closed(found.state) or found.track.starts_by == "unit":
        raise Refused("entry.unknown")
    return found


def offered(house: House, tx: Transaction, campaign: str, unit: str, *, limit: int = 50) -> list[Any]:
    """Innovations `(id, title, number, state)` of the unit and below that a course can be made from, newest first."""
    query = select(entry_table.c.id, entry_table.c.title, entry_table.c.number, entry_table.c.state).where(
        entry_table.c.campaign == campaign,
        entry_table.c.unit.in_(units.below(unit)),
        entry_table.c.state.in_(("submitted", "returned", "confirmed", "approved", "published")),
        entry_table.c.track != track_of(house, tx, campaign).key,
    )
    return list(tx.rows(query.order_by(entry_table.c.id.desc()).limit(limit)))


def take(house: House, tx: Transaction, made: str, source: Entry, *, by: str, now: datetime) -> None:
    """What a course and an innovation share, into the course."""
    track = entries.load(house, tx, made).track
    values: dict[str, Any] = {}
    for key, value in courses.taken(track, source.track, source.answers).items():
        values[key] = _copied(tx, source, made, key, value, by=by, now=now)
    _say(house, tx, made, values, by=by, now=now)


def _copied(
    tx: Transaction, source: Entry, made: str, key: str, value: Any, *, by: str, now: datetime
) -> Any:
    """The value, pointing at copies of the files it points at."""
    if not isinstance(value, list):
        return value
    rows = []
    for row in value:
        if "attachment" in row:
            if copy := copy_file(tx, source.files.get(row["attachment"]), made, key, by=by, now=now):
                rows.append({**row, "attachment": copy})
            continue
        videos = [
            copy_file(tx, source.files.get(video), made, key, item=row["id"], by=by, now=now)
            for video in row.get("videos", [])
        ]
        kept = [video for video in videos if video]
        rows.append({**row, "videos": kept} if kept else {k: v for k, v in row.items() if k != "videos"})
    return rows


def copy_file(tx: Transaction, row: Any, made: str, key: str, *, by: str, now: datetime, item: str | None = None) -> str | None:  # fmt: skip
    """A row of its own on the same bytes: nothing is uploaded twice. None where the file is still on its way."""
    if row is None or row.state != "checked" or not row.place:
        return None
    copy = ids.new()
    told = {name: getattr(row, name) for name in _BYTES}
    told |= {"entry": made, "field": key, "item": item, "state": "checked", "source": "copied", "attempt": 0}
    tx.run(insert(attachments).values(id=copy, by=by, at=now, **told))
    return copy


def _say(house: House, tx: Transaction, made: str, values: dict[str, Any], *, by: str, now: datetime) -> None:
    for key, value in values.items():
        answering.save(house, tx, entries.load(house, tx, made), key, value, by=by, now=now)


def say_for_all(
    house: House, tx: Transaction, campaign: str, unit: str, key: str, raw: Any, *, by: str, now: datetime
) -> int:
    """Says what a sheet says once, in all its courses that can be changed. Gives in how many. Raises Refused for what
    no course may say."""
    require_officer(tx, unit, by=by)
    held = sheet(house, tx, campaign, unit)
    if key not in courses.shared(held.track):
        raise Refused("answer.field.unknown", field=key)
    here = [entry for entry in held.courses if entry.state in moves.EDITABLE]
    for entry in here:
        answering.save(house, tx, entry, key, raw, by=by, now=now)
    return len(here)


def share_seal(house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime) -> list[str]:
    """The sealed sheet of this course for every other course that it lists (A3.3): one scan serves them all. A course
    that it does not list, or that has a sheet already, is left as it is. Gives the courses that have it now."""
    entry = entries.open_for(house, tx, entry_id, by=by, to_edit=True)
    field = entry.track.paper_field
    if field is None or not entry.row.unit:
        raise Refused("paper.none")
    codes = {
        code
        for row in entry.answers.get(field.key) or []
        if row["attachment"] in entry.files
        for code in fieldtypes.codes(entry.files[row["attachment"]].facts or {})
    }
    given = []
    for other in sheet(house, tx, entry.row.campaign, entry.row.unit).courses:
        is_open = other.id != entry.id and other.state in moves.EDITABLE and not other.answers.get(field.key)
        if not is_open or not _lists(tx, other, codes):
            continue
        value = _copied(tx, entry, other.id, field.key, entry.answers.get(field.key), by=by, now=now)
        answering.save(house, tx, entries.load(house, tx, other.id), field.key, value, by=by, now=now)
        given.append(other.id)
    return given


def _lists(tx: Transaction, other: Entry, codes: set[str]) -> bool:
    """Whether a sheet with one of these codes lists the course. Without a code (a blank one, filled by hand) the officer
    says so by sharing it, and the auditor compares by eye (A1.3)."""
    if not codes:
        return True
    rows = tx.rows(select(papers.c.entry, papers.c.content).where(papers.c.code.in_(codes)))
    return any(other.id == row.entry or other.id in (row.content or {}).get("courses", {}) for row in rows)


def submit(
    house: House, wanted: Sequence[str], *, by: str, now: datetime
) -> list[tuple[str, Refused | None]]:
    """Sends courses in, each by itself: one that is not whole holds no other up. Gives what came of each."""
    found: list[tuple[str, Refused | None]] = []
    for entry_id in wanted:
        try:
            with house.db.write() as tx:
                acts.submit(house, tx, entry_id, by=by, now=now)
        except Refused as refused:
            found.append((entry_id, refused))
        else:
            found.append((entry_id, None))
    return found
