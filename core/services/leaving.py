"""An officer leaves or is removed: what is open stays with the unit, and whoever goes on with it is told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import entries, grants
from core.domain import clockwork
from core.services import accounts, listing, messages, seats, units
from core.services.house import House

_OPEN = ("submitted", "returned", "draft")


@dataclass(frozen=True, slots=True)
class Left:
    """A seat's unit, how many of its entries wait for the unit or are being written, and who else sits there."""

    unit: str
    name: str
    waiting: int
    returned: int
    drafts: int
    colleagues: tuple[str, ...]  # persons


def look(tx: Transaction, unit: str) -> Left:
    """What would be left behind: of the unit and those below it."""
    here = (entries.c.unit.in_(units.below(unit)), entries.c.state.in_(_OPEN))
    rows = tx.rows(select(entries.c.state, func.count().label("n")).where(*here).group_by(entries.c.state))
    counts = {row.state: row.n for row in rows}
    name = units.names(tx, [unit]).get(unit, "")
    seated = tuple(seat.person for seat in seats.of(tx, unit))
    waiting, returned, drafts = (counts.get(state, 0) for state in _OPEN)
    return Left(unit, name, waiting, returned, drafts, seated)


def leave(house: House, tx: Transaction, unit: str, *, by: str, now: datetime) -> Left:
    """Ends the seat of `by` and tells whoever goes on. Raises Refused('unit.seat.unknown'), on a second click too."""
    return remove(house, tx, unit, by, by=by, now=now)


def remove(house: House, tx: Transaction, unit: str, person: str, *, by: str, now: datetime) -> Left:
    """Ends a seat, and tells the other officers of the unit; where none is left, the province, since then nobody confirms and
    nobody goes on with the unit's courses. Who did it is not told. Raises Refused as seats.remove."""
    seats.remove(house, tx, unit, person, by=by, now=now)
    left = look(tx, unit)
    who = listing.called(tx, [person]).get(person, "") or "一位干事"
    occasion = f"{unit}:{person}:{clockwork.in_china(now).date()}".replace("-", "")
    reason = "seat_left" if left.colleagues else "seat_empty"
    for one in left.colleagues or province_of(tx, unit):
        if one != by:
            messages.post(
                house, tx, one, reason, occasion, now=now, title=left.name, unit=left.name, who=who,
                waiting=left.waiting, returned=left.returned, drafts=left.drafts,
            )  # fmt: skip
    return left


def province_of(tx: Transaction, unit: str | None) -> list[str]:
    """Auditors and administrators whose grant reaches a unit; of none, those of everything."""
    over = [row.id for row in units.above(tx, unit)] if unit else []
    live = (grants.c.role.in_(accounts.PROVINCE), grants.c.ended_at.is_(None))
    reached = or_(grants.c.unit.is_(None), grants.c.unit.in_(over))
    rows = tx.rows(select(grants.c.person).where(*live, reached).order_by(grants.c.id))
    return list(dict.fromkeys(accounts.resolve(tx, row.person) for row in rows))
