"""A seal accepted with a slip: what its letter quotes was changed without changing the meaning, an auditor says why, and it
is good until what is quoted changes again (design 3, seals)."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import persons, waivers
from core.domain import letters
from core.domain.refusals import Refused
from core.services import accounts, audit_log, entries, shelving
from core.services.entries import Entry
from core.services.house import House

ROLES = ("auditor",)
STATES = ("submitted", "confirmed", "returned", "accepted")


def slips(entry: Entry) -> list[str]:
    """Papers of its own whose seal is void, by what was changed since: what could be accepted."""
    own = {one.kind for one in (entry.known.letters or {}).values() if one.is_own and one.is_void}
    return [paper.key for paper in entry.track.papers if paper.key in own]


def waive_all(
    house: House, tx: Transaction, entry_id: str, reason: str, *, seen: int, by: str, now: datetime
) -> None:
    """Every slip of the entry as it was at `seen`, all or none. Raises Refused: entry.stale, and as `waive`."""
    accounts.require(tx, by, entry_id, *ROLES)
    entry = entries.load(house, tx, entry_id)
    if entry.row.version != seen:
        raise Refused("entry.stale", version=entry.row.version)
    for paper in slips(entry) or [""]:
        waive(house, tx, entry_id, paper, reason, by=by, now=now)


def waive(
    house: House, tx: Transaction, entry_id: str, paper: str, reason: str, *, by: str, now: datetime
) -> None:
    """Said twice it is said once. Raises Refused: entry.forbidden, waiver.*"""
    accounts.require(tx, by, entry_id, *ROLES)
    entry = entries.load(house, tx, entry_id)
    if entry.state not in STATES:
        raise Refused("waiver.state", state=entry.state_text)
    declared = next((one for one in entry.track.papers if one.key == paper), None)
    own = [one for one in (entry.known.letters or {}).values() if one.is_own and one.kind == paper]
    if declared is None or not any(one.changed for one in own):
        raise Refused("waiver.none")
    told = " ".join(reason.split())[:500]
    if not told:
        raise Refused("waiver.reason.missing")
    if any(one.is_waived for one in own):
        return
    row = {
        "entry": entry_id,
        "paper": paper,
        "digest": letters.digest(declared, entry.answers),
        "reason": told,
    }
    tx.run(insert(waivers).values(id=ids.new(), by=by, at=now, **row))
    shelving.again(tx, entry_id)
    audit_log.note(tx, "seal.waive", by=by, now=now, entry=entry_id, paper=paper)


def insist(tx: Transaction, entry_id: str, paper: str, *, by: str, now: datetime) -> bool:
    """Takes it back; False where there is none."""
    accounts.require(tx, by, entry_id, *ROLES)
    here = (waivers.c.entry == entry_id, waivers.c.paper == paper, waivers.c.ended_at.is_(None))
    if not tx.run(update(waivers).where(*here).values(ended_at=now)):
        return False
    shelving.again(tx, entry_id)
    audit_log.note(tx, "seal.insist", by=by, now=now, entry=entry_id, paper=paper)
    return True


def of(tx: Transaction, entry: Entry) -> list[Any]:
    """Those that are good now: `(paper, reason, at, who)`, the newest first."""
    wanted = {paper.key: letters.digest(paper, entry.answers) for paper in entry.track.papers}
    query = select(waivers, persons.c.name.label("who")).join(persons, persons.c.id == waivers.c.by)
    here = (waivers.c.entry == entry.id, waivers.c.ended_at.is_(None))
    rows = tx.rows(query.where(*here).order_by(waivers.c.id.desc()))
    return [row for row in rows if wanted.get(row.paper) == row.digest]
