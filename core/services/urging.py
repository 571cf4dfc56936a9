"""催办: an officer reminds the owners of open entries of their units, each person at most once a day, by this or by a
declared reminder, never in quiet hours; who cannot be reached is named."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import and_, or_, select, true

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import entries
from core.adapters.tables import messages as message_table
from core.domain import clockwork, phrases, reminders, windows
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import (
    accounts,
    audit_log,
    campaigns,
    channels,
    listing,
    messages,
    reach,
    reaching,
    subscriptions,
    units,
)
from core.services.house import House

REASON = "urged"
OFFICERS = ("officer",)
_TOLD = (REASON, "reminder", "nudged")


@dataclass(frozen=True, slots=True)
class Due:
    """Whom an urging would tell: open entries by owner; those who heard today; names of those nobody can reach."""

    told: dict[str, list[Any]]
    heard: int
    unreachable: tuple[str, ...]

    @property
    def entries(self) -> int:
        return sum(len(rows) for rows in self.told.values())


def due(
    house: House, tx: Transaction, *, by: str, now: datetime, at: str | None = None, roles: Collection[str] = OFFICERS
) -> Due:  # fmt: skip
    """Whom the grants of `by` in these roles reach, in the branch of the unit `at` alone where one is given. Nothing is sent
    by this. Raises Refused: urge.quiet, urge.none, urge.over, urge.today, unit.unknown."""
    running = {made.key: made for made, _ in campaigns.running(house, tx, now=now)}
    for made in running.values():
        require_awake(made, now=now)
    rows = _open(house, tx, running, by=by, now=now, at=at, roles=roles)
    mine: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.owner != by:  # an officer knows of their own
            mine[row.owner].append(row)
    if not mine:
        raise Refused("urge.none")
    heard = heard_today(tx, list(mine), now=now)
    names = listing.called(tx, set(mine))
    lost = out_of_reach(house, tx, list(mine), now=now)
    unreachable = tuple(sorted(names.get(person) or "未留姓名" for person in lost))
    told = {person: found for person, found in mine.items() if person not in heard and person not in lost}
    if not told and heard - lost:
        raise Refused("urge.today", unreachable=unreachable_text(unreachable))
    return Due(told, len(heard), unreachable)


def urge(
    house: House, tx: Transaction, *, by: str, now: datetime, at: str | None = None, roles: Collection[str] = OFFICERS
) -> Due:  # fmt: skip
    """Tells everyone who is due. The day is the occasion: two officers, or two taps, are one message. Raises Refused."""
    found = due(house, tx, by=by, now=now, at=at, roles=roles)
    day = clockwork.in_china(now)
    for person, words in _told(house, tx, found.told, now=now).items():
        messages.post(house, tx, person, REASON, f"urge:{day:%Y%m%d}", now=now, **words)
    audit_log.note(tx, "unit.urge", by=by, now=now, persons=len(found.told))
    return found


def sample(house: House, tx: Transaction, found: Due, *, now: datetime) -> str:
    """What the first of those who are due would read, without what their work is called: it may be a draft."""
    person, rows = next(iter(found.told.items()))
    bare = [SimpleNamespace(**dict(row._mapping) | {"title": "……"}) for row in rows]
    return _told(house, tx, {person: bare}, now=now)[person]["says"]


def _told(
    house: House, tx: Transaction, told: Mapping[str, list[Any]], *, now: datetime
) -> dict[str, dict[str, str]]:
    """The words for each person."""
    running = {made.key: made for made, _ in campaigns.running(house, tx, now=now)}
    direct = units.nearest_directs(tx, {row.unit for rows in told.values() for row in rows})
    named = units.names(tx, set(direct.values()))
    return {
        person: _words(
            running[rows[0].campaign], rows[0], named.get(direct.get(rows[0].unit, ""), ""), more=len(rows) - 1, now=now
        ) | {"quiet": reminders.quiet_text(running[rows[0].campaign].quiet)}
        for person, rows in told.items()
    }  # fmt: skip


def unreachable_text(names: tuple[str, ...]) -> str:
    return phrases.say("urge.unreachable", count=len(names), names="、".join(names)) if names else ""


def require_awake(made: Campaign, *, now: datetime) -> None:
    quiet = made.quiet
    if quiet and reminders.is_quiet(quiet, clockwork.in_china(now).time()):
        raise Refused("urge.quiet", start=f"{quiet.start:%H:%M}", until=f"{quiet.until:%H:%M}")


def _open(
    house: House, tx: Transaction, running: dict[str, Campaign], *, by: str, now: datetime, at: str | None,
    roles: Collection[str],
) -> list[Any]:  # fmt: skip
    """Drafts that can still be sent in, and returned entries that can still be answered, of the officer's units."""
    scope = accounts.scope(tx, by, *roles)
    if scope.is_empty:
        raise Refused("grant.missing")
    if at is not None and not units.is_within(tx, at, [unit for unit, _ in scope.roots]):
        raise Refused("unit.unknown")
    branch = entries.c.unit.in_(units.below(at)) if at else true()
    sendable: list[Any] = []
    for made in running.values():
        for track in made.tracks:
            window = windows.window(made, track.key)
            if window is not None:
                here = (entries.c.campaign == made.key, entries.c.track == track.key)
                sendable.append(and_(*here, reach.of(tx, made, window).open_at(now)))
    answerable = or_(entries.c.answer_by.is_(None), entries.c.answer_by > now)
    back = and_(entries.c.state == "returned", answerable, entries.c.campaign.in_(list(running)))
    drafts = entries.c.state == "draft"
    columns = (entries.c.id, entries.c.owner, entries.c.title, entries.c.state, entries.c.unit, entries.c.campaign,
               entries.c.track, entries.c.answer_by)  # fmt: skip
    query = (
        select(*columns)
        .where(scope.where(), branch)
        .order_by(entries.c.owner, entries.c.created_at, entries.c.id)
    )
    rows = list(tx.rows(query.where(or_(back, and_(drafts, or_(False, *sendable))))))
    if not rows and tx.one(query.where(drafts).limit(1)):
        raise Refused("urge.over")
    return rows


