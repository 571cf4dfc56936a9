"""Until when an entry can be sent in, for one, for many and as a condition of SQL: the window's end, or a later permit
of the province (notice N1, N2)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import and_, false, not_, or_, select, true

from core.adapters.db import Transaction
from core.adapters.tables import entries, permits, units
from core.domain import clockwork, moves, windows
from core.domain.declaration import Campaign, Track, Window
from core.services import accounts, campaigns
from core.services.entries import Entry
from core.services.house import House


@dataclass(frozen=True, slots=True)
class Reach:
    """Of one track: its window, and every later end that a permit gives, in order."""

    campaign: str
    window: Window
    later: tuple[datetime, ...]

    @property
    def closings(self) -> tuple[datetime, ...]:
        return (self.window.closes, *self.later)

    def closing_at(self, closes: datetime, *, of: Any = None) -> Any:
        """Entries (or units, `of` their id) whose own end is just that one."""
        beyond = [until for until in self.later if until > closes]
        own = true() if closes == self.window.closes else self._permitted([closes], of)
        return and_(own, not_(self._permitted(beyond, of))) if beyond else own

    def open_at(self, now: datetime, *, of: Any = None) -> Any:
        """Entries (or units) that can still send in."""
        if now < self.window.closes:
            return true()
        return self._permitted([until for until in self.later if until > now], of)

    def _permitted(self, untils: list[datetime], of: Any) -> Any:
        if not untils:
            return false()
        given = self.given(permits.c.until.in_(untils))
        tree = _below(*given)
        if of is not None:
            return of.in_(select(tree.c.unit))
        single = select(permits.c.entry).where(*given, permits.c.entry.is_not(None))
        covered = and_(entries.c.unit.is_not(None), entries.c.unit.in_(select(tree.c.unit)))
        return or_(entries.c.id.in_(single), covered)

    def given(self, *more: Any) -> tuple[Any, ...]:
        """The permits of the track, as a condition."""
        return permits.c.campaign == self.campaign, permits.c.track == self.window.track, *more


def _below(*given: Any, beside: Sequence[str] = ("until",)) -> Any:
    """Each unit that a permit covers, its own or one of a unit above, with what else of the permit is asked: its end."""
    own = select(permits.c.unit.label("unit"), *(permits.c[name].label(name) for name in beside))
    tree = own.where(*given, permits.c.unit.is_not(None)).cte(recursive=True)
    more = [tree.c[name] for name in beside]
    return tree.union(select(units.c.id, *more).where(units.c.parent == tree.c.unit))


def ends(tx: Transaction, reach: Reach, wanted: Collection[str]) -> dict[str, datetime]:
    """By unit, when sending in ends for it: with the window, or by the latest permit of its own or of one above."""
    tree = _below(*reach.given())
    mine = select(tree.c.unit.label("id"), tree.c.until).where(tree.c.unit.in_(list(wanted)))
    return _latest(tx, reach, mine, wanted)


def ends_of_entries(tx: Transaction, reach: Reach, wanted: Collection[str]) -> dict[str, datetime]:
    """By entry, the same; a permit may be of the entry alone."""
    tree = _below(*reach.given())
    single = select(permits.c.entry.label("id"), permits.c.until.label("until"))
    single = single.where(*reach.given(permits.c.entry.in_(list(wanted))))
    covered = select(entries.c.id.label("id"), tree.c.until.label("until"))
    covered = covered.join(tree, tree.c.unit == entries.c.unit).where(entries.c.id.in_(list(wanted)))
    return _latest(tx, reach, single.union_all(covered), wanted)


def ends_by_track(
    tx: Transaction, campaign: Campaign, wanted: Collection[str]
) -> dict[str, dict[str, datetime]]:
    """By track that has a window, the same by unit."""
    return {
        track.key: ends(tx, of(tx, campaign, window), wanted)
        for track in campaign.tracks
        if (window := windows.window(campaign, track.key)) is not None
    }


def ends_of_unit(tx: Transaction, campaign: Campaign, unit: str) -> dict[str, datetime]:
    """By track that has a window, the end of one unit."""
    return {track: found[unit] for track, found in ends_by_track(tx, campaign, [unit]).items()}


def _latest(tx: Transaction, reach: Reach, mine: Any, wanted: Collection[str]) -> dict[str, datetime]:
    """The latest of rows (id, until) for each wanted id; never before the window's own end."""
    found = dict.fromkeys(wanted, reach.window.closes)
    if reach.later:
        for row in tx.rows(mine):
            found[row.id] = max(found[row.id], row.until.astimezone(reach.window.closes.tzinfo))
    return found


