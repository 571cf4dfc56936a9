"""Persons, the identities they come with, the grants that let them act."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import codes, entries, grants, identities, inquiries, passwords, persons
from core.domain.refusals import Refused
from core.services import audit_log, gathering, units

OFFICERS_MOST = 5
PROVINCE = ("auditor", "administrator")
_PERSON_OF = select(identities.c.person, identities.c.heard_at).where(
    identities.c.kind == bindparam("kind_"),
    identities.c.app_id == bindparam("app"),
    identities.c.subject == bindparam("subject_"),
)
_HEARD = (
    update(identities)
    .where(
        identities.c.kind == "oa",
        identities.c.app_id == bindparam("app"),
        identities.c.subject == bindparam("subject_"),
    )
    .values(heard_at=bindparam("at"), follows=True)
)
_ROLES = ("officer", "auditor", "expert", "administrator")


def identify(
    tx: Transaction, kind: str, app_id: str, subject: str, *, now: datetime, unionid: str | None = None
) -> str:
    """The person of an identity; a new person for a new one. With a unionid the chat's and the mini-program's
    identities find each other."""
    found = tx.one(_PERSON_OF, kind_=kind, app=app_id, subject_=subject)
    if found:
        person: str = found.person  # merging moves identities, so none points to a tombstone
    else:
        person = _new_person(tx, kind, app_id, subject, unionid=unionid, now=now)
    return _tied(tx, person, unionid, now=now) if unionid else person


def _new_person(
    tx: Transaction, kind: str, app_id: str, subject: str, *, unionid: str | None, now: datetime
) -> str:
    known = tx.one(_PERSON_OF, kind_="unionid", app="", subject_=unionid) if unionid else None
    person = resolve(tx, known.person) if known else ids.new()
    if not known:
        tx.run(insert(persons).values(id=person, name="", created_at=now))
    add_identity(tx, person, kind, app_id, subject, now=now)
    return person


def add_identity(
    tx: Transaction, person: str, kind: str, app_id: str, subject: str, *, now: datetime
) -> None:
    row = {"kind": kind, "app_id": app_id, "subject": subject, "follows": False}
    tx.run(insert(identities).values(id=ids.new(), person=person, created_at=now, **row))


def _tied(tx: Transaction, person: str, unionid: str, *, now: datetime) -> str:
    """The person who bears the unionid; another one under the same unionid is merged into them."""
    held = tx.one(_PERSON_OF, kind_="unionid", app="", subject_=unionid)
    if held is None:
        add_identity(tx, person, "unionid", "", unionid, now=now)
        return person
    merge(tx, keep=held.person, gone=person, now=now)
    return str(held.person)


def resolve(tx: Transaction, person: str) -> str:
    """The person that a tombstone points to, or the person."""
    while (into := tx.value(select(persons.c.merged_into).where(persons.c.id == person))) is not None:
        person = into
    return person


def merge(tx: Transaction, *, keep: str, gone: str, now: datetime) -> None:
    """Two persons are one: both keep their drafts, the tombstone resolves, the log knows (design 3, identity)."""
    if keep == gone:
        return
    tx.run(update(identities).where(identities.c.person == gone).values(person=keep))
    tx.run(update(entries).where(entries.c.owner == gone).values(owner=keep))
    held = {(row.role, row.unit, row.campaign) for row in grants_of(tx, keep)}
    for row in grants_of(tx, gone):
        ended = {"ended_at": now} if (row.role, row.unit, row.campaign) in held else {"person": keep}
        tx.run(update(grants).where(grants.c.id == row.id).values(**ended))
    tx.run(update(passwords).where(passwords.c.person == gone).values(person=keep))
    tx.run(update(inquiries).where(inquiries.c.person == gone).values(person=keep))
    name = select(persons.c.name).where(persons.c.id == gone).scalar_subquery()
    tx.run(update(persons).where(persons.c.id == keep, persons.c.name == "").values(name=name))
    gathering.gather(tx, keep=keep, gone=gone)
    tx.run(update(persons).where(persons.c.id == gone).values(merged_into=keep))
    audit_log.note(tx, "person.merge", by=keep, now=now, gone=gone)


def follows(tx: Transaction, subject: str, app_id: str, *, follows: bool) -> None:
    tx.run(
        update(identities)
        .where(identities.c.kind == "oa", identities.c.app_id == app_id, identities.c.subject == subject)
        .values(follows=follows)
    )


def heard(
    tx: Transaction, subject: str, app_id: str, *, now: datetime, before: datetime | None = None
) -> None:
    """The person wrote: the platform's window for customer-service messages is open for 48 hours. Noted to the
    minute, since every message comes through here; `before` is what was noted."""
    if before is None or now - before >= timedelta(minutes=1):
        tx.run(_HEARD, app=app_id, subject_=subject, at=now)


def tapped(tx: Transaction, subject: str, app_id: str, *, now: datetime) -> None:
    """The person tapped the menu, followed or scanned: the platform takes three messages for one minute."""
    here = (identities.c.kind == "oa", identities.c.app_id == app_id, identities.c.subject == subject)
    tx.run(update(identities).where(*here).values(tapped_at=now, follows=True))


def subject_of(tx: Transaction, person: str, kind: str, app_id: str) -> Any:
    """The identity row `(subject, follows)` by which a platform reaches a person, or None."""
    return tx.one(
        select(identities.c.subject, identities.c.follows)
        .where(identities.c.person == person, identities.c.kind == kind, identities.c.app_id == app_id)
        .order_by(identities.c.follows.desc(), identities.c.created_at.desc())
    )


# Grants --------------------------------------------------------------------------------------------------------
def grants_of(tx: Transaction, person: str) -> Any:
    return tx.rows(select(grants).where(grants.c.person == person, grants.c.ended_at.is_(None)))


def grant(
    tx: Transaction,
    person: str,
    role: str,
    *,
    unit: str | None,
    campaign: str | None,
    by: str | None,
    now: datetime,
) -> None:
    """Gives a role; giving it again changes nothing. Up to five officers a unit."""
    if role not in _ROLES:
        raise Refused("request.invalid", detail=f"role {role}")
    if any((row.role, row.unit, row.campaign) == (role, unit, campaign) for row in grants_of(tx, person)):
        return
    if role == "officer":
        require_seat(tx, unit)
    row = {"person": person, "role": role, "unit": unit, "campaign": campaign}
    tx.run(insert(grants).values(id=ids.new(), granted_at=now, **row))
    audit_log.note(tx, "grant.give", by=by, now=now, role=role, unit=unit, person=person)


def officers(tx: Transaction, wanted: Collection[str]) -> Mapping[str, list[Any]]:
    """Rows `(unit, person, name, granted_at)` of who sits as an officer at just these units, by unit, the first first."""
    live = (grants.c.role == "officer", grants.c.ended_at.is_(None), grants.c.unit.in_(list(wanted)))
    query = select(grants.c.unit, grants.c.person, persons.c.name, grants.c.granted_at)
    query = query.join(persons, persons.c.id == grants.c.person).where(*live)
    found: dict[str, list[Any]] = {unit: [] for unit in wanted}
    for row in tx.rows(query.order_by(grants.c.granted_at, grants.c.id)):
        found[row.unit].append(row)
    return found


def require_seat(tx: Transaction, unit: str | None) -> None:
    """Raises Refused('unit.officers.full') where no more officers may sit at the unit."""
    if unit and len(officers(tx, [unit])[unit]) >= OFFICERS_MOST:
        raise Refused("unit.officers.full", max=OFFICERS_MOST)


def end(tx: Transaction, person: str, role: str, *, unit: str | None, by: str | None, now: datetime) -> bool:
    """Takes a role at a unit away; False where there was none. What the person did stays, what waits is the unit's. They
    stay signed in: grants are asked at every request, and words typed into an open page are shown to be copied."""
    live = (grants.c.person == person, grants.c.role == role, grants.c.ended_at.is_(None))
    ended = tx.run(update(grants).where(*live, grants.c.unit == unit).values(ended_at=now))
    if ended:
        audit_log.note(tx, "grant.end", by=by, now=now, role=role, unit=unit, person=person)
    return bool(ended)


@dataclass(frozen=True)
class Scope:
    """What a person may see in a role: everything, or the entries of some units, of some campaigns."""

    roots: tuple[tuple[str | None, str | None], ...]  # (unit, campaign), None = all

    @property
    def is_empty(self) -> bool:
        return not self.roots

    def where(self) -> Any:
        """The condition that scopes every list of entries."""
        return or_(False, *(self._one(unit, campaign) for unit, campaign in self.roots))

    def _one(self, unit: str | None, campaign: str | None) -> Any:
        conditions: list[Any] = [True]
        if unit is not None:
            conditions = [entries.c.unit.in_(units.below(unit))]
        if campaign is not None:
            conditions.append(entries.c.campaign == campaign)
        return and_(*conditions)

    def holds(self, tx: Transaction, entry: str) -> bool:
        return tx.one(select(entries.c.id).where(entries.c.id == entry, self.where())) is not None


def scope(tx: Transaction, person: str, *roles: str) -> Scope:
    """The one function that says what a person's grants of these roles cover."""
    return Scope(tuple((row.unit, row.campaign) for row in grants_of(tx, person) if row.role in roles))


