"""Officers leave or are removed; what waits is their unit's, and stays there (design 3, identity)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from core.adapters.db import Transaction
from core.adapters.tables import contacts, entries, grants, helpers, unit_names, units
from core.domain.refusals import Refused
from core.services import accounts, campaigns, links, overseeing
from core.services import units as unit_service
from core.services.house import House

_MANY = 200  # passed on in one turn


@dataclass(frozen=True, slots=True)
class Seat:
    person: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a unit; `until` is None for the present one."""

    name: str
    since: datetime
    until: datetime | None


def of(tx: Transaction, unit: str) -> list[Seat]:
    """The officers seated at the unit itself, the first first."""
    return [_seat(row) for row in accounts.officers(tx, [unit])[unit]]


def called(tx: Transaction, wanted: Collection[str]) -> Mapping[str, list[str]]:
    """What the officers seated at these units are called, by unit."""
    return {unit: [_seat(row).name for row in rows] for unit, rows in accounts.officers(tx, wanted).items()}


def _seat(row: Any) -> Seat:
    return Seat(row.person, row.name or "未留姓名", row.granted_at)


def remove(house: House, tx: Transaction, unit: str, person: str, *, by: str, now: datetime) -> None:
    """By the province, or by the officer themselves. Raises Refused: unit.unknown, unit.seat.unknown."""
    if person != by and not overseeing.covers(tx, unit, by=by):
        raise Refused("unit.unknown")
    if not accounts.end(tx, person, "officer", unit=unit, by=by, now=now):
        raise Refused("unit.seat.unknown")
    if person != by:
        links.withdraw(tx, unit, by=person)
    _let_go(house, tx, unit, person)


def _let_go(house: House, tx: Transaction, unit: str, person: str) -> None:
    """What they held as an officer: they help no entry of the branch any more, and the unit's own courses go to the officer
    who has sat there longest (where none is left, `entries.has_left` shuts them, until `pass_on` finds a successor). Their own declarations stay theirs."""
    branch = select(entries.c.id).where(entries.c.unit.in_(unit_service.below(unit)))
    tx.run(
        delete(helpers).where(
            helpers.c.person == person, helpers.c.role == "officer", helpers.c.entry.in_(branch)
        )
    )
    remaining = of(tx, unit)
    if not remaining:
        return
    owned = (entries.c.owner == person, entries.c.unit == unit)
    for row in tx.rows(select(entries.c.campaign, entries.c.track).where(*owned).distinct()):
        if campaigns.track(house, tx, row.campaign, row.track).starts_by == "unit":
            here = (entries.c.campaign == row.campaign, entries.c.track == row.track)
            to = {"owner": remaining[0].person, "version": entries.c.version + 1}
            tx.run(update(entries).where(*owned, *here).values(**to))


def _courses(house: House, tx: Transaction) -> Any:
    """The condition of entries that units start, in a unit whose officer their owner is or was (who entered a mailed course
    for a unit never sat there)."""
    tracks = [
        and_(entries.c.campaign == key, entries.c.track == track.key)
        for key in campaigns.newest(house, tx)
        for track in campaigns.campaign(house, tx, key).tracks
        if track.starts_by == "unit"
    ]
    return and_(or_(False, *tracks), _seated(entries.c.owner))


def _seated(person: Any, *more: Any) -> Any:
    here = (grants.c.role == "officer", grants.c.unit == entries.c.unit)
    mine = () if person is None else (grants.c.person == person,)
    return select(grants.c.id).where(*here, *mine, *more).correlate(entries).exists()


def courses_of(house: House, tx: Transaction, person: str) -> set[str]:
    """What the person owns for a unit and not for themselves: it outlives them here. What was withdrawn nobody goes on with."""
    here = (entries.c.owner == person, entries.c.state != "withdrawn", _courses(house, tx))
    return {row.id for row in tx.rows(select(entries.c.id).where(*here))}


def pass_on(house: House) -> int:
    """Courses whose owner has left go to the officer who has sat longest at the unit now: the successor of the last one, once
    there is one. Gives how many."""
    live = grants.c.ended_at.is_(None)
    with house.db.read() as tx:
        left = and_(_courses(house, tx), ~_seated(entries.c.owner, live), _seated(None, live))
        rows = tx.rows(select(entries.c.id, entries.c.owner, entries.c.unit).where(left).limit(_MANY))
    if not rows:
        return 0
    done = 0
    with house.db.write() as tx:
        seated = accounts.officers(tx, {row.unit for row in rows})
        for row in rows:
            if here := seated[row.unit]:
                mine = (entries.c.id == row.id, entries.c.owner == row.owner, entries.c.unit == row.unit)
                to = {"owner": here[0].person, "version": entries.c.version + 1}
                done += tx.run(update(entries).where(*mine).values(**to))
    return done


def names(tx: Transaction, unit: str) -> list[Name]:
    """Every name it has borne, the present one first."""
    rows = tx.rows(
        select(unit_names)
        .where(unit_names.c.unit == unit)
        .order_by(unit_names.c.since.desc(), unit_names.c.id.desc())
    )
    return [Name(row.name, row.since, row.until) for row in rows]


def contact(house: House, tx: Transaction, unit: str) -> tuple[str, str]:
    """(name, telephone) of who answers for it, blank where none is known."""
    row = tx.one(select(contacts).where(contacts.c.unit == unit))
    return ("", "") if row is None else (row.name, house.vault.open(row.sealed) if row.sealed else "")


def parts(tx: Transaction, unit: str) -> list[tuple[str, str, bool]]:
    """(id, name, whether merged into this one) of the units right below, by name."""
    live = (unit_names.c.unit == units.c.id) & unit_names.c.until.is_(None)
    query = select(units.c.id, unit_names.c.name, units.c.successor).join(unit_names, live)
    rows = tx.rows(query.where(units.c.parent == unit).order_by(unit_names.c.name))
    return [(row.id, row.name, row.successor is not None) for row in rows]
