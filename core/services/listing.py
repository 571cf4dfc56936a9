"""Lists of entries as staff see them: scoped by grants, paged by a key that never moves, without the content of drafts."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import entries, holds, persons, verdicts
from core.domain.paging import Page
from core.domain.refusals import Refused
from core.services import accounts, narrowing, units
from core.services import entries as entry_service
from core.services.entries import CLOSED, READERS, Entry
from core.services.house import House
from core.services.narrowing import Wanted as Wanted

PAGE = 50


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
    version: int = 0
    category: str = ""
    worst: str = ""
    seal: str = ""
    is_near: bool = False


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
    is_counted: bool = True,
) -> Page[Line]:
    """One page, those that were sent in first before the others; with `is_counted` also how many there are in all, else 0.
    `after` is the `next` of the page before; what is none begins anew."""
    here = and_(
        accounts.scope(tx, by, *roles).where(), narrowing.conditions(tx, wanted, by=by, exactly=True).all
    )
    found = _keys(tx, here, wanted, _past(after), limit=limit + 1)
    total = int(tx.value(select(func.count()).select_from(entries).where(here))) if is_counted else 0
    shown = _lines(tx, entries.c.id.in_([row.id for row in found[:limit]]))
    lines = tuple(shown[key.id] for key in found[:limit])
    return Page(lines, _cursor(found[limit - 1]) if len(found) > limit else None, total)


def lines(
    tx: Transaction, wanted: Collection[str], *, by: str, roles: Collection[str] = READERS
) -> dict[str, Line]:
    """Those of these entries that the grants of `by` cover, by id."""
    return _lines(tx, and_(entries.c.id.in_(list(wanted)), accounts.scope(tx, by, *roles).where()))


def _lines(tx: Transaction, here: Any) -> dict[str, Line]:
    query = select(entries, persons.c.name.label("called")).join(persons, persons.c.id == entries.c.owner)
    rows = tx.rows(query.where(here))
    named = units.names(tx, {row.unit for row in rows if row.unit})
    return {row.id: _line(row, named) for row in rows}


Key = tuple[datetime, str]


def _keys(tx: Transaction, here: Any, wanted: Wanted, past: Key | None, *, limit: int) -> list[Any]:
    """Ids in the list's order, out of the index alone."""
    first, then = entries.c.queued_at, entries.c.id
    query = select(then, first).where(here)
    if wanted.is_newest_first:
        if past:
            query = query.where(first <= past[0], or_(first < past[0], then < past[1]))
        return list(tx.rows(query.order_by(first.desc(), then.desc()).limit(limit)))
    if past:
        query = query.where(first >= past[0], or_(first > past[0], then > past[1]))
    return list(tx.rows(query.order_by(first, then).limit(limit)))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def _cursor(row: Any) -> str:
    """`MICROSECONDS.ID`: where a page ends, also when its last entry has moved on since."""
    return f"{(row.queued_at - _EPOCH) // _TICK}.{row.id}"


def _past(after: str | None) -> Key | None:
    moment, _, entry = (after or "").partition(".")
    if not (moment.isdecimal() and len(moment) < 18 and entry):
        return None
    return _EPOCH + timedelta(microseconds=int(moment)), entry


def beside(
    tx: Transaction,
    wanted: Wanted,
    entry: Entry,
    *,
    by: str,
    step: int,
    now: datetime,
    roles: Collection[str] = READERS,
) -> str | None:
    """The entry after (`step` 1) or before (-1) this one in a list, whether or not it is still in the list itself. Forwards, those
    that somebody else has open are passed over, and at the end the list begins anew. Drafts are passed over where they were not
    asked for: there is nothing to be looked at."""
    scope = accounts.scope(tx, by, *roles).where()
    here = and_(scope, narrowing.conditions(tx, wanted, by=by, exactly=True).all, entries.c.id != entry.id)
    if not set(wanted.states) & set(CLOSED):
        here = and_(here, entries.c.state.not_in(CLOSED))
    at = (entry.row.queued_at or entry.row.created_at, entry.id)
    if step < 0:
        turned = replace(wanted, is_newest_first=not wanted.is_newest_first)
        return _first(tx, here, turned, at)
    open_by_others = exists().where(holds.c.entry == entries.c.id, holds.c.person != by, holds.c.until > now)
    free = and_(here, ~open_by_others)
    return _first(tx, free, wanted, at) or _first(tx, free, wanted, None) or _first(tx, here, wanted, at)


def _first(tx: Transaction, here: Any, wanted: Wanted, past: Key | None) -> str | None:
    found = _keys(tx, here, wanted, past, limit=1)
    return str(found[0].id) if found else None


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
        version=row.version,
        **({} if is_closed(row.state) else _looks(row)),
    )


def _looks(row: Any) -> dict[str, Any]:
    return {
        "category": row.category or "",
        "worst": row.worst or "",
        "seal": row.seal or "",
        "is_near": row.is_near,
    }


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
