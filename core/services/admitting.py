"""The province looks at who applies for a seat with a sealed letter, and admits or refuses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from core.adapters.db import Transaction
from core.adapters.tables import applications, persons
from core.domain.names import normalised
from core.domain.refusals import Refused
from core.services import accounts, audit_log, messages, overseeing, seats, staff, units
from core.services.applying import ADMITTED, REFUSED, WAITING
from core.services.house import House

PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """An application as the province reads it: the row, the present name of its unit, the telephone, who sits there."""

    row: Any
    unit: str
    phone: str
    officers: tuple[str, ...]
    by: str  # the name of who decided


def page(
    house: House, tx: Transaction, *, by: str, is_done: bool = False, after: str | None = None
) -> tuple[list[Line], str | None]:
    """What waits, the oldest first, or what is done, the newest first; within the grants of `by`. Three queries."""
    state = applications.c.state
    query = select(applications).where(overseeing.within(tx, applications.c.unit, by=by))
    if is_done:
        query = query.where(state.in_((ADMITTED, REFUSED))).order_by(applications.c.id.desc())
        query = query.where(applications.c.id < after) if after else query
    else:
        query = query.where(state == WAITING).order_by(applications.c.id)
        query = query.where(applications.c.id > after) if after else query
    rows = tx.rows(query.limit(PAGE + 1))
    shown = rows[:PAGE]
    named = units.names(tx, {row.unit for row in shown if row.unit})
    seated = seats.called(tx, {row.unit for row in shown if row.unit})
    deciders = {row.decided_by for row in shown if row.decided_by}
    called = {
        one.id: one.name
        for one in tx.rows(select(persons.c.id, persons.c.name).where(persons.c.id.in_(deciders)))
    }
    lines = [
        Line(
            row, named.get(row.unit, row.unit_name), house.vault.open(row.phone), tuple(seated.get(row.unit, ())),
            called.get(row.decided_by, ""),
        )
        for row in shown
    ]  # fmt: skip
    return lines, shown[-1].id if len(rows) > PAGE else None


def find(tx: Transaction, application: str, *, by: str) -> Any:
    """The row. Raises Refused: seat.application.unknown where it is out of reach too, .decided, .own."""
    if not accounts.scope(tx, by, *accounts.PROVINCE).roots:
        raise Refused("seat.application.unknown")
    row = tx.one(
        select(applications).where(
            applications.c.id == application, overseeing.within(tx, applications.c.unit, by=by)
        )
    )
    if row is None or row.state == "withdrawn":
        raise Refused("seat.application.unknown")
    if row.state != WAITING:
        raise Refused("seat.application.decided")
    if row.person == by:
        raise Refused("seat.application.own")
    return row


def admit(
    house: House, tx: Transaction, application: str, *, unit_name: str, parent_name: str, is_direct: bool, by: str, now: datetime
) -> str:  # fmt: skip
    """The applicant sits at the unit of this name, which is made below `parent_name` where the tree has none (an
    administrator's to do). Gives its name. Raises Refused; then nothing is changed."""
    row = find(tx, application, by=by)
    unit = _unit(tx, row, unit_name, parent_name, is_direct=is_direct, by=by, now=now)
    name = units.names(tx, [unit]).get(unit, "")
    others = [seat.person for seat in seats.of(tx, unit)]
    accounts.grant(tx, row.person, "officer", unit=unit, campaign=None, by=by, now=now)
    staff.rename(tx, row.person, row.name)
    _decided(tx, row, ADMITTED, "", unit=unit, by=by, now=now)
    told = {"title": name, "unit": name, "who": row.name, "url": f"{house.settings.origin}/console/"}
    messages.post(house, tx, row.person, "seat_admitted", row.id, now=now, **told)
    for person in others:
        if person != row.person:
            messages.post(house, tx, person, "seat_joined", row.id, now=now, **told)
    return name


def _unit(
    tx: Transaction, row: Any, unit_name: str, parent_name: str, *, is_direct: bool, by: str, now: datetime
) -> str:
    """Where the seat is: the unit applied for as it is called now, another of the tree, or a new one."""
    unit_name = " ".join(unit_name.split())[:100]
    if row.unit:
        unit = units.heir(tx, row.unit)  # merged since
        if normalised(units.names(tx, [row.unit, unit]).get(row.unit, "")) == normalised(unit_name):
            return unit
    found = units.by_name(tx, unit_name)
    if found is None:
        return _made(tx, unit_name, parent_name, is_direct=is_direct, by=by, now=now)
    if not overseeing.covers(tx, found, by=by):
        raise Refused("unit.unknown")
    return found


def _made(
    tx: Transaction, unit_name: str, parent_name: str, *, is_direct: bool, by: str, now: datetime
) -> str:
    if "administrator" not in {grant.role for grant in accounts.grants_of(tx, by)}:
        raise Refused("seat.unit.admin", unit=unit_name)
    parent = units.by_name(tx, parent_name) if parent_name else None
    if not unit_name or parent is None or not overseeing.covers(tx, parent, by=by, roles=("administrator",)):
        raise Refused("seat.unit.parent", unit=unit_name)
    made = units.add(tx, unit_name, parent=parent, kind="unit", is_direct=is_direct, now=now)
    audit_log.note(tx, "unit.add", by=by, now=now, unit=made)
    return made


def refuse(house: House, tx: Transaction, application: str, reason: str, *, by: str, now: datetime) -> None:
    """With the reason, which the applicant reads. Raises Refused."""
    row = find(tx, application, by=by)
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Refused("seat.reason.missing")
    _decided(tx, row, REFUSED, reason, unit=row.unit, by=by, now=now)
    told = {"title": row.unit_name, "unit": row.unit_name, "why": reason}
    url = f"{house.settings.origin}/console/apply"
    messages.post(house, tx, row.person, "seat_refused", row.id, now=now, url=url, **told)


def _decided(
    tx: Transaction, row: Any, state: str, reason: str, *, unit: str | None, by: str, now: datetime
) -> None:
    """Once: of two who decide at the same moment the second is told."""
    here = (applications.c.id == row.id, applications.c.state == WAITING)
    ended = {"state": state, "reason": reason, "unit": unit, "decided_at": now, "decided_by": by}
    if not tx.run(update(applications).where(*here).values(**ended)):
        raise Refused("seat.application.decided")
    act = "seat.admit" if state == ADMITTED else "seat.refuse"
    audit_log.note(tx, act, by=by, now=now, unit=unit, application=row.id, person=row.person)


def waiting(tx: Transaction, *, by: str) -> bool:
    """Whether anybody waits within the grants of `by`."""
    here = (applications.c.state == WAITING, overseeing.within(tx, applications.c.unit, by=by))
    return tx.one(select(applications.c.id).where(*here).limit(1)) is not None
