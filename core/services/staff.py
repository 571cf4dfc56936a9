"""Staff: persons with grants and a password."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import passwords, persons
from core.domain.refusals import Refused
from core.services import accounts, links, logins, units
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
        logins.change(tx, login, password, person=person)
        accounts.grant(tx, person, role, unit=where, campaign=None, by=None, now=now)
    return Made(person, login, password)


PASSWORD_LEAST = 10


def enrol(
    tx: Transaction, code: str, *, name: str, login: str, password: str, now: datetime
) -> tuple[str, str]:
    """Uses an invitation for a person who comes with nothing else: (person, the unit's name). Raises Refused;
    the code is used up only when all of it went well."""
    name, login = " ".join(name.split())[:60], login.strip()
    if not name or not 2 <= len(login) <= 40 or login.split() != [login]:
        raise Refused("login.name.short")
    if len(password) < PASSWORD_LEAST:
        raise Refused("login.password.short", least=PASSWORD_LEAST)
    person = new_person(tx, name, now=now)
    unit = links.accept(tx, code, by=person, now=now)
    if tx.one(select(passwords.c.login).where(passwords.c.login == login)):
        raise Refused("login.taken", login=login)  # told to the invited alone, and the code stays unused
    logins.change(tx, login, password, person=person)
    return person, unit


def new_person(tx: Transaction, name: str, *, now: datetime) -> str:
    person = ids.new()
    tx.run(insert(persons).values(id=person, name=name, created_at=now))
    return person


def name_of(tx: Transaction, person: str) -> str:
    return str(tx.value(select(persons.c.name).where(persons.c.id == person)) or "")


def rename(tx: Transaction, person: str, name: str) -> None:
    tx.run(update(persons).where(persons.c.id == person).values(name=name))
