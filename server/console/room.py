"""The blueprint, and who is in it: the member of staff of this request."""

from dataclasses import dataclass
from typing import cast

from flask import Blueprint, g

from core.adapters.db import Transaction
from core.services import accounts, listing, units
from core.services.entries import READERS
from server import doors

bp = Blueprint("console", __name__, url_prefix="/console")
ROLE_WORDS = {"officer": "工会干事", "auditor": "审核员", "administrator": "管理员"}


@dataclass(frozen=True)
class Staff:
    """A person with their live grants of the console's roles."""

    person: str
    name: str
    roles: frozenset[str]
    seats: tuple[tuple[str, str | None, str], ...]  # (role, unit, the unit's name)

    @property
    def is_of_province(self) -> bool:
        return bool(self.roles & {"auditor", "administrator"})

    @property
    def is_reader(self) -> bool:
        return bool(self.roles)

    def units_of(self, role: str) -> list[str]:
        return list(dict.fromkeys(unit for held, unit, _ in self.seats if held == role and unit))

    @property
    def title(self) -> str:
        """李干事的身份，一行: roles with their units."""
        said = [f"{ROLE_WORDS[role]}" + (f"（{name}）" if name else "") for role, _, name in self.seats]
        return "、".join(dict.fromkeys(said))


def of_person(tx: Transaction, person: str) -> Staff:
    held = [row for row in accounts.grants_of(tx, person) if row.role in READERS]
    named = units.names(tx, {row.unit for row in held if row.unit})
    seats = tuple((row.role, row.unit, named.get(row.unit or "", "")) for row in held)
    name = listing.called(tx, [person]).get(person, "")
    return Staff(person, name, frozenset(row.role for row in held), seats)


def staff() -> Staff:
    """Set by the gate before any view of the console runs."""
    return cast(Staff, g.staff)


def by() -> str:
    return doors.asking()
