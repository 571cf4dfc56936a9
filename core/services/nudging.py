"""Reminding the officers of units that lack what the notice asks (N3, N4): by the province, or by an officer of a unit above."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from core.adapters.db import Transaction
from core.adapters.tables import grants
from core.domain import clockwork, phrases, reminders, windows
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import audit_log, listing, messages, progress, reach, units, urging
from core.services.house import House
from core.services.progress import Line

REASON = "nudged"
# By unit and track, until when can be sent in what still can: late permits count.
Ends = Mapping[tuple[str, str], datetime]


@dataclass(frozen=True, slots=True)
class Due:
    """Whom a reminder would tell: officers with the units of theirs that lack something; how many heard today; names of those
    nobody can reach; the names of units that lack something and have no officer to be told; until when units can send in."""

    told: dict[str, tuple[Line, ...]]
    heard: int
    unreachable: tuple[str, ...]
    unseated: tuple[str, ...]
    ends: Ends

    @property
    def count(self) -> int:
        return len(self.told)

    @property
    def lost(self) -> int:
        return len(self.unreachable)


def due(
    house: House, tx: Transaction, campaign: Campaign, *, by: str, now: datetime, at: str | None = None,
    roles: Collection[str] = progress.LOOKERS,
) -> Due:  # fmt: skip
    """Nothing is sent by this. Raises Refused: grant.missing, unit.unknown, urge.quiet, nudge.over."""
    roots = progress.roots(tx, campaign.key, by=by, roles=roles)
    if not roots:
        raise Refused("grant.missing")
    if at is not None and not units.is_within(tx, at, roots):
        raise Refused("unit.unknown")
    urging.require_awake(campaign, now=now)
    table = progress.table(tx, campaign, within=(at,) if at else roots)
    ends = _ends(tx, campaign, [line.unit for line in table.lines if line.is_direct], now=now)
    if not ends and max(progress.closes(campaign).values(), default=now) <= now:
        raise Refused("nudge.over")
    lacking = {line.unit: line for line in table.lines if line.is_direct and _lacks(line, ends)}
    seated = _officers(tx, campaign.key, list(lacking))
    mine: dict[str, list[Line]] = {}
    for unit, person in seated:
        if person != by:
            mine.setdefault(person, []).append(lacking[unit])
    heard = urging.heard_today(tx, list(mine), now=now)
    lost = urging.out_of_reach(house, tx, list(mine), now=now)
    names = listing.called(tx, set(mine))
    has_seat = {unit for unit, _ in seated}
    return Due(
        {person: tuple(lines) for person, lines in mine.items() if person not in heard | lost},
        len(heard),
        tuple(sorted(names.get(person) or "未留姓名" for person in lost)),
        tuple(line.name for unit, line in lacking.items() if unit not in has_seat),
        ends,
    )


def nudge(
    house: House, tx: Transaction, campaign: Campaign, *, by: str, now: datetime, at: str | None = None,
    roles: Collection[str] = progress.LOOKERS,
) -> Due:  # fmt: skip
    """Tells everyone who is due. The day is the occasion: two clicks are one message. Raises Refused."""
    found = due(house, tx, campaign, by=by, now=now, at=at, roles=roles)
    occasion = f"nudge:{clockwork.in_china(now):%Y%m%d}"
    for person, lines in found.told.items():
        messages.post(
            house, tx, person, REASON, occasion, now=now, **words(campaign, lines, found.ends, now=now)
        )
    audit_log.note(
        tx, "officers.nudge", by=by, now=now, campaign=campaign.key, unit=at, persons=len(found.told)
    )
    return found


def words(campaign: Campaign, lines: Collection[Line], ends_of: Ends, *, now: datetime) -> dict[str, Any]:
    """What an officer of these units would read, and `ends`: for how long that is true. The date is the first of theirs."""
    found = [
        (line, tally)
        for line in lines
        for tally in line.tallies
        if tally.lacking and (line.unit, tally.track) in ends_of
    ]
    lacks = [
        phrases.say("nudge.lacking", unit=line.name, track=tally.title, count=tally.lacking)
        for line, tally in found
    ]
    closes = clockwork.in_china(min(ends_of[line.unit, tally.track] for line, tally in found))
    days = windows.days_left(closes, now=now)
    left = windows.left_text(days)
    said = {"lacking": "；".join(lacks), "closes": windows.last_day(closes)}
    says, later = (
        phrases.say("message.nudged", **said, left=left),
        phrases.say("message.nudged", **said, left=""),
    )
    ends = reminders.true_for([closes], now=now)
    return {
        "says": says, "later": later, "title": campaign.title, "lacking": len(lacks), "ends": ends, "quiet": reminders.quiet_text(campaign.quiet),
    }  # fmt: skip


def _ends(tx: Transaction, campaign: Campaign, wanted: Collection[str], *, now: datetime) -> Ends:
    return {
        (unit, track): until
        for track, found in reach.ends_by_track(tx, campaign, wanted).items()
        for unit, until in found.items()
        if until > now
    }


def _lacks(line: Line, ends: Ends) -> bool:
    return any(tally.lacking and (line.unit, tally.track) in ends for tally in line.tallies)


def _officers(tx: Transaction, campaign: str, here: list[str]) -> list[tuple[str, str]]:
    """(unit, person) of live seats at just these units."""
    bound = or_(grants.c.campaign.is_(None), grants.c.campaign == campaign)
    live = (grants.c.role == "officer", grants.c.ended_at.is_(None), grants.c.unit.in_(here), bound)
    rows = tx.rows(
        select(grants.c.unit, grants.c.person).where(*live).order_by(grants.c.granted_at, grants.c.id)
    )
    return [(row.unit, row.person) for row in rows]
