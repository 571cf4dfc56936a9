"""An entry in several hands: helpers join it, an owner hands it over, a worker adopts what an officer typed for them.
Each by a single-use code that the owner shows; the log knows who typed what."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from core.adapters.db import Taken, Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import helpers
from core.domain.refusals import Refused
from core.services import accounts, audit_log, entries, listing
from core.services.house import House

KIND = "share"
MINUTES = 24 * 60
AS = ("owner", "helper")  # what the one who uses the code becomes
MOST = 20  # helpers of an entry


def offer(house: House, tx: Transaction, entry_id: str, *, to_be: str, by: str, now: datetime) -> str:
    """A code for one person: `owner` takes the entry over (whoever had it stays a helper), `helper` joins it. Only the
    owner offers. Raises Refused."""
    entry = _owned(house, tx, entry_id, by=by)
    if to_be not in AS:
        raise Refused("request.invalid", detail=f"as {to_be}")
    about = {"entry": entry.id, "as": to_be}
    return accounts.give_code(tx, KIND, person=by, about=about, minutes=MINUTES, now=now)


def accept(house: House, tx: Transaction, code: str, *, by: str, now: datetime) -> str:
    """Uses a code; gives the entry's id. Using one's own changes nothing, nor does using it again while one still is of the
    entry: the first answer may have been lost. Raises Refused('share.unknown') for one that another used or that expired, or
    where the one who offered it no longer owns the entry."""
    done = accounts.used_by(tx, KIND, code, by)
    if done is not None and _is_of(house, tx, done.about["entry"], by):
        return str(done.about["entry"])
    row = accounts.take_code(tx, KIND, code, by=by, refusal="share.unknown", now=now)
    entry = entries.load(house, tx, row.about["entry"])
    if entry.row.owner != accounts.resolve(tx, row.person):
        raise Refused("share.unknown")
    if by == entry.row.owner:
        return entry.id
    if row.about["as"] == "owner":
        _hand_over(tx, entry, to=by, now=now)
    else:
        _join(tx, entry.id, by, role="team", now=now)
    audit_log.note(
        tx, f"entry.share.{row.about['as']}", by=by, now=now, entry=entry.id, offered_by=row.person
    )
    return entry.id


def _is_of(house: House, tx: Transaction, entry: str, person: str) -> bool:
    return entries.load(house, tx, entry).row.owner == person or entries.is_helper(tx, entry, person)


def _hand_over(tx: Transaction, entry: entries.Entry, *, to: str, now: datetime) -> None:
    before = entry.row.owner
    tx.run(delete(helpers).where(helpers.c.entry == entry.id, helpers.c.person == to))
    tx.run(
        update(entry_table)
        .where(entry_table.c.id == entry.id)
        .values(owner=to, version=entry_table.c.version + 1, changed_at=now)
    )
    is_officer = accounts.scope(tx, before, "officer").holds(tx, entry.id)
    _join(tx, entry.id, before, role="officer" if is_officer else "team", now=now)


def _join(tx: Transaction, entry_id: str, person: str, *, role: str, now: datetime) -> None:
    if len(tx.rows(select(helpers.c.person).where(helpers.c.entry == entry_id))) >= MOST:
        raise Refused("share.full", max=MOST)
    try:
        with tx.attempt():
            tx.run(insert(helpers).values(entry=entry_id, person=person, role=role, added_at=now))
    except Taken:
        return  # joined before


def leave(house: House, tx: Transaction, entry_id: str, person: str, *, by: str, now: datetime) -> None:
    """A helper goes: by their own wish, or by the owner's."""
    entry = entries.open_for(house, tx, entry_id, by=by)
    if by not in (person, entry.row.owner):
        raise Refused("entry.forbidden")
    if tx.run(delete(helpers).where(helpers.c.entry == entry_id, helpers.c.person == person)):
        audit_log.note(tx, "entry.share.end", by=by, now=now, entry=entry_id, person=person)


def people(tx: Transaction, entry: entries.Entry) -> list[dict[str, str]]:
    """Who works on an entry: `[{person, name, role}]`, the owner first."""
    rows = tx.rows(select(helpers).where(helpers.c.entry == entry.id).order_by(helpers.c.added_at))
    named = listing.called(tx, {entry.row.owner, *(row.person for row in rows)})
    owner = {"person": entry.row.owner, "name": named.get(entry.row.owner, ""), "role": "owner"}
    return [owner] + [{"person": r.person, "name": named.get(r.person, ""), "role": r.role} for r in rows]


def _owned(house: House, tx: Transaction, entry_id: str, *, by: str) -> entries.Entry:
    entry = entries.open_for(house, tx, entry_id, by=by)
    if entry.row.owner != by:
        raise Refused("share.owner")
    return entry
