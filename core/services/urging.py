"""催办: an officer reminds the owners of open entries of their units, each person at most once a day, by this or by a
declared reminder, never in quiet hours; who cannot be reached is named.

Who is due is counted by the database, however many they are; they are told in batches (core/services/urged.py)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select, true

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import entries, persons
from core.adapters.tables import messages as message_table
from core.domain import clockwork, notices, phrases, reminders, windows
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import (
    accounts,
    campaigns,
    channels,
    reach,
    reachable,
    reaching,
    subscriptions,
    tasks,
    units,
)
from core.services import messages as message_service
from core.services.house import House

REASON = "urged"
OFFICERS = ("officer",)
SHOWN = 200  # persons of a page, names of those nobody can reach
NAMED = 30  # of these in a message
_OF_DAY = (REASON, "nudged")  # their occasion is the day: whatever became of one, a second is not posted
_TOLD = (*_OF_DAY, "reminder")


@dataclass(frozen=True, slots=True)
class Due:
    """Whom an urging would tell: how many persons and entries, how many heard today, how many nobody can reach and what
    the first of these are called."""

    count: int
    entries: int
    heard: int
    lost: int
    unreachable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what: the grants of `by` in these roles, in the branch of `unit` alone where one is given."""

    by: str
    unit: str | None = None
    roles: tuple[str, ...] = OFFICERS


def due(house: House, tx: Transaction, asked: Asked, *, now: datetime) -> Due:
    """Nothing is sent by this. Three queries for any number of entries. Raises Refused: urge.quiet, urge.none, urge.over,
    urge.today, unit.unknown, grant.missing."""
    for made, _ in campaigns.running(house, tx, now=now):
        require_awake(made, now=now)
    mine = _mine(house, tx, asked, now=now)
    count = func.count
    sums = tx.one(
        select(
            count().label("persons"),
            count(case((mine.c.is_due, 1))).label("due"),
            func.coalesce(func.sum(case((mine.c.is_due, mine.c.entries), else_=0)), 0).label("entries"),
            count(case((mine.c.is_heard, 1))).label("heard"),
            count(case((mine.c.is_lost, 1))).label("lost"),
            count(case((and_(mine.c.is_heard, ~mine.c.is_lost), 1))).label("told"),
        ).select_from(mine)
    )
    assert sums is not None
    if not sums.persons:
        raise Refused("urge.over" if _has_drafts(house, tx, asked, now=now) else "urge.none")
    names = _lost_names(tx, mine) if sums.lost else ()
    if not sums.due and sums.told:
        raise Refused("urge.today", unreachable=unreachable_text(names, sums.lost))
    return Due(sums.due, int(sums.entries), sums.heard, sums.lost, names)


def first(
    house: House, tx: Transaction, asked: Asked, *, now: datetime, limit: int = SHOWN
) -> dict[str, list[Any]]:
    """The first of those who are due, each with their open entries."""
    mine = _mine(house, tx, asked, now=now)
    query = select(mine.c.owner).where(mine.c.is_due).order_by(mine.c.owner).limit(limit)
    return _with_entries(house, tx, asked, [row.owner for row in tx.rows(query)], now=now)


def batch(
    house: House, tx: Transaction, asked: Asked, *, now: datetime, past: str, limit: int
) -> tuple[dict[str, list[Any]], str | None]:
    """Of the next owners after `past` (ids in order) those who are due, each with their open entries; and the last one
    that was looked at, None when nobody is left."""
    mine = _mine(house, tx, asked, now=now, past=past, limit=limit)
    rows = tx.rows(select(mine.c.owner, mine.c.is_due).order_by(mine.c.owner))
    found = _with_entries(house, tx, asked, [row.owner for row in rows if row.is_due], now=now)
    return found, rows[-1].owner if len(rows) == limit else None


def _with_entries(
    house: House, tx: Transaction, asked: Asked, owners: list[str], *, now: datetime
) -> dict[str, list[Any]]:
    if not owners:
        return {}
    columns = (entries.c.id, entries.c.owner, entries.c.title, entries.c.state, entries.c.unit, entries.c.campaign,
               entries.c.track, entries.c.answer_by)  # fmt: skip
    rows = tx.rows(
        select(*columns)
        .where(entries.c.owner.in_(owners), *_open(house, tx, asked, now=now))
        .order_by(entries.c.owner, entries.c.created_at, entries.c.id)
    )
    told: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        told[row.owner].append(row)
    return dict(told)


