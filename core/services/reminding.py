"""Reminders go out: at their instant, once a person and slot, decided at the moment of firing.

While `tick` is awake every instant is acted on in order, a jump of the sandbox's clock too. After a downtime only the
latest due one per person and track goes out, not in quiet hours, and the older ones are recorded as missed."""

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from core.adapters.db import Transaction
from core.adapters.tables import messages as message_table
from core.adapters.tables import stamps
from core.domain import clockwork, reminders
from core.services import group_digests, messages, reminded, slots
from core.services.house import House

REASON = "reminder"
AWAKE = 60.0  # seconds between two turns, after which the house counts as having slept
TURN = 5.0  # seconds of one turn, well within the lease; the next turn goes on where this one stopped
LATE = timedelta(minutes=10)
_WALK = (
    "reminders.walk"  # up to which instant a walk was begun: a kill in the middle of a jump loses none of it
)


class Rounds:
    """The rounds of one process: it knows whether it was awake since the last one."""

    def __init__(self, house: House, *, seconds: float = TURN) -> None:
        self._house = house
        self._seconds = seconds
        self._last: tuple[datetime, float] | None = None

    def turn(self, *, now: datetime) -> bool:
        """Acts on what is due. True when nothing is left; False when the time of a turn was over before."""
        house, ends = self._house, time.monotonic() + self._seconds
        since = self._awake_since()
        self._last = (now, time.monotonic())
        if since is not None:
            slots.follow(house, now=since)
        upto = _walking(house, now, is_awake=since is not None)
        done = _walk(house, upto, is_over=lambda: time.monotonic() > ends) if upto else True
        if done and since is None:
            done = _catch_up(house, now=now, is_over=lambda: time.monotonic() > ends)
            self._last = self._last if done else None
        if done:
            slots.follow(house, now=now)
        return done

    def _awake_since(self) -> datetime | None:
        if self._last is None or time.monotonic() - self._last[1] > AWAKE:
            return None
        return self._last[0]


def _walking(house: House, now: datetime, *, is_awake: bool) -> datetime | None:
    """The instant up to which to walk: kept while anything due before it waits. A tick that comes late into a walk that
    a kill interrupted does not go on with it: what it would say as if it were that hour may be over by now."""
    with house.db.read() as tx:
        kept = tx.value(select(stamps.c.value).where(stamps.c.key == _WALK))
        upto = datetime.fromisoformat(kept) if kept else None
        if is_awake and slots.waiting(tx, upto=now):
            upto = max(now, upto) if upto else now
    if upto is not None and not is_awake and (now - upto).total_seconds() > AWAKE:
        _forget(house)
        return None
    if upto is not None and upto.isoformat() != kept:
        with house.db.write() as tx:
            tx.put(stamps, {"key": _WALK}, {"value": upto.isoformat()})
    return upto


def _forget(house: House) -> None:
    with house.db.write() as tx:
        tx.run(delete(stamps).where(stamps.c.key == _WALK))


def _walk(house: House, upto: datetime, *, is_over: Callable[[], bool]) -> bool:
    """Each due instant in order, as if the clock stood there; an instant may bring the next one (daily)."""
    while True:
        with house.db.read() as tx:
            found = slots.waiting(tx, upto=upto)
        if not found:
            break
        if not fire(house, found[0], now=found[0].due_at, is_over=is_over):
            return False
        slots.follow(house, now=found[0].due_at)
    _forget(house)
    return True


def _catch_up(house: House, *, now: datetime, is_over: Callable[[], bool]) -> bool:
    """After a downtime: from the latest back to the oldest, and nobody hears two of a track."""
    slots.slept(house, now=now)
    with house.db.read() as tx:
        found = slots.waiting(tx, upto=now)
        quiet = {made.campaign.key for made in slots.plans(house, tx) if _is_quiet(made, now)}
    done = True
    for slot in reversed(found):
        if slot.campaign in quiet:
            done = False  # held until the morning; the house counts as asleep until then
        elif not fire(house, slot, now=now, is_over=is_over):
            return False
    return done


def _is_quiet(made: slots.Plan, now: datetime) -> bool:
    local = now.astimezone(made.window.closes.tzinfo)
    return reminders.is_quiet(made.campaign.quiet, local.time())


def fire(house: House, slot: Any, *, now: datetime, is_over: Callable[[], bool] = lambda: False) -> bool:
    """One slot, batch by batch, each its own transaction. False when the time was over before its end."""
    while True:
        with house.db.write() as tx:
            held = slots.hold(tx, slot.id)
            if held is None or _batch(house, tx, held, now=now):
                return True
        if is_over():
            return False


def _batch(house: House, tx: Transaction, slot: Any, *, now: datetime) -> bool:
    """The next persons of a slot. True when the slot is settled."""
    made = slots.plan(house, tx, slot.campaign, slot.track)
    spoken = calls(made, slot.due_at) if made else []
    if made is None or not spoken:
        slots.settle(tx, slot.id, "moved", now=now)
        return True
    closes = _closes(spoken, now=now)
    found = reminded.batch(tx, made.campaign, made.track, made.reach, spoken, now=now, past=slot.past)
    instead = slots.later(tx, slot, upto=now)
    heard = _heard(tx, [one.person for one in found.told], instead)
    about: dict[str, Any] = {
        "quiet": reminders.quiet_text(made.campaign.quiet),
        "ends": reminders.true_for(closes, now=now),
    }
    told = slot.told
    for one in found.told:
        if one.person not in heard:
            _post(house, tx, one, slot, now=now, **about)
            told += 1
    if found.last is not None:
        slots.advance(tx, slot.id, past=found.last, told=told)
        return False
    is_missed = bool(instead) and not told
    why = "downtime" if is_missed else "late" if now - slot.due_at > LATE else ""
    slots.settle(tx, slot.id, "missed" if is_missed else "fired", now=now, why=why, told=told)
    newer = [_closes(calls(made, due), now=now) for due in instead.values()]
    if closes := closes.difference(*newer):  # what waits daily is no group's matter
        occasion = f"slot:{slot.id}"
        ends = min(about["ends"], clockwork.china_day_end(now) - now)  # 还有 3 天 is all that a group reads
        group_digests.announce(house, tx, made.campaign, made.track, occasion, closes, now=now, ends=ends)
    return True


def _closes(spoken: list[reminders.Call], *, now: datetime) -> set[datetime]:
    """The dates to come that these speak of."""
    return {call.closes for call in reminded.live(spoken, now=now) if call.closes is not None}


def calls(made: slots.Plan, due: datetime) -> list[reminders.Call]:
    """What speaks at an instant, as files and permits stand now."""
    local = due.astimezone(made.window.closes.tzinfo)
    return reminders.calls(made.track, local, closings=made.reach.closings)


def _heard(tx: Transaction, persons: list[str], instead: Collection[str]) -> set[str]:
    if not instead or not persons:
        return set()
    here = (message_table.c.person.in_(persons), message_table.c.reason == REASON)
    rows = tx.rows(select(message_table.c.person).where(*here, message_table.c.occasion.in_(instead)))
    return {row.person for row in rows}


def _post(
    house: House, tx: Transaction, one: reminded.Told, slot: Any, *, now: datetime, **about: Any
) -> None:
    """One row a person and slot: the slot's id is the occasion."""
    messages.post(
        house, tx, one.person, REASON, slot.id, now=now,
        says=one.text, later=one.later, title=one.title, template=one.template, keywords=dict(one.keywords),
        campaign=slot.campaign, track=slot.track, **about,
    )  # fmt: skip
