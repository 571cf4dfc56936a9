"""Slots: the instants at which a track reminds, as rows. They follow the newest revision of the campaign and the late
permits of the province; what became of each stays recorded.

States: waiting, fired, missed (`past`: over before it was known; `downtime`: the house slept, a later one went out in
its place), moved (the window changed before it came)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import reminder_slots as slots
from core.domain import reminders, windows
from core.domain.declaration import Campaign, Track, Window
from core.services import campaigns, reach
from core.services.house import House
from core.services.reach import Reach


@dataclass(frozen=True, slots=True)
class Plan:
    """One track that reminds: until when it reaches, and the instants known before they come."""

    campaign: Campaign
    track: Track
    window: Window
    reach: Reach

    def instants(self, *, now: datetime) -> set[datetime]:
        """All of the window and its late permits, and the next of each that is looked at daily."""
        found = reminders.next_daily(self.track, after=now, opens=self.window.opens)
        for closes in self.reach.closings:
            found |= reminders.of_window(self.track, opens=self.window.opens, closes=closes)
        return found

    def wants(self, due: datetime) -> bool:
        """Whether anything speaks at that instant."""
        return due >= self.window.opens and bool(
            reminders.calls(self.track, due, closings=self.reach.closings)
        )


def plans(house: House, tx: Transaction) -> Iterator[Plan]:
    """Every track of the newest revisions that reminds."""
    for revision in campaigns.newest(house, tx).values():
        made = campaigns.revision(house, tx, revision)
        for track in made.tracks:
            window = windows.window(made, track.key)
            if track.reminders and window is not None:
                yield Plan(made, track, window, reach.of(tx, made, window))


def plan(house: House, tx: Transaction, campaign: str, track: str) -> Plan | None:
    """The plan of one track, None when it reminds no more."""
    return next((p for p in plans(house, tx) if (p.campaign.key, p.track.key) == (campaign, track)), None)


def follow(house: House, *, now: datetime) -> None:
    """Makes, moves and marks slots as files and permits want them now. What is so already costs two reads a track."""
    with house.db.read() as tx:
        changes = list(_changes(house, tx, now=now))
    if not changes:
        return
    with house.db.write() as tx:
        for change in list(_changes(house, tx, now=now)):
            tx.run(change)


def _changes(house: House, tx: Transaction, *, now: datetime) -> Iterator[Any]:
    seen = set()
    for made in plans(house, tx):
        here = (slots.c.campaign == made.campaign.key, slots.c.track == made.track.key)
        seen.add((made.campaign.key, made.track.key))
        wanted = sorted(made.instants(now=now))
        live = or_(slots.c.state == "waiting", slots.c.due_at.in_(wanted))
        rows = {row.due_at: row for row in tx.rows(select(slots).where(*here, live))}
        yield from (_new(made, due, now=now) for due in wanted if due not in rows)
        for due, row in rows.items():
            is_wanted = made.wants(due.astimezone(made.window.closes.tzinfo))
            if row.state == "waiting" and not is_wanted:
                yield _settled(row.id, "moved", now=now)
            elif row.state == "moved" and is_wanted and due > now:
                yield update(slots).where(slots.c.id == row.id).values(state="waiting", settled_at=None)
    for row in tx.rows(select(slots).where(slots.c.state == "waiting")):
        if (row.campaign, row.track) not in seen:
            yield _settled(row.id, "moved", now=now)


def slept(house: House, *, now: datetime) -> None:
    """The instants counted from an event that nobody saw come: of what is looked at daily one alone was known before, and
    each day has events of its own."""
    with house.db.read() as tx:
        if not waiting(tx, upto=now):
            return
    with house.db.write() as tx:
        for made in plans(house, tx):
            here = (slots.c.campaign == made.campaign.key, slots.c.track == made.track.key)
            rows = tx.rows(
                select(slots.c.due_at).where(*here, slots.c.state == "waiting", slots.c.due_at <= now)
            )
            wanted = reminders.of_events_since(made.track, [row.due_at for row in rows], upto=now)
            held = {
                row.due_at for row in tx.rows(select(slots.c.due_at).where(*here, slots.c.due_at.in_(wanted)))
            }
            for due in sorted(wanted - held):
                tx.run(_new(made, due, now=due - timedelta(seconds=1)))


def _new(made: Plan, due: datetime, *, now: datetime) -> Any:
    row = {"campaign": made.campaign.key, "track": made.track.key, "due_at": due, "past": "", "told": 0}
    state: dict[str, Any] = {"state": "waiting", "why": "", "settled_at": None}
    if due <= now:
        state = {"state": "missed", "why": "past", "settled_at": now}
    return insert(slots).values(id=ids.new(), **row, **state)


def _settled(slot: str, state: str, *, now: datetime, **values: Any) -> Any:
    return update(slots).where(slots.c.id == slot).values(state=state, settled_at=now, **values)


def settle(tx: Transaction, slot: str, state: str, *, now: datetime, **values: Any) -> None:
    tx.run(_settled(slot, state, now=now, **values))


def waiting(tx: Transaction, *, upto: datetime, after: datetime | None = None) -> list[Any]:
    """Slots whose time has come, the earliest first."""
    query = select(slots).where(slots.c.state == "waiting", slots.c.due_at <= upto)
    if after is not None:
        query = query.where(slots.c.due_at > after)
    return list(tx.rows(query.order_by(slots.c.due_at, slots.c.campaign, slots.c.track)))


def hold(tx: Transaction, slot: str) -> Any:
    """The slot's row, held for this transaction; None when it waits no more."""
    return tx.one(select(slots).where(slots.c.id == slot, slots.c.state == "waiting").with_for_update())


def named(tx: Transaction, wanted: set[str]) -> dict[str, Any]:
    """Slots by their ids."""
    return {row.id: row for row in tx.rows(select(slots).where(slots.c.id.in_(wanted)))}


def later(tx: Transaction, slot: Any, *, upto: datetime) -> dict[str, datetime]:
    """The track's slots, by id, between this one and now: who heard one of them is not told of an older one."""
    same = (slots.c.campaign == slot.campaign, slots.c.track == slot.track)
    between = (slots.c.due_at > slot.due_at, slots.c.due_at <= upto)
    return {row.id: row.due_at for row in tx.rows(select(slots.c.id, slots.c.due_at).where(*same, *between))}


def advance(tx: Transaction, slot: str, *, past: str, told: int) -> None:
    """How far the slot has come: a kill goes on from here."""
    tx.run(update(slots).where(slots.c.id == slot).values(past=past, told=told))
