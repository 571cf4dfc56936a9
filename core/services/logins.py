"""Passwords of the console's people: kept as argon2id, wrong tries counted."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import insert, select, update

from core.adapters.clock import real
from core.adapters.db import Database, Transaction
from core.adapters.tables import passwords
from core.domain.refusals import Refused
from core.services import accounts, sessions

HASHER = PasswordHasher()  # argon2id with the library's own cost, which follows RFC 9106
TRIES = 8
LOCKED_MINUTES = 15


def change(tx: Transaction, login: str, password: str, *, person: str) -> None:
    """A first one, or a new one: that ends every session the old one has opened."""
    hashed = HASHER.hash(password)
    fresh = {"hash": hashed, "failures": 0, "locked_until": None}
    if tx.run(update(passwords).where(passwords.c.login == login).values(**fresh)):
        sessions.end_all(tx, person)
    else:
        tx.run(insert(passwords).values(login=login, person=person, hash=hashed, failures=0))


def sign_in(db: Database, login: str, password: str) -> str | None:
    """The person, or None when it is wrong; tries are counted. The slow look at the password holds no lock, so that
    many wrong ones hold nobody up. Raises Refused('login.tries') when there were too many."""
    with db.read() as tx:
        row = tx.one(select(passwords).where(passwords.c.login == login))
    if row is None:
        HASHER.hash(password)  # as long as a real try: logins are not told by time
        return None
    if row.locked_until and row.locked_until > real():
        raise Refused("login.tries", minutes=LOCKED_MINUTES)
    try:
        HASHER.verify(row.hash, password)
    except Argon2Error:
        with db.write() as tx:
            _count_wrong(tx, login)
        return None
    with db.write() as tx:
        tx.run(update(passwords).where(passwords.c.login == login).values(failures=0, locked_until=None))
        return accounts.resolve(tx, row.person)


def _count_wrong(tx: Transaction, login: str) -> None:
    here = passwords.c.login == login
    failures = tx.value(select(passwords.c.failures).where(here)) + 1
    locked = real() + timedelta(minutes=LOCKED_MINUTES) if failures >= TRIES else None
    tx.run(update(passwords).where(here).values(failures=0 if locked else failures, locked_until=locked))
