"""Staff: persons with grants and a password."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import passwords, persons
from core.domain.refusals import Refused
from core.services import accounts, units
from core.services.house import House


@dataclass(frozen=True, slots=True)
class Made:
    person: str
    login: str
    password: str


def add(
    house: House,
    name: str,
    *,
    role: str,
    unit: str | None,
    login: str | None = None,
    password: str = "",
    now: datetime,
) -> Made:
    """A member of staff, or a new password and grant for one who has the login. Raises Refused('unit.unknown')."""
    login, password = login or name, password or secrets.token_urlsafe(9)
    with house.db.write() as tx:
        where = units.by_name(tx, unit) if unit else None
        if (unit and where is None) or (role == "officer" and where is None):
            raise Refused("unit.unknown")
        person = tx.value(select(passwords.c.person).where(passwords.c.login == login)) or new_person(
            tx, name, now=now
        )
        accounts.set_password(tx, login, password, person=person)
        accounts.grant(tx, person, role, unit=where, campaign=None, by=None, now=now)
    return Made(person, login, password)


def new_person(tx: Transaction, name: str, *, now: datetime) -> str:
    person = ids.new()
    tx.run(insert(persons).values(id=person, name=name, created_at=now))
    return person


def name_of(tx: Transaction, person: str) -> str:
    return str(tx.value(select(persons.c.name).where(persons.c.id == person)) or "")


def rename(tx: Transaction, person: str, name: str) -> None:
    tx.run(update(persons).where(persons.c.id == person).values(name=name))
