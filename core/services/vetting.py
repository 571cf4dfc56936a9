"""The province's way with a course (N10, N11, A3.4): received, checked point by point, accepted, shortlisted, selected,
published. Who may: auditors and administrators whose grants cover it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select

from core.adapters.db import Taken, Transaction
from core.adapters.tables import courses, persons, receipts, ticks
from core.adapters.tables import entries as entry_table
from core.domain import clockwork, moves
from core.domain import courses as rules
from core.domain.paging import Page
from core.domain.refusals import Refused
from core.services import accounts, acts, audit_log, entries, messages, reviews, units
from core.services.entries import Entry
from core.services.house import House

PAGE = 50
UNLISTED = ("accepted", "forwarded")  # shortlisted on the way when the panel's sheet chooses them
SENT = (
    "submitted", "returned", "accepted", "forwarded", "shortlisted", "selected", "published", "not_selected",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the check list; who ticked it and when, if anybody did."""

    text: str
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One course in the province's list."""

    id: str
    number: str
    title: str
    unit: str
    state: str
    submitted_at: datetime | None
    received_at: datetime | None
    ticked: int


def page(
    tx: Transaction, campaign: str, track: str, *, by: str, states: Collection[str] = SENT, after: str | None = None, limit: int = PAGE,
) -> Page[Line]:  # fmt: skip
    """Courses sent in, in the order of their sheets' units as they came; a fixed number of queries."""
    here = [
        entry_table.c.campaign == campaign,
        entry_table.c.track == track,
        entry_table.c.state.in_([state for state in states if state in SENT]),
        accounts.scope(tx, by, *accounts.PROVINCE).where(),
    ]
    count = select(func.count()).select_from(ticks).where(ticks.c.entry == entry_table.c.id).scalar_subquery()
    query = (
        select(entry_table, receipts.c.received_at, count.label("ticked"))
        .join(receipts, receipts.c.entry == entry_table.c.id, isouter=True)
        .where(*here)
    )
    if after:
        query = query.where(entry_table.c.id > after)
    rows = tx.rows(query.order_by(entry_table.c.id).limit(limit + 1))
    total = int(tx.value(select(func.count()).select_from(entry_table).where(*here)))
    named = units.names(tx, {row.unit for row in rows if row.unit})
    lines = tuple(_line(row, named) for row in rows[:limit])
    return Page(lines, lines[-1].id if len(rows) > limit else None, total)


def _line(row: Any, named: dict[str, str]) -> Line:
    return Line(
        row.id,
        row.number or "",
        row.title,
        named.get(row.unit or "", ""),
        row.state,
        row.submitted_at,
        row.received_at,
        row.ticked,
    )


def _course(house: House, tx: Transaction, entry_id: str, *, by: str) -> Entry:
    """Raises Refused('entry.unknown'): foreign, unknown, never sent in, or no course."""
    if not accounts.scope(tx, by, *accounts.PROVINCE).holds(tx, entry_id):
        raise Refused("entry.unknown")
    entry = entries.load(house, tx, entry_id)
    if entry.track.moves != "roadshow" or entry.state not in SENT:
        raise Refused("entry.unknown")
    return entry


# Receipt, check list -------------------------------------------------------------------------------------------
def receive(house: House, tx: Transaction, entry_id: str, *, received_at: datetime, by: str, now: datetime) -> None:  # fmt: skip
    """A person of the province notes that the materials are there, since `received_at`. Noted again, the later note
    stands; both are in the log."""
    _course(house, tx, entry_id, by=by)
    note_receipt(tx, entry_id, "noted", received_at=received_at, by=by, now=now)


def note_receipt(
    tx: Transaction, entry_id: str, how: str, *, received_at: datetime, by: str, now: datetime, place: str | None = None
) -> None:  # fmt: skip
    """`how`: noted, or mailed (then `place` holds the mail itself). A course that came by mail stays one whatever is noted
    later: by that it is judged (N10). Raises Refused('course.received.future')."""
    if received_at > now:
        raise Refused("course.received.future", day=clockwork.date_text(received_at))
    told: dict[str, Any] = {"received_at": received_at, "by": by, "at": now}
    if place:
        told["place"] = place
    came = {"how": how} if how == "mailed" else {}
    tx.put(receipts, {"entry": entry_id}, {**told, **came}, first={**told, "how": how})
    audit_log.note(tx, "course.receive", by=by, now=now, entry=entry_id, how=how)


def receipt(tx: Transaction, entry_id: str) -> Any:
    """`(how, received_at, at, place, who)`, or None."""
    query = select(receipts, persons.c.name.label("who")).join(persons, persons.c.id == receipts.c.by)
    return tx.one(query.where(receipts.c.entry == entry_id))


def points(tx: Transaction, entry: Entry) -> list[Point]:
    """The campaign's check list with what was ticked. A point whose words changed is to be ticked anew."""
    query = select(ticks.c.point, ticks.c.at, persons.c.name).join(persons, persons.c.id == ticks.c.by)
    held = {row.point: row for row in tx.rows(query.where(ticks.c.entry == entry.id))}
    return [
        Point(text, held[text].name, held[text].at) if text in held else Point(text)
        for text in rules.points(entry.track)
    ]


def tick(house: House, tx: Transaction, entry_id: str, wanted: Collection[str], *, by: str, now: datetime) -> None:  # fmt: skip
    """The points that hold, all at once: new ones are ticked, others are taken back, the rest keep who and when."""
    entry = _course(house, tx, entry_id, by=by)
    known = rules.points(entry.track)
    for strange in sorted(set(wanted) - set(known)):
        raise Refused("course.point.unknown", point=strange[:60])
    held = {row.point for row in tx.rows(select(ticks.c.point).where(ticks.c.entry == entry_id))}
    gone = held - set(wanted)
    if gone:
        tx.run(delete(ticks).where(ticks.c.entry == entry_id, ticks.c.point.in_(gone)))
    new = [point for point in known if point in wanted and point not in held]
    for point in new:
        tx.run(insert(ticks).values(entry=entry_id, point=point, by=by, at=now))
    if gone or new:
        told = {"ticked": [known.index(point) + 1 for point in new], "unticked": len(gone)}
        audit_log.note(tx, "course.tick", by=by, now=now, entry=entry_id, **told)


