"""What lay waiting is looked at again before it goes: who has nothing left to do gets nothing, and of two reminders of a
track the newer one alone is true."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import messages
from core.services import mail_telling, pausing, reminded, reminding, slots, urging
from core.services.house import House

DONE, REPLACED = "done", "replaced"  # outcomes of channel `none`
FRESH = timedelta(minutes=2)  # of real time: a jump of the sandbox's clock sends every instant, at once


def among(
    house: House, tx: Transaction, found: Sequence[Any], persons: Mapping[str, str], *, now: datetime
) -> dict[str, str]:
    """Of claimed rows of messages, as they were before the claim, those that need not go, each with why. `persons`: who
    each row's person is by now. What is fresh costs nothing."""
    paused = pausing.resumed_at(tx) if any(row.reason in _LOOKS for row in found) else None
    old: dict[str, list[Any]] = defaultdict(list)
    for row in found:
        if row.reason in _LOOKS and _has_waited(row, paused):
            old[row.reason].append(row)
    return {
        id: why
        for reason, rows in old.items()
        for id, why in _LOOKS[reason](house, tx, rows, persons, now).items()
    }


def _has_waited(row: Any, paused: datetime | None) -> bool:
    is_of_pause = paused is not None and row.due_at <= paused
    return bool(row.attempt > 0 or is_of_pause or real() - row.due_at > FRESH)


def _reminders(
    house: House, tx: Transaction, rows: list[Any], persons: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """A slot is the occasion of a reminder."""
    held = slots.named(tx, {row.occasion for row in rows})
    of_slot: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        of_slot[row.occasion].append(row)
    moot: dict[str, str] = {}
    for slot, mine in of_slot.items():
        if (made := held.get(slot)) is not None:
            open_to = _still(house, tx, made, sorted({persons[row.person] for row in mine}), now=now)
            moot |= {row.id: DONE for row in mine if persons[row.person] not in open_to}
    return moot | dict.fromkeys(_replaced(tx, [row for row in rows if row.id not in moot], held), REPLACED)


def _still(house: House, tx: Transaction, slot: Any, among: list[str], *, now: datetime) -> set[str]:
    made = slots.plan(house, tx, slot.campaign, slot.track)
    spoken = reminding.calls(made, slot.due_at) if made else []
    if made is None:
        return set()
    if spoken and not reminded.live(spoken, now=now):
        return set(among)  # that it is too late is said by its own end
    return reminded.still(tx, made.campaign, made.track, made.reach, spoken, among=among, now=now)


def _replaced(tx: Transaction, rows: list[Any], held: Mapping[str, Any]) -> list[str]:
    """Those of whose track their person was told again at a later instant."""
    here = (messages.c.person.in_({row.person for row in rows}), messages.c.reason == reminding.REASON)
    others = tx.rows(select(messages.c.person, messages.c.occasion).where(*here)) if rows else ()
    known = slots.named(tx, {other.occasion for other in others})
    newest: dict[tuple[str, str, str], datetime] = {}
    for other in others:
        if (slot := known.get(other.occasion)) is not None:
            track = (other.person, slot.campaign, slot.track)
            newest[track] = max(newest.get(track, slot.due_at), slot.due_at)
    return [
        row.id
        for row in rows
        if (slot := held.get(row.occasion)) is not None
        and slot.due_at < newest[row.person, slot.campaign, slot.track]
    ]


def _urged(
    house: House, tx: Transaction, rows: list[Any], _persons: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """A 催办 names the entries that it is about."""
    asked = {id for row in rows for id in row.body.get("entries") or ()}
    open_still = urging.still(house, tx, asked, now=now)
    return {
        row.id: DONE for row in rows if row.body.get("entries") and not open_still & set(row.body["entries"])
    }


def _mailed(
    _house: House, tx: Transaction, rows: list[Any], _persons: Mapping[str, str], _now: datetime
) -> dict[str, str]:
    """That a mail did not go: the mail is the occasion."""
    over = mail_telling.outdated(tx, {row.occasion for row in rows})
    return {row.id: DONE for row in rows if row.occasion in over}


_LOOKS = {
    reminding.REASON: _reminders,
    urging.REASON: _urged,
    **{f"mail_{state}": _mailed for state in mail_telling.OVER},
}
