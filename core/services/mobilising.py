"""An officer's view of their units: what waits, who has begun, what is missing, how far from the quota (notice N3, N4).
Console, mini-program and chat show these same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.adapters.db import Transaction
from core.domain.paging import Page
from core.services import accounts, acts, batches, campaigns, listing, narrowing, quotas, units
from core.services.house import House
from core.services.listing import Line, Wanted
from core.services.quotas import Standing

SHOWN = 20
_ROLE = ("officer",)


@dataclass(frozen=True, slots=True)
class Missing:
    """How many of a draft's required items are done, and the labels of those that are not; never what they say."""

    done: int
    total: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """One unit's standing in one campaign, track by track."""

    unit: str
    campaign: str
    rows: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    submitted: Page[Line]
    returned: Page[Line]
    drafts: Page[Line]
    missing: Mapping[str, Missing]  # by draft
    counts: Mapping[str, int]  # by state; submitted: what waits for the unit's own word
    standings: tuple[Reach, ...]


def overview(house: House, tx: Transaction, *, by: str, now: datetime) -> Overview:
    """What the officer's first look shows; empty pages for one without such a grant."""

    def page(*states: str) -> Page[Line]:
        return listing.page(tx, Wanted(states=states), by=by, roles=_ROLE, limit=SHOWN)

    drafts = page("draft")
    turns = narrowing.officers_turn(house, tx, now=now)
    counts: dict[str, int] = {}
    for (campaign, track, state), count in listing.counts(tx, by=by, roles=_ROLE).items():
        if state != "submitted" or narrowing.Wait("officer", campaign, track, state) in turns:
            counts[state] = counts.get(state, 0) + count
    return Overview(
        submitted=listing.page(tx, Wanted(waiting=turns), by=by, roles=_ROLE, limit=SHOWN),
        returned=page("returned"),
        drafts=drafts,
        missing=missing(house, tx, [line.id for line in drafts.lines]),
        counts=counts,
        standings=_standings(house, tx, by=by, now=now),
    )


def missing(house: House, tx: Transaction, drafts: list[str]) -> dict[str, Missing]:
    """By draft, what it lacks."""
    found = {}
    for entry in batches.load(house, tx, drafts):
        progress = acts.progress(entry)
        labels = tuple(entry.track.by_key[key].label for key in progress.missing)
        found[entry.id] = Missing(progress.done, progress.total, labels)
    return found


def _standings(house: House, tx: Transaction, *, by: str, now: datetime) -> tuple[Reach, ...]:
    """The officer's own units against what the notice asks, campaign by campaign."""
    own = [row.unit for row in accounts.grants_of(tx, by) if row.role in _ROLE and row.unit]
    direct = list(dict.fromkeys(found for unit in own if (found := units.nearest_direct(tx, unit))))
    named = units.names(tx, direct)
    running: dict[str, Any] = {made.key: made for made, _ in campaigns.running(house, tx, now=now)}
    return tuple(
        Reach(named.get(unit, ""), made.title, tuple(rows))
        for made in running.values()
        for unit, rows in quotas.standings(tx, made, direct).items()
        if rows
    )