def sample(house: House, tx: Transaction, found: Mapping[str, list[Any]], *, now: datetime) -> str:
    """What the first of those who are due would read, without what their work is called: it may be a draft."""
    person, rows = next(iter(found.items()))
    bare = [SimpleNamespace(**dict(row._mapping) | {"title": "……"}) for row in rows]
    return str(words(house, tx, {person: bare}, now=now)[person]["says"])


def words(
    house: House, tx: Transaction, told: Mapping[str, list[Any]], *, now: datetime
) -> dict[str, dict[str, Any]]:
    """What each person is told, of what ends first, and `ends`: for how long that is true."""
    running = {made.key: made for made, _ in campaigns.running(house, tx, now=now)}
    ends = reach.ends_of_rows(tx, running, [row for rows in told.values() for row in rows])
    told = {person: sorted(rows, key=lambda row: ends[row.id]) for person, rows in told.items()}
    direct = units.nearest_directs(tx, {row.unit for rows in told.values() for row in rows})
    named = units.names(tx, set(direct.values()))
    return {
        person: _words(
            rows[0], ends[rows[0].id], named.get(direct.get(rows[0].unit, ""), ""), more=len(rows) - 1, now=now
        ) | {"quiet": reminders.quiet_text(running[rows[0].campaign].quiet), "entries": [row.id for row in rows]}
        for person, rows in told.items()
    }  # fmt: skip


def _mine(
    house: House, tx: Transaction, asked: Asked, *, now: datetime, past: str = "", limit: int | None = None
) -> Any:
    """A query of the owners of what is open: `entries` of theirs, whether they heard today, whether nobody reaches them,
    whether they are due; all of them, or the next `limit` after `past`. An officer knows of their own."""
    theirs = (entries.c.owner != asked.by, entries.c.owner > past)
    query = (
        select(entries.c.owner, func.count().label("entries"))
        .where(*theirs, *_open(house, tx, asked, now=now))
        .group_by(entries.c.owner)
    )
    owners = (query.order_by(entries.c.owner).limit(limit) if limit else query).subquery()
    here = (message_table.c.person == owners.c.owner, *_heard(now))
    way = reachable.way(house, owners.c.owner, notices.NOTICES[REASON], now=now)
    seen = select(
        owners.c.owner,
        owners.c.entries,
        exists().where(*here).label("is_heard"),
        way.in_(reachable.LOST).label("is_lost"),
    ).subquery()
    is_due = and_(~seen.c.is_heard, ~seen.c.is_lost).label("is_due")
    return select(seen, is_due).subquery()


def _lost_names(tx: Transaction, mine: Any) -> tuple[str, ...]:
    query = (
        select(persons.c.name)
        .join(mine, mine.c.owner == persons.c.id)
        .where(mine.c.is_lost)
        .order_by(persons.c.name, persons.c.id)
    )
    return tuple(row.name or phrases.say("urge.unnamed") for row in tx.rows(query.limit(SHOWN)))


def unreachable_text(names: Collection[str], count: int) -> str:
    """The first by name; of more, how many."""
    said = "、".join(list(names)[:NAMED]) + (" 等" if count > NAMED else "")
    return phrases.say("urge.unreachable", count=count, names=said) if count else ""


def require_awake(made: Campaign, *, now: datetime) -> None:
    quiet = made.quiet
    if quiet and reminders.is_quiet(quiet, clockwork.in_china(now).time()):
        raise Refused("urge.quiet", start=f"{quiet.start:%H:%M}", until=f"{quiet.until:%H:%M}")


def _within(tx: Transaction, asked: Asked) -> list[Any]:
    """Entries that the officer's grants reach. Raises Refused: grant.missing, unit.unknown."""
    scope = accounts.scope(tx, asked.by, *asked.roles)
    if scope.is_empty:
        raise Refused("grant.missing")
    if asked.unit is not None and not units.is_within(tx, asked.unit, [unit for unit, _ in scope.roots]):
        raise Refused("unit.unknown")
    return [scope.where(), entries.c.unit.in_(units.below(asked.unit)) if asked.unit else true()]