# Moves ---------------------------------------------------------------------------------------------------------
def accept(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """The course goes to the panel. Raises Refused: points not ticked, the receipt not noted."""
    entry = _course(house, tx, entry_id, by=by)
    _require_checked(tx, entry)
    return _move(house, tx, entry, "accept", by=by, now=now, seen=seen)


def _require_checked(tx: Transaction, entry: Entry) -> None:
    if entry.state != "submitted":
        return
    open_points = [point.text for point in points(tx, entry) if point.at is None]
    if open_points:
        raise Refused("course.points.open", count=len(open_points), points="；".join(open_points))
    if receipt(tx, entry.id) is None:
        raise Refused("course.receipt.missing")


def shortlist(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    return _move(house, tx, _course(house, tx, entry_id, by=by), "shortlist", by=by, now=now, seen=seen)


def choose(
    house: House, tx: Transaction, entry_id: str, *, is_selected: bool, by: str, now: datetime, seen: int | None = None,
) -> Entry:  # fmt: skip
    """Selected, or not (N11)."""
    entry, act = _course(house, tx, entry_id, by=by), "select" if is_selected else "pass_over"
    return _move(house, tx, entry, act, by=by, now=now, seen=seen, decided_at=now)


def publish(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """A micro-class: its row is what learners will read (N12)."""
    entry = _course(house, tx, entry_id, by=by)
    banks = [row for f in entry.track.fields if f.type == "bank" for row in entry.answers.get(f.key) or []]
    done = _move(house, tx, entry, "publish", by=by, now=now, seen=seen)
    row = {"title": entry.row.title, "bank": banks, "by": by, "published_at": now}
    try:
        with tx.attempt():
            tx.run(insert(courses).values(entry=entry_id, **row))
    except Taken:  # the second click
        pass
    return done


def send_back(
    house: House, tx: Transaction, entry_id: str, reasons: dict[str, str], *, by: str, now: datetime, seen: int | None = None,
) -> Entry:  # fmt: skip
    """Back to the unit with reasons per item; the ticks are to be set anew when it comes again."""
    entry = _course(house, tx, entry_id, by=by)
    if entry.state == "returned" and entry.row.last_act == "return":
        return entry
    return decide(house, tx, entry, "return", reasons, by=by, now=now, seen=seen)


def ready(tx: Transaction, entry: Entry, act: str, reasons: dict[str, str], *, role: str) -> dict[str, str]:
    """As reviews.ready, of a course: whether it may be accepted, selected, passed over or returned now. One not shortlisted yet
    may be selected from there, as the panel's sheet says it: it is shortlisted on the way."""
    if act == "return":
        return reviews.ready(tx, entry, act, reasons, role=role)
    if act == "accept":
        _require_checked(tx, entry)
    first = "shortlist" if _is_listed_on_the_way(entry, act) else act
    moves.decide(entry.track.moves, entry.state, first, last_act=entry.row.last_act)
    return {}


def _is_listed_on_the_way(entry: Entry, act: str) -> bool:
    return act == "select" and entry.state in UNLISTED


def decide(
    house: House, tx: Transaction, entry: Entry, act: str, reasons: dict[str, str], *, by: str, now: datetime,
    role: str = "auditor", seen: int | None = None,
) -> Entry:  # fmt: skip
    """Carries out accept, select, pass_over or return; who may is the caller's business."""
    if act == "accept":
        _require_checked(tx, entry)
        return _move(house, tx, entry, act, by=by, now=now, seen=seen)
    if act != "return":
        if _is_listed_on_the_way(entry, act):
            entry, seen = _move(house, tx, entry, "shortlist", by=by, now=now, seen=seen), None
        return _move(house, tx, entry, act, by=by, now=now, seen=seen, decided_at=now)
    done = reviews.decide(house, tx, entry, act, reasons, role=role, by=by, now=now, seen=seen)
    tx.run(delete(ticks).where(ticks.c.entry == entry.id))
    return done


def _move(
    house: House,
    tx: Transaction,
    entry: Entry,
    act: str,
    *,
    by: str,
    now: datetime,
    seen: int | None,
    **values: Any,
) -> Entry:
    reviews.require_free(tx, entry)
    if acts.move(tx, entry, act, by=by, now=now, seen=seen, **values).is_repeat:
        return entry
    reviews.note(tx, entry, act, by=by, role="auditor", now=now)
    if act in _TOLD:
        occasion = f"{entry.id}:{entry.row.version}"
        for person in reviews.hearers(tx, entry):
            messages.post(house, tx, person, _TOLD[act], occasion, now=now, entry=entry)
    return entries.load(house, tx, entry.id)


_TOLD = {
    "accept": "accepted",
    "select": "selected",
    "pass_over": "passed_over",
}  # what officers hear of (N11)


def counts(tx: Transaction, campaign: str, track: str, *, by: str) -> dict[str, int]:
    """How many courses stand in each state."""
    here = (entry_table.c.campaign == campaign, entry_table.c.track == track)
    scoped = accounts.scope(tx, by, *accounts.PROVINCE).where()
    query = select(entry_table.c.state, func.count().label("n")).where(*here, scoped)
    return {row.state: row.n for row in tx.rows(query.group_by(entry_table.c.state)) if row.state in SENT}
