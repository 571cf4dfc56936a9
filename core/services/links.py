"""One-time links and codes that open a door: the upload page, an invitation, joining two doors."""

from datetime import datetime
from typing import Any

from core.adapters.db import Transaction
from core.services import accounts, units
from core.services.house import House

UPLOAD_MINUTES = 7 * 24 * 60
INVITATION_MINUTES = 14 * 24 * 60
JOIN_MINUTES = 10


def upload(house: House, tx: Transaction, person: str, *, entry: str | None, field: str | None) -> str:
    """An address that signs its person in on the upload page, once, at that item."""
    code = accounts.give_code(
        tx, "link", person=person, about={"entry": entry, "field": field}, minutes=UPLOAD_MINUTES
    )
    return f"{house.settings.origin}/upload#{code}"


def take_upload(tx: Transaction, code: str) -> tuple[str, dict[str, Any]]:
    """(person, {entry, field}) of an upload link; it is used up. Raises Refused('link.unknown')."""
    row = accounts.take_code(tx, "link", code, refusal="link.unknown")
    return accounts.resolve(tx, row.person), row.about


def invite(tx: Transaction, *, unit: str, role: str, campaign: str | None, by: str | None) -> str:
    """A code that makes whoever uses it an officer of the unit."""
    about = {"unit": unit, "role": role, "campaign": campaign, "by": by}
    return accounts.give_code(tx, "invitation", person=None, about=about, minutes=INVITATION_MINUTES)


def accept(tx: Transaction, code: str, *, by: str, now: datetime) -> str:
    """Uses an invitation; gives the unit's name."""
    row = accounts.take_code(tx, "invitation", code, by=by, refusal="invitation.unknown")
    about = row.about
    accounts.grant(
        tx, by, about["role"], unit=about["unit"], campaign=about["campaign"], by=about["by"], now=now
    )
    return units.names(tx, [about["unit"]]).get(about["unit"], "")


def join_code(tx: Transaction, person: str) -> str:
    """Six digits to type at the other door."""
    return accounts.give_code(tx, "join", person=person, about={}, minutes=JOIN_MINUTES, digits=True)


def join(tx: Transaction, code: str, *, by: str, now: datetime) -> str:
    """The person who typed the code and the one who got it become one. Raises Refused('join.code.unknown')."""
    row = accounts.take_code(tx, "join", code, by=by, refusal="join.code.unknown")
    keep = accounts.resolve(tx, row.person)
    accounts.merge(tx, keep=keep, gone=by, now=now)
    return keep