def _open(house: House, tx: Transaction, asked: Asked, *, now: datetime) -> list[Any]:
    """Drafts that can still be sent in, and returned entries that can still be answered, of the officer's units."""
    return [*_within(tx, asked), _to_do(house, tx, now=now)]


def _to_do(house: House, tx: Transaction, *, now: datetime) -> Any:
    running = {made.key: made for made, _ in campaigns.running(house, tx, now=now)}
    sendable: list[Any] = []
    for made in running.values():
        for track in made.tracks:
            window = windows.window(made, track.key)
            if window is not None:
                here = (entries.c.campaign == made.key, entries.c.track == track.key)
                sendable.append(and_(*here, reach.of(tx, made, window).open_at(now)))
    answerable = or_(entries.c.answer_by.is_(None), entries.c.answer_by > now)
    back = and_(entries.c.state == "returned", answerable, entries.c.campaign.in_(list(running)))
    drafts = and_(entries.c.state == "draft", or_(False, *sendable))
    return or_(back, drafts)


def still(house: House, tx: Transaction, among: Collection[str], *, now: datetime) -> set[str]:
    """Of these entries, those that can still be sent in."""
    here = (entries.c.id.in_(list(among)), _to_do(house, tx, now=now))
    return {row.id for row in tx.rows(select(entries.c.id).where(*here))} if among else set()


def _has_drafts(house: House, tx: Transaction, asked: Asked, *, now: datetime) -> bool:
    """Whether there are drafts and none of them, the officer's own too, can be sent in any more."""
    own = select(entries.c.id).where(*_open(house, tx, asked, now=now)).limit(1)
    drafts = select(entries.c.id).where(*_within(tx, asked), entries.c.state == "draft").limit(1)
    return tx.one(own) is None and tx.one(drafts) is not None


def heard_today(tx: Transaction, persons: list[str], *, now: datetime) -> set[str]:
    """Who was reminded today, by an officer or by the campaign."""
    here = (message_table.c.person.in_(persons), *_heard(now))
    return {row.person for row in tx.rows(select(message_table.c.person).where(*here).distinct())}


def _heard(now: datetime) -> tuple[Any, ...]:
    """Messages that reminded on the day of `now`, or still will; a reminder that never left is none."""
    begins = clockwork.in_china(now).replace(hour=0, minute=0, second=0, microsecond=0)
    has_left = message_table.c.state.not_in(("failed", message_service.DROPPED))
    counts = or_(message_table.c.reason.in_(_OF_DAY), has_left)
    day = (message_table.c.at >= begins, message_table.c.at < begins + timedelta(days=1))
    return (message_table.c.reason.in_(_TOLD), counts, *day)


def out_of_reach(house: House, tx: Transaction, persons: list[str], *, now: datetime) -> set[str]:
    """Persons whom no channel reaches now."""
    reached = tasks.addresses(house, tx, persons)
    credits = subscriptions.left(tx, persons)
    shut = channels.shut(tx)
    found = set()
    for person in persons:
        task = tasks.Task(
            id="", person=person, reason=REASON, body={}, at=now, attempt=1, lease=real(), began=None, tried=(), shut=shut,
            credits=credits.get(person, {}), **tasks.known(reached.get(person, {})),
        )  # fmt: skip
        if not reaching.ways(task, now=now):
            found.add(person)
    return found


def _words(row: Any, closes: datetime, unit: str, *, more: int, now: datetime) -> dict[str, Any]:
    title = row.title or "未命名"
    named = phrases.say("urge.named.many" if more else "urge.named", title=title, count=more + 1)
    days = windows.days_left(closes, now=now)
    left = windows.left_text(days)
    code = "urge.returned" if row.state == "returned" else "message.urged"
    said = {"unit": unit.removesuffix("工会"), "named": named, "closes": windows.last_day(closes)}
    says, later = phrases.say(code, **said, left=left), phrases.say(code, **said, left="")
    until = clockwork.minute_text(closes - timedelta(minutes=1))
    ends = reminders.true_for([closes], now=now)  # nobody hears of a date that is over
    return {"says": says, "later": later, "title": title, "until": until, "ends": ends}
