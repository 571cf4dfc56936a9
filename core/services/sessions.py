"""Who is signed in: sessions and tokens carry the epoch of their person, and all of them end when it moves on."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from core.adapters.db import Transaction
from core.adapters.tables import codes, persons
from core.domain.refusals import Refused
from core.services import audit_log

_DOORS = ("link", "desk", "signin", "join")  # kinds of codes that sign their person in somewhere
_OF = select(persons.c.id, persons.c.merged_into, persons.c.epoch).where(persons.c.id == bindparam("wanted"))


def epoch(tx: Transaction, person: str) -> int:
    """What a new session or token of the person carries."""
    return int(tx.value(select(persons.c.epoch).where(persons.c.id == person)) or 0)


def holder(tx: Transaction, person: str, of_epoch: int) -> str:
    """The person of a session: it names who began it, who may have become one with somebody since. Raises
    Refused('login.required') when the session has ended."""
    row = tx.one(_OF, wanted=person)
    if row is None or row.epoch != of_epoch:
        raise Refused("login.required")
    at: Any = row
    while at.merged_into is not None:
        at = tx.one(_OF, wanted=at.merged_into)
    return str(at.id)


def lives(tx: Transaction, person: str, of_epoch: int) -> bool:
    """Whether a session has not ended; who its person is by now is no matter."""
    row = tx.one(_OF, wanted=person)
    return row is not None and row.epoch == of_epoch


def end_all(tx: Transaction, person: str) -> None:
    """Every session and token of the person ends, on every device, with the links and codes that would open another.
    Those of persons who became this one end too."""
    everyone = select(persons.c.id).where(persons.c.id == person).cte(recursive=True)
    everyone = everyone.union_all(select(persons.c.id).where(persons.c.merged_into == everyone.c.id))
    mine = [row.id for row in tx.rows(select(everyone.c.id))]
    tx.run(update(persons).where(persons.c.id.in_(mine)).values(epoch=persons.c.epoch + 1))
    of_mine = or_(codes.c.person.in_(mine), codes.c.used_by.in_(mine) & (codes.c.kind == "signin"))
    tx.run(delete(codes).where(codes.c.kind.in_(_DOORS), of_mine))


def sign_out(tx: Transaction, *, by: str, now: datetime) -> None:
    """By their own wish."""
    end_all(tx, by)
    audit_log.note(tx, "person.sign_out", by=by, now=now)
