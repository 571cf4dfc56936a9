"""Reminders that waited: whoever has done meanwhile what one is about hears nothing of it any more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import reminder_slots
from core.services import reminded, reminding, slots, tasks, urging
from core.services.house import House


def among(
    house: House, tx: Transaction, rows: Sequence[Any], persons: Mapping[str, str], *, now: datetime
) -> set[str]:
    """Ids of those messages that waited and whose person owes nothing of what they say; `persons`: who each is today.
    What is fresh is not asked about; what is left is asked by slot, not by message."""
    old = [row for row in rows if row.attempt or row.due_at <= real() - tasks.FRESH]
    by_slot = defaultdict(list)
    for row in old:
        if row.reason == reminding.REASON:
            by_slot[row.occasion].append(row)
    found = {
        row.id for slot, told in by_slot.items() for row in _of_slot(house, tx, slot, told, persons, now=now)
    }
    if told := [row for row in old if row.reason == urging.REASON]:
        owing = urging.owing(house, tx, {persons[row.person] for row in told}, now=now)
        found |= {row.id for row in told if persons[row.person] not in owing}
    return found


def _of_slot(
    house: House, tx: Transaction, slot: str, told: list[Any], persons: Mapping[str, str], *, now: datetime
) -> list[Any]:
    row = tx.one(select(reminder_slots).where(reminder_slots.c.id == slot))
    made = slots.plan(house, tx, row.campaign, row.track) if row is not None else None
    if row is None or made is None:
        return []
    spoken = reminding.calls(made, row.due_at, now=now)
    among = sorted({persons[one.person] for one in told})
    owing = reminded.owing(tx, made.campaign, made.track, made.reach, spoken, among=among, now=now)
    return [one for one in told if persons[one.person] not in owing]
