"""What officers still have to do for their units: entries to confirm, drafts not sent in, what the quota lacks (N3, N4)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, false, func, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import entries, grants, units
from core.domain import phrases
from core.domain.declaration import Campaign, Track
from core.domain.reminders import Call
from core.services import quotas
from core.services import units as unit_service
from core.services.reach import Reach

KINDS = ("officers_behind", "officers_confirming")


def _seated(campaign: Campaign) -> Any:
    for_it = or_(grants.c.campaign.is_(None), grants.c.campaign == campaign.key)
    return and_(grants.c.role == "officer", grants.c.ended_at.is_(None), grants.c.unit.is_not(None), for_it)


def persons(campaign: Campaign, track: Track) -> Any:  # noqa: ARG001 - beside owners_due.persons
    """A query of all officers of a campaign."""
    return select(grants.c.person.label("person")).where(_seated(campaign))


def values(
    tx: Transaction, campaign: Campaign, track: Track, reach: Reach, calls: Sequence[Call], *, among: list[str],
    now: datetime,
) -> dict[tuple[str, int], dict[str, Any]]:  # fmt: skip
    """By person and place of the call, what its words are filled with; nothing for one who has nothing to do."""
    wanted = {n: call for n, call in enumerate(calls) if call.reminder.whom in KINDS}
    if not wanted:
        return {}
    counts = _counted(tx, campaign, track, reach, wanted, among=among, now=now)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for n, call in wanted.items():
        if call.reminder.whom == "officers_confirming":
            found |= {(person, n): {"waiting": count[n]} for person, count in counts.items() if count[n]}
            continue
        lacking = _lacking(tx, campaign, track, reach, call, among=among, now=now)
        for person in among:
            drafts = counts[person][n] if person in counts else 0
            if drafts or person in lacking:
                found[person, n] = {"drafts": drafts, "lacking": lacking.get(person, "")}
    return found


def _counted(
    tx: Transaction, campaign: Campaign, track: Track, reach: Reach, wanted: dict[int, Call], *, among: list[str],
    now: datetime,
) -> dict[str, dict[int, int]]:  # fmt: skip
    """By person and call, entries of their units and those below, each once; own drafts that name no unit yet, too."""
    flags = {n: _concerns(reach, call, now=now) for n, call in wanted.items()}
    sums = [func.sum(case((flag, 1), else_=0)).label(f"c{n}") for n, flag in flags.items()]
    seat = and_(_seated(campaign), grants.c.person.in_(among))
    tree = select(grants.c.person, grants.c.unit.label("unit")).where(seat).cte(recursive=True)
    tree = tree.union(select(tree.c.person, units.c.id).where(units.c.parent == tree.c.unit))
    here = (entries.c.campaign == campaign.key, entries.c.track == track.key, or_(*flags.values()))
    below = select(tree.c.person, *sums).join(entries, entries.c.unit == tree.c.unit).where(*here)
    own = select(entries.c.owner.label("person"), *sums).where(
        *here, entries.c.unit.is_(None), entries.c.owner.in_(select(tree.c.person))
    )
    counts: dict[str, dict[int, int]] = defaultdict(lambda: dict.fromkeys(wanted, 0))
    for query in (below.group_by(tree.c.person), own.group_by(entries.c.owner)):
        for row in tx.rows(query):
            for n in wanted:
                counts[row.person][n] += getattr(row, f"c{n}")
    return counts


def _concerns(reach: Reach, call: Call, *, now: datetime) -> Any:
    if call.reminder.whom == "officers_confirming":
        return entries.c.state == "submitted"
    drafts = entries.c.state == "draft"
    if call.closes is None:
        return and_(drafts, reach.open_at(now))
    return and_(drafts, reach.closing_at(call.closes)) if call.closes > now else and_(drafts, false())


def _lacking(
    tx: Transaction,
    campaign: Campaign,
    track: Track,
    reach: Reach,
    call: Call,
    *,
    among: list[str],
    now: datetime,
) -> dict[str, str]:
    """By person, which of their directly affiliated units lack how many, as long as something can be sent in."""
    seat = and_(_seated(campaign), grants.c.person.in_(among))
    rows = tx.rows(
        select(grants.c.person, grants.c.unit).where(seat).order_by(grants.c.granted_at, grants.c.id)
    )
    direct = unit_service.nearest_directs(tx, {row.unit for row in rows})
    still = _still(tx, reach, call, sorted(set(direct.values())), now=now)
    standings = quotas.standings(tx, campaign, still)
    lacks = {
        unit: sum(standing.lacking for standing in found if standing.track == track.key)
        for unit, found in standings.items()
    }
    named = unit_service.names(tx, [unit for unit, count in lacks.items() if count])
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        unit = direct.get(row.unit)
        if unit and lacks.get(unit):
            text = phrases.say("reminder.lacking", unit=named.get(unit, ""), count=lacks[unit])
            said[row.person][text] = None
    return {person: "；".join(texts) for person, texts in said.items()}


def _still(tx: Transaction, reach: Reach, call: Call, direct: list[str], *, now: datetime) -> list[str]:
    """Of these units, those whose own end the call is about, or who can send in at all."""
    if call.closes is None:
        is_theirs = reach.open_at(now, of=units.c.id)
    elif call.closes > now:
        is_theirs = reach.closing_at(call.closes, of=units.c.id)
    else:
        return []
    return [row.id for row in tx.rows(select(units.c.id).where(units.c.id.in_(direct), is_theirs))]