def lost(person: str, since: Any, *roles: str) -> Any:
    """The condition that a grant of these roles has ended since a moment: what it opened may be in what was made then."""
    ended = (grants.c.person == person, grants.c.role.in_(roles), grants.c.ended_at >= since)
    return select(grants.c.id).where(*ended).exists()


def is_over_all(tx: Transaction, person: str) -> bool:
    """An administrator of the whole house: of no branch, of no one campaign."""
    return (None, None) in scope(tx, person, "administrator").roots


def require(tx: Transaction, person: str, entry: str, *roles: str) -> None:
    """Raises Refused('entry.forbidden') unless a grant of one of the roles covers the entry."""
    if not scope(tx, person, *roles).holds(tx, entry):
        raise Refused("entry.forbidden")


# Codes -------------------------------------------------------------------------------------------
def give_code(
    tx: Transaction,
    kind: str,
    *,
    person: str | None,
    about: dict[str, Any],
    minutes: int,
    digits: bool = False,
    now: datetime | None = None,
) -> str:
    """A single-use code; only its hash is kept. What people tell each other lives in house time, told by `now`; what signs
    somebody in lives in real time."""
    since = now or real()
    for _ in range(5):
        code = ids.six_digits() if digits else ids.code(24)
        row = {
            "kind": kind,
            "person": person,
            "about": about,
            "expires_at": since + timedelta(minutes=minutes),
        }
        try:
            with tx.attempt():
                tx.run(insert(codes).values(hash=hashed(kind, code), **row))
        except Taken:
            tx.run(delete(codes).where(codes.c.hash == hashed(kind, code), codes.c.expires_at < since))
            continue
        return code
    raise Refused("server.busy")