def end_of_entry(tx: Transaction, entry: Entry) -> datetime | None:
    """Until when the entry in hand can be sent in: the window's end or a later permit. None without a window."""
    window = windows.window(entry.campaign, entry.track.key)
    return ends_of_entries(tx, of(tx, entry.campaign, window), [entry.id])[entry.id] if window else None


def ends_of_rows(
    tx: Transaction, declared: Mapping[str, Campaign], rows: Sequence[Any]
) -> dict[str, datetime]:
    """By entry, until when it is sent in or, returned, answered: rows of drafts and returned entries whose campaigns
    are `declared`. What has no window has no end here. Takes the same queries for 3 and for 30 rows."""
    found = {row.id: row.answer_by for row in rows if row.state == "returned" and row.answer_by}
    by_track: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.id not in found and row.state in moves.EDITABLE:
            by_track[row.campaign, row.track].append(row.id)
    for (key, track), wanted in by_track.items():
        window = windows.window(declared[key], track)
        if window is not None:
            found |= ends_of_entries(tx, of(tx, declared[key], window), wanted)
    return {id: clockwork.in_china(until) for id, until in found.items()}


def end_of_person(tx: Transaction, campaign: Campaign, window: Window, person: str) -> datetime:
    """Until when this person can begin and send in on a track: the window's end, or the latest permit of a unit they
    are an officer of or have an entry at. A permit of one entry alone lets nothing further begin."""
    seats = {row.unit for row in accounts.grants_of(tx, person) if row.role == "officer"}
    own = (
        select(entries.c.unit).where(entries.c.owner == person, entries.c.campaign == campaign.key).distinct()
    )
    at = (seats | {row.unit for row in tx.rows(own)}) - {None}
    return max(ends(tx, of(tx, campaign, window), at).values(), default=window.closes)


def running(
    house: House, tx: Transaction, person: str, *, now: datetime, entry: str | None = None
) -> list[tuple[Campaign, Track]]:
    """What `campaigns.running` is to one person: a window that is over counts while a permit is not by which they can
    begin and send in (`end_of_person`), or one of that very `entry`. Somebody else's is none of theirs."""
    mine = partial(_permitted_to, tx, person, now, entry)
    return campaigns.running(house, tx, now=now, permitted=mine)


def _permitted_to(tx: Transaction, person: str, now: datetime, entry: str | None) -> campaigns.Kinds:
    """Campaign and track of their live permits; two queries, however many there are."""
    seats = [row.unit for row in accounts.grants_of(tx, person) if row.role == "officer"]
    tree = _below(permits.c.until > now, beside=("campaign", "track"))
    here = (entries.c.unit == tree.c.unit, entries.c.campaign == tree.c.campaign)
    has_begun = select(entries.c.id).where(entries.c.owner == person, *here).exists()
    covered = select(tree.c.campaign, tree.c.track).where(or_(tree.c.unit.in_(seats), has_begun))
    single = select(permits.c.campaign, permits.c.track).where(permits.c.until > now)
    found = covered.union(single.where(permits.c.entry.is_not(None), permits.c.entry == entry))
    return {(row.campaign, row.track) for row in tx.rows(found)}


def of(tx: Transaction, campaign: Campaign, window: Window) -> Reach:
    """The reach of a track as permits stand now, in the zone of its window."""
    here = (permits.c.campaign == campaign.key, permits.c.track == window.track)
    rows = tx.rows(
        select(permits.c.until)
        .where(*here, permits.c.until > window.closes)
        .distinct()
        .order_by(permits.c.until)
    )
    later = tuple(row.until.astimezone(window.closes.tzinfo) for row in rows)
    return Reach(campaign.key, window, later)
