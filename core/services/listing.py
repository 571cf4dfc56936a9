"""Lists of entries as staff see them: scoped by grants, paged, without the content of drafts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import entries, persons, verdicts
from core.domain.refusals import Refused
from core.services import accounts, units
from core.services import entries as entry_service
from core.services.entries import READERS, Entry
from core.services.house import House

PAGE = 50
CLOSED = (
    "draft",
    "withdrawn",
)  # the content is the worker's own before it is sent in, and after it was given up


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; `unit` is a part of a unit's name, `text` of a title or number."""

    states: tuple[str, ...] = ()
    campaign: str = ""
    track: str = ""
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list. `title` is empty where the content is not for staff."""

    id: str
    number: str
    campaign: str
    track: str
    state: str
    title: str
    unit: str
    owner: str
    changed_at: datetime
    submitted_at: datetime | None
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    next: str | None
    total: int


def is_closed(state: str) -> bool:
    """Whether staff are kept from the content of an entry in this state."""
    return state in CLOSED


def seen(house: House, tx: Transaction, entry_id: str, *, by: str) -> Entry:
    """An entry that a grant of `by` covers; a foreign one is as unknown as none. Raises Refused('entry.unknown')."""
    if not accounts.scope(tx, by, *READERS).holds(tx, entry_id):
        raise Refused("entry.unknown")
    return entry_service.load(house, tx, entry_id)


def page(
    tx: Transaction,
    wanted: Wanted,
    *,
    by: str,
    roles: Collection[str] = READERS,
    after: str | None = None,
    limit: int = PAGE,
) -> Page:
    """One page in the order of creation, and how many there are in all."""
    here = and_(accounts.scope(tx, by, *roles).where(), *_narrowed(tx, wanted))
    query = (
        select(entries, persons.c.name.label("called"))
        .join(persons, persons.c.id == entries.c.owner)
        .where(here)
    )
    if after:
        query = query.where(entries.c.id > after)
    rows = tx.rows(query.order_by(entries.c.id).limit(limit + 1))
    total = int(tx.value(select(func.count()).select_from(entries).where(here)))
    named = units.names(tx, {row.unit for row in rows if row.unit})
    lines = tuple(_line(row, named) for row in rows[:limit])
    return Page(lines, lines[-1].id if len(rows) > limit else None, total)


def _narrowed(tx: Transaction, wanted: Wanted) -> list[Any]:
    found: list[Any] = [entries.c.state.in_(wanted.states)] if wanted.states else []
    if wanted.campaign:
        found.append(entries.c.campaign == wanted.campaign)
    if wanted.track:
        found.append(entries.c.track == wanted.track)
    if wanted.unit.strip():
        named = [unit.id for unit in units.search(tx, wanted.unit, limit=20)]
        found.append(or_(False, *(entries.c.unit.in_(units.below(unit)) for unit in named)))
    if text := " ".join(wanted.text.split()):
        part = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        title = and_(entries.c.state.not_in(CLOSED), entries.c.title.like(part, escape="\\"))
        found.append(or_(title, entries.c.number.like(part, escape="\\")))
    return found


def _line(row: Any, named: dict[str, str]) -> Line:
    return Line(
        id=row.id,
        number=row.number or "",
        campaign=row.campaign,
        track=row.track,
        state=row.state,
        title="" if is_closed(row.state) else row.title,
        unit=named.get(row.unit or "", ""),
        owner=row.called,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        answer_by=row.answer_by,
    )


def counts(tx: Transaction, *, by: str, roles: Collection[str] = READERS) -> dict[tuple[str, str, str], int]:
    """How many entries stand where, by (campaign, track, state)."""
    keys = (entries.c.campaign, entries.c.track, entries.c.state)
    here = accounts.scope(tx, by, *roles).where()
    rows = tx.rows(select(*keys, func.count().label("n")).where(here).group_by(*keys))
    return {(row.campaign, row.track, row.state): row.n for row in rows}


def next_waiting(tx: Transaction, state: str, *, by: str, role: str, past: str) -> str | None:
    """The entry to look at after this one, in the same queue; the queue begins anew at its end. What an auditor has
    decided already, to be told later, waits for nobody; an officer's queue knows nothing of it."""
    here = and_(accounts.scope(tx, by, role).where(), entries.c.state == state, entries.c.id != past)
    if role == "auditor":
        here = and_(here, ~select(verdicts.c.id).where(verdicts.c.entry == entries.c.id).exists())
    query = select(entries.c.id).where(here).order_by(entries.c.id).limit(1)
    found = tx.one(query.where(entries.c.id > past)) or tx.one(query)
    return str(found.id) if found else None


def called(tx: Transaction, wanted: Collection[str]) -> dict[str, str]:
    """Names by person id."""
    if not wanted:
        return {}
    rows = tx.rows(select(persons.c.id, persons.c.name).where(persons.c.id.in_(list(wanted))))
    return {row.id: row.name for row in rows}