def heard_today(tx: Transaction, persons: list[str], *, now: datetime) -> set[str]:
    """Who was reminded today, by an officer or by the campaign."""
    local = clockwork.in_china(now)
    begins = local.replace(hour=0, minute=0, second=0, microsecond=0)
    here = (message_table.c.person.in_(persons), message_table.c.reason.in_(_TOLD))
    rows = tx.rows(
        select(message_table.c.person)
        .where(*here, message_table.c.at >= begins, message_table.c.at < begins + timedelta(days=1))
        .distinct()
    )
    return {row.person for row in rows}


def out_of_reach(house: House, tx: Transaction, persons: list[str], *, now: datetime) -> set[str]:
    """Persons whom no channel reaches now."""
    reached = reaching.addresses(house, tx, persons)
    credits = subscriptions.left(tx, persons)
    shut = channels.shut(tx)
    found = set()
    for person in persons:
        task = reaching.Task(
            id="", person=person, reason=REASON, body={}, at=now, attempt=1, lease=real(), began=None, tried=(), shut=shut,
            credits=credits.get(person, {}), **reaching.known(reached.get(person, {})),
        )  # fmt: skip
        if not reaching.ways(task, now=now):
            found.add(person)
    return found


def _words(made: Campaign, row: Any, unit: str, *, more: int, now: datetime) -> dict[str, str]:
    window = windows.window(made, row.track)
    title = row.title or "未命名"
    named = phrases.say("urge.named.many" if more else "urge.named", title=title, count=more + 1)
    is_back = row.state == "returned"
    closes = (
        clockwork.in_china(row.answer_by) if is_back and row.answer_by else window.closes if window else now
    )
    days = windows.days_left(closes, now=now)
    left = (
        phrases.say("group.left.today")
        if days == 0
        else phrases.say("group.left", days=days)
        if days > 0
        else ""
    )
    code = "urge.returned" if is_back else "message.urged"
    says = phrases.say(
        code, unit=unit.removesuffix("工会"), named=named, closes=windows.last_day(closes), left=left
    )
    until = clockwork.minute_text(closes - timedelta(minutes=1))
    return {"says": says, "title": title, "until": until}