def take_code(
    tx: Transaction, kind: str, code: str, *, by: str | None = None, refusal: str, now: datetime | None = None
) -> Any:
    """The row of a code, used up by this; `now` as it was given. Raises Refused(refusal) for an unknown, used or expired one."""
    row = tx.one(select(codes).where(codes.c.hash == hashed(kind, code)))
    if row is None or row.used_at is not None or row.expires_at < (now or real()):
        raise Refused(refusal)
    mine = (codes.c.hash == row.hash, codes.c.used_at.is_(None))  # two may have read it at the same moment
    if not tx.run(update(codes).where(*mine).values(used_at=real(), used_by=by)):
        raise Refused(refusal)
    return row


def look_at_code(tx: Transaction, kind: str, code: str) -> Any:
    """The row of a code, used or expired too; None for an unknown one. Nothing is used up."""
    return tx.one(select(codes).where(codes.c.hash == hashed(kind, code)))


def used_by(tx: Transaction, kind: str, code: str, person: str) -> Any:
    """The row of a code that this very person has used: whose answer was lost asks again. None otherwise."""
    row = look_at_code(tx, kind, code)
    is_own = row is not None and row.used_by is not None and resolve(tx, row.used_by) == person
    return row if is_own else None


def hashed(kind: str, code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(f"{kind}:{ids.read_code(code)}".encode()).hexdigest()
