"""What came of attempts, written down many at once: deliveries, the message's new state, what was learnt on the way."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import deliveries, messages, reports
from core.services import accounts, alerts, channels, subscriptions
from core.services import messages as rows
from core.services.house import House

JITTER = 0.15
_LONGEST = 900.0  # seconds between two tries
_HOURLY = 20  # failures, four hours of them, after which once an hour is enough


def later(failures: int) -> datetime:
    """When to try again after so many failures: 5 s, 15 s, 45 s … a quarter of an hour, an hour, each a little off."""
    seconds = min(_LONGEST, 5.0 * 3 ** min(max(failures, 1) - 1, 6))
    seconds = 4 * _LONGEST if failures > _HOURLY else seconds
    return real() + timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))


@dataclass(frozen=True)
class Try:
    """One call to the platform. `begun`: its row was written before the call, for a channel without a key."""

    channel: str
    outcome: str
    errcode: int | None
    began_at: datetime
    platform_id: str | None = None
    begun: str | None = None


@dataclass
class Done:
    """One attempt at one message. `learnt`: what to keep beside it, as `(what, *facts)`."""

    task: Any
    tries: list[Try]
    state: str
    due_at: datetime | None = None
    learnt: list[tuple[Any, ...]] = field(default_factory=list)


def write(house: House, done: Sequence[Done], *, now: datetime) -> None:
    """All in one transaction. An attempt whose lease another sender has taken keeps its tries and leaves the state. What
    was erased meanwhile, or was said to the same person by another row, has no outcome."""
    with house.db.write(wait=30.0) as tx:
        there = held(tx, {made.task.id for made in done})
        done = [made for made in done if made.task.id in there]
        numbers = [one.platform_id for made in done for one in made.tries if one.platform_id]
        early = _early(tx, numbers)
        for made in done:
            lost = _tries(tx, made, early, now=now)
            _state(tx, made, is_lost=lost)
            for what, *facts in made.learnt:
                _LEARN[what](house, tx, made, now, *facts)


def held(tx: Transaction, wanted: Collection[str]) -> set[str]:
    """Those of these messages that are still there, and stay there until the commit."""
    query = select(messages.c.id).where(messages.c.id.in_(wanted)).order_by(messages.c.id).with_for_update()
    return {row.id for row in tx.rows(query)}


def _early(tx: Transaction, numbers: list[str]) -> dict[str, str]:
    """Reports that were quicker than we."""
    if not numbers:
        return {}
    here = reports.c.platform_id.in_(numbers)
    found = {row.platform_id: row.status for row in tx.rows(select(reports).where(here))}
    if found:
        tx.run(delete(reports).where(here))
    return found


def _tries(tx: Transaction, made: Done, early: dict[str, str], *, now: datetime) -> bool:
    """Writes the tries; True when the one that succeeded is known to be lost."""
    is_lost = False
    for one in made.tries:
        told = early.get(one.platform_id or "")
        if told and rows.BLOCKED in told:
            rows.blocked(tx, made.task.id)
        is_lost = is_lost or (told is not None and told != "success")
        values = {
            "outcome": (rows.outcome(told) if told else one.outcome)[:20],
            "errcode": one.errcode,
            "platform_id": one.platform_id,
            "began_at": one.began_at,
            "at": now,
        }
        if one.begun:
            tx.run(update(deliveries).where(deliveries.c.id == one.begun).values(**values))
            continue
        where = {"message": made.task.id, "attempt": made.task.attempt, "channel": one.channel}
        tx.run(insert(deliveries).values(id=ids.new(), **where, **values))
    return is_lost


def _state(tx: Transaction, made: Done, *, is_lost: bool) -> None:
    mine = (
        messages.c.id == made.task.id,
        messages.c.attempt == made.task.attempt,
        messages.c.state == "sending",
    )
    state = "waiting" if is_lost and made.state == "sent" else made.state
    tx.run(update(messages).where(*mine).values(state=state, due_at=made.due_at or real()))


def _unfollowed(house: House, tx: Transaction, made: Done, _now: datetime) -> None:
    accounts.follows(tx, made.task.oa, house.platform.oa_app_id, follows=False)


def _spent(_house: House, tx: Transaction, made: Done, _now: datetime, title: str) -> None:
    subscriptions.spent(tx, made.task.person, title)


def _emptied(_house: House, tx: Transaction, made: Done, _now: datetime, title: str) -> None:
    subscriptions.emptied(tx, made.task.person, title)


def _shut(
    _house: House, tx: Transaction, _made: Done, now: datetime, channel: str, state: str, errcode: int | None
) -> None:
    channels.close(tx, channel, state, errcode, now=now)


def _alert(
    _house: House, tx: Transaction, made: Done, now: datetime, code: str, of: str, errcode: int | None
) -> None:
    alerts.note(tx, code, of, now=now, errcode=errcode, reason=made.task.reason, message=made.task.id)


_LEARN: Mapping[str, Callable[..., None]] = {
    "unfollowed": _unfollowed,
    "spent": _spent,
    "emptied": _emptied,
    "shut": _shut,
    "alert": _alert,
}
