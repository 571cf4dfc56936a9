"""One-time links and codes that open a door: the upload page, an invitation, joining two doors."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, not_, or_, select, update

from core.adapters import wechat_codes
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import codes
from core.domain.refusals import Refused
from core.services import accounts, audit_log, units
from core.services.house import House

UPLOAD_MINUTES = 7 * 24 * 60
INVITATION_DAYS = 14
INVITATION_MINUTES = INVITATION_DAYS * 24 * 60
JOIN_MINUTES = 10
DESK_MINUTES = 30
SPOKEN = ("invitation", "share", "join")  # people tell them each other: they live in house time
KEPT = timedelta(days=30)  # after a code has run out, so that who comes late is told why


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


def desk(house: House, tx: Transaction, person: str, *, entry: str) -> str:
    """An address that signs an officer in at one entry in the console: for half an hour, once, after a tap there."""
    code = accounts.give_code(tx, "desk", person=person, about={"entry": entry}, minutes=DESK_MINUTES)
    return f"{house.settings.origin}/console/enter?c={code}"


def take_desk(tx: Transaction, code: str) -> tuple[str, str]:
    """(person, entry) of such an address; it is used up. Raises Refused('link.desk.unknown')."""
    row = accounts.take_code(tx, "desk", code, refusal="link.desk.unknown")
    return accounts.resolve(tx, row.person), str(row.about["entry"])


def invite(
    tx: Transaction, *, unit: str, role: str, campaign: str | None, by: str | None, now: datetime
) -> str:
    """A code that makes whoever uses it an officer of the unit."""
    about = {"unit": unit, "role": role, "campaign": campaign, "by": by}
    return accounts.give_code(tx, "invitation", person=None, about=about, minutes=INVITATION_MINUTES, now=now)


def invite_officer(tx: Transaction, unit: str, *, by: str, now: datetime) -> str:
    """Such a code, logged. Raises Refused('unit.officers.full'): told before it is sent around."""
    accounts.require_seat(tx, unit)
    audit_log.note(tx, "officer.invite", by=by, now=now, unit=unit)
    return invite(tx, unit=unit, role="officer", campaign=None, by=by, now=now)


def accept(tx: Transaction, code: str, *, by: str, now: datetime) -> str:
    """Uses an invitation; gives the unit's name. Raises Refused: used by oneself or by
    somebody else, withdrawn, expired, unknown, or needless."""
    found = accounts.look_at_code(tx, "invitation", code)
    if found is not None and found.used_at is not None:
        unit = units.names(tx, [found.about["unit"]]).get(found.about["unit"], "")
        is_own = found.used_by is not None and accounts.resolve(tx, found.used_by) == by
        raise Refused(f"invitation.used.{'self' if is_own else 'other'}", unit=unit)
    if found is not None and found.about.get("is_void"):
        raise Refused(
            "invitation.withdrawn", unit=units.names(tx, [found.about["unit"]]).get(found.about["unit"], "")
        )
    if found is not None and found.expires_at < now:
        raise Refused("invitation.expired", days=INVITATION_DAYS)
    about = {} if found is None else {**found.about, "unit": units.heir(tx, found.about["unit"])}
    held = {(row.role, row.unit) for row in accounts.grants_of(tx, by)}
    if about and (about["role"], about["unit"]) in held:
        raise Refused("invitation.already", unit=units.names(tx, [about["unit"]]).get(about["unit"], ""))
    accounts.take_code(tx, "invitation", code, by=by, refusal="invitation.unknown", now=now)
    accounts.grant(
        tx, by, about["role"], unit=about["unit"], campaign=about["campaign"], by=about["by"], now=now
    )
    return units.names(tx, [about["unit"]]).get(about["unit"], "")


def withdraw(tx: Transaction, unit: str, *, by: str) -> None:
    """The unused codes that a removed officer made for colleagues of the unit are void: they open it neither to them nor
    to whoever has one."""
    made = (codes.c.kind == "invitation", codes.c.used_at.is_(None))
    for row in tx.rows(select(codes.c.hash, codes.c.about).where(*made)):
        if row.about["by"] == by and units.heir(tx, row.about["unit"]) == unit:
            void = {**row.about, "is_void": True}
            tx.run(update(codes).where(codes.c.hash == row.hash).values(about=void))


def invitation_address(house: House, code: str) -> str:
    """The text of a QR code that leads a scanner to the account with this invitation. Raises PlatformError."""
    return wechat_codes.scene_code(house.platform, f"i.{code}", seconds=INVITATION_MINUTES * 60)


def join_code(tx: Transaction, person: str, *, now: datetime) -> str:
    """Six digits to type at the other door."""
    return accounts.give_code(tx, "join", person=person, about={}, minutes=JOIN_MINUTES, digits=True, now=now)


def join(tx: Transaction, code: str, *, by: str, now: datetime) -> str:
    """The person who typed the code and the one who got it become one; typed again by the one they are, it changes nothing:
    the first answer may have been lost. Raises Refused('join.code.unknown')."""
    done = accounts.used_by(tx, "join", code, by)
    if done is not None and accounts.resolve(tx, done.person) == by:
        return by
    row = accounts.take_code(tx, "join", code, by=by, refusal="join.code.unknown", now=now)
    keep = accounts.resolve(tx, row.person)
    accounts.merge(tx, keep=keep, gone=by, now=now)
    return keep


def forget(tx: Transaction, *, now: datetime) -> None:
    """Removes codes that nobody can want any more."""
    spoken = codes.c.kind.in_(SPOKEN)
    past = or_(
        and_(spoken, codes.c.expires_at < now - KEPT), and_(not_(spoken), codes.c.expires_at < real() - KEPT)
    )
    tx.run(delete(codes).where(past))
