"""Changes of the tree: those of a sheet all at once, and the contact or quota of one unit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import contacts, unit_names, unit_quotas
from core.adapters.tables import units as unit_table
from core.domain import phones
from core.domain.declaration import Campaign
from core.domain.names import normalised
from core.domain.refusals import Refused
from core.domain.unit_rows import ACTS, KINDS, YES, Change, Row
from core.services import audit_log, merging, units
from core.services.house import House

_MANY = 500  # rows of one statement


def make(
    house: House,
    tx: Transaction,
    changes: Sequence[Change],
    *,
    campaign: Campaign,
    by: str | None,
    now: datetime,
) -> None:
    """All of them, in the order of ACTS. A parent may be called by the name it has now or by the new one."""
    before = _by_name(tx)
    for act in ("rename", "add"):
        _named(tx, [change for change in changes if change.act == act], now=now)
    after = before | _by_name(tx)
    placed: dict[str | None, list[str]] = {}
    for change in sorted(changes, key=lambda change: ACTS.index(change.act)):
        row = change.row
        unit = change.unit or after[normalised(row.name)]
        if change.act in ("add", "move"):
            placed.setdefault(after[normalised(row.parent)] if row.parent else None, []).append(unit)
        elif placed:
            _place(tx, placed)
            placed = {}
        if change.act == "mark":
            said = ({"is_direct": row.direct.casefold() in YES} if row.direct else {}) | (
                {"kind": KINDS[row.kind]} if row.kind else {}
            )
            tx.run(update(unit_table).where(unit_table.c.id == unit).values(**said))
        elif change.act == "merge":
            merging.merge(tx, unit, after[normalised(row.into)], by=by, now=now)
        elif change.act == "contact":
            contact(house, tx, unit, row.contact, row.phone, now=now)
        elif change.act == "quota":
            quota(tx, unit, campaign.key, _least(row), now=now)
    _place(tx, placed)


def _place(tx: Transaction, placed: Mapping[str | None, list[str]]) -> None:
    """Units below their parents, those of one parent at a time, before any merge looks at the tree."""
    for parent, parts in placed.items():
        for start in range(0, len(parts), _MANY):
            here = unit_table.c.id.in_(parts[start : start + _MANY])
            tx.run(update(unit_table).where(here).values(parent=parent))


def _least(row: Row) -> dict[str, int]:
    return {track: int(text) for track, text in row.quotas.items() if text}


def _by_name(tx: Transaction) -> dict[str, str]:
    live = (unit_names.c.until.is_(None), unit_table.c.successor.is_(None))
    rows = tx.rows(
        select(unit_names.c.unit, unit_names.c.normalised)
        .join(unit_table, unit_table.c.id == unit_names.c.unit)
        .where(*live)
    )
    return {row.normalised: row.unit for row in rows}


def _named(tx: Transaction, changes: Sequence[Change], *, now: datetime) -> None:
    """New names and new units; these many a statement, for a first sheet has ten thousand."""
    made: list[dict[str, Any]] = []
    for change in changes:
        if change.act == "rename" and change.unit:
            units.rename(tx, change.unit, change.row.name, now=now)
        else:
            row = change.row
            made.append(
                {
                    "id": ids.new(),
                    "name": row.name,
                    "kind": KINDS[row.kind],
                    "is_direct": row.direct.casefold() in YES,
                }
            )
    for start in range(0, len(made), _MANY):
        units.add_many(tx, made[start : start + _MANY], now=now)


def contact(house: House, tx: Transaction, unit: str, name: str, phone: str, *, now: datetime) -> None:
    """Who answers for a unit; what is blank stays as it was. The telephone is kept sealed, with a mark to find it by."""
    number = phones.tidy(phone) if phone else ""
    told: dict[str, Any] = {"changed_at": now} | ({"name": name} if name else {})
    told |= {"sealed": house.vault.seal(number), "mark": house.vault.mark(number)} if number else {}
    tx.put(contacts, {"unit": unit}, told, first={"name": "", **told})


def quota(tx: Transaction, unit: str, campaign: str, least: Mapping[str, int], *, now: datetime) -> None:  # noqa: ARG001 - beside contact
    """What is asked of one unit instead of what the campaign asks of each."""
    for track, count in least.items():
        tx.put(unit_quotas, {"unit": unit, "campaign": campaign, "track": track}, {"least": count})


def quota_of(tx: Transaction, unit: str, campaign: str) -> dict[str, int]:
    """What is asked of this one unit, by track; nothing where it is what the campaign asks of each."""
    here = (unit_quotas.c.unit == unit, unit_quotas.c.campaign == campaign)
    return {row.track: row.least for row in tx.rows(select(unit_quotas).where(*here))}


def say_quota(
    tx: Transaction, unit: str, campaign: Campaign, said: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """As typed, by track; blank is what the campaign asks of each. Raises Refused('unit.quota.invalid')."""
    told = {track.key: said.get(track.key, "").strip() for track in campaign.tracks}
    if any(text and not (text.isascii() and text.isdecimal() and len(text) <= 4) for text in told.values()):
        raise Refused("unit.quota.invalid")
    blank = [track for track, text in told.items() if not text]
    here = (unit_quotas.c.unit == unit, unit_quotas.c.campaign == campaign.key)
    tx.run(delete(unit_quotas).where(*here, unit_quotas.c.track.in_(blank)))
    quota(tx, unit, campaign.key, {track: int(text) for track, text in told.items() if text}, now=now)
    audit_log.note(tx, "unit.quota", by=by, now=now, unit=unit)


def rename(tx: Transaction, unit: str, name: str, *, by: str, now: datetime) -> None:
    """The unit stays the same; its former name still finds it. Raises Refused: unit.name.blank, unit.name.taken."""
    if not name:
        raise Refused("unit.name.blank")
    held = units.by_name(tx, name)
    if held not in (None, unit):
        raise Refused("unit.name.taken", name=name)
    units.rename(tx, unit, name, now=now)
    audit_log.note(tx, "unit.rename", by=by, now=now, unit=unit)


def answer(
    house: House, tx: Transaction, unit: str, name: str, phone: str, *, by: str, now: datetime
) -> None:
    """Who answers for the unit. Raises Refused('unit.phone.invalid')."""
    if phone and not phones.is_valid(phones.tidy(phone)):
        raise Refused("unit.phone.invalid")
    contact(house, tx, unit, name[:60], phone, now=now)
    audit_log.note(tx, "unit.contact", by=by, now=now, unit=unit)
