"""The one place where progress is counted (notice N3, N4): chat, mini-program, pictures and console ask here.

Every answer takes a fixed number of queries: the tree and the groups are the database's work, and rolling the groups up to
the units above is done once, in memory."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select, true

from core.adapters.columns import utc_hour
from core.adapters.db import Transaction
from core.adapters.tables import entries, unit_names, unit_quotas, units
from core.domain import clockwork, stages, windows
from core.domain.declaration import Campaign
from core.services import accounts

OFFICERS = ("officer",)
LOOKERS = (*OFFICERS, *accounts.PROVINCE)
NOWHERE = ""  # the unit of entries that name none yet
Roots = tuple[str | None, ...]  # units whose branches are meant; None: all


@dataclass(frozen=True, slots=True)
class Tally:
    """One track of a unit with all below it. Each stage holds those beyond it, too. `least`: what the quota asks, 0: nothing."""

    track: str
    title: str
    started: int
    submitted: int
    confirmed: int
    approved: int
    least: int

    @property
    def lacking(self) -> int:
        return max(0, self.least - self.submitted)


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in a table: `parts` units stand right below it, `own`: this line counts the unit without those."""

    unit: str
    name: str
    is_direct: bool
    parts: int
    tallies: tuple[Tally, ...]
    own: bool = False

    @property
    def lacking(self) -> int:
        return sum(tally.lacking for tally in self.tallies)

    @property
    def is_begun(self) -> bool:
        return any(tally.started for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a branch or of all, missing first, and their sum. `met`, `asked`: directly affiliated units that lack
    nothing, and all of them that something is asked of."""

    lines: tuple[Line, ...]
    total: tuple[Tally, ...]
    met: int
    asked: int


def roots(tx: Transaction, campaign: str, *, by: str, roles: Collection[str] = LOOKERS) -> Roots:
    """The units whose branches a person may see the progress of, in this campaign; none for one who may see nothing."""
    held = [
        unit for unit, bound in accounts.scope(tx, by, *roles).roots if bound is None or bound == campaign
    ]
    return (None,) if None in held else tuple(dict.fromkeys(held))


def table(tx: Transaction, campaign: Campaign, *, within: Roots, at: str | None = None) -> Table:
    """Without `at`: the directly affiliated units of these branches, and those with a seat themselves. With `at`, one
    unit: what stands right below it, and what is its own. Three queries."""
    tree = _tree(tx, (at,) if at else within)
    groups = _groups(tx, campaign.key, (at,) if at else within)
    sums = _Sums(_summed(tree, groups, stop=False), _summed(tree, groups, stop=True), _own(tx, campaign.key))
    if at:
        shown = [unit for unit, node in tree.items() if node.parent == at and not node.is_gone]
    else:
        tops = {unit for unit in within if unit}
        shown = [unit for unit, node in tree.items() if (node.is_direct or unit in tops) and not node.is_gone]
    lines = [_line(campaign, unit, tree[unit], sums) for unit in shown]
    gone = [sums.all.get(unit, {}) for unit, node in tree.items() if node.parent == at and node.is_gone]
    if at and at in tree and (own := _merged([groups.get(at, {}), *gone])):
        lines.append(Line(at, tree[at].name, False, 0, _tallies(campaign, own), own=True))
    direct = [_line(campaign, unit, node, sums) for unit, node in tree.items() if node.is_direct]
    return Table(
        lines=tuple(sorted(lines, key=lambda line: (line.own, -line.lacking, line.is_begun, line.name))),
        total=_tallies(campaign, _merged(groups.values())),
        met=sum(line.lacking == 0 for line in direct),
        asked=len(direct) if any(tally.least for line in direct for tally in line.tallies) else 0,
    )


def standings(tx: Transaction, campaign: Campaign, direct: Collection[str]) -> dict[str, tuple[Tally, ...]]:
    """Of these directly affiliated units, what the quota asks and what there is. An entry counts for the nearest directly
    affiliated unit at or above its own (N3). Three queries."""
    if not direct:
        return {}
    tree = _tree(tx, tuple(direct))
    counted = _summed(tree, _groups(tx, campaign.key, tuple(direct)), stop=True)
    own = _own(tx, campaign.key)
    return {
        unit: _tallies(campaign, counted.get(unit, {}), _least(campaign, own.get(unit, {})))
        for unit in direct
    }


def by_day(
    tx: Transaction, campaign: Campaign, *, within: Roots, at: str | None = None
) -> dict[str, list[tuple[date, int]]]:
    """By track, the days (as China counts them) on which something was sent in that counts still, and how much. One query."""
    hour = utc_hour(entries.c.queued_at)  # of what was sent in: when it was; the index of the lists holds it
    here = counting(campaign.key, (at,) if at else within)
    rows = tx.rows(
        select(entries.c.track, hour.label("hour"), func.count().label("n"))
        .where(here)
        .group_by(entries.c.track, hour)
    )
    found: dict[str, dict[date, int]] = {track.key: {} for track in campaign.tracks}
    for row in rows:
        day = clockwork.in_china(datetime.fromisoformat(f"{row.hour}:00:00+00:00")).date()
        held = found.setdefault(row.track, {})
        held[day] = held.get(day, 0) + row.n
    return {track: sorted(days.items()) for track, days in found.items()}


def closes(campaign: Campaign) -> dict[str, datetime]:
    """By track, when sending in ends."""
    ends = ((track.key, windows.window(campaign, track.key)) for track in campaign.tracks)
    return {key: window.closes for key, window in ends if window}


# The tree and the groups ------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Node:
    parent: str | None
    is_direct: bool
    name: str
    is_gone: bool  # merged into the unit above: what it had counts there
    parts: int = 0


@dataclass(frozen=True, slots=True)
class _Sums:
    """Each unit with all below it; with what counts for itself; the quotas of its own."""

    all: "_Groups"
    counted: "_Groups"
    own: dict[str, dict[str, int]]


_Groups = dict[str, dict[tuple[str, str], int]]  # by unit: (track, state) -> how many


def branches(within: Roots) -> Any:
    """A query of the ids of these units and all below them."""
    tops = [unit for unit in within if unit]
    tree = select(units.c.id).where(units.c.id.in_(tops)).cte("branches", recursive=True)
    tree = tree.union(select(units.c.id).where(units.c.parent == tree.c.id))
    return select(tree.c.id)


def _within(column: Any, within: Roots) -> Any:
    return true() if None in within else column.in_(branches(within))


def counting(campaign: str, within: Roots) -> Any:
    out = [state for state in ("draft", "withdrawn", "rejected") if not stages.counts(state)]
    return and_(entries.c.campaign == campaign, entries.c.state.not_in(out), _within(entries.c.unit, within))


def _tree(tx: Transaction, within: Roots) -> dict[str, _Node]:
    live = and_(unit_names.c.unit == units.c.id, unit_names.c.until.is_(None))
    rows = tx.rows(
        select(units.c.id, units.c.parent, units.c.is_direct, units.c.successor, unit_names.c.name)
        .outerjoin(unit_names, live)
        .where(_within(units.c.id, within))
        .order_by(units.c.id)
    )
    tree = {
        row.id: _Node(row.parent, row.is_direct, row.name or "", row.successor is not None) for row in rows
    }
    for node in tree.values():
        if node.parent in tree and not node.is_gone:
            tree[node.parent].parts += 1
    return tree


def _groups(tx: Transaction, campaign: str, within: Roots) -> _Groups:
    keys = (entries.c.unit, entries.c.track, entries.c.state)
    here = and_(entries.c.campaign == campaign, _within(entries.c.unit, within))
    found: _Groups = {}
    for row in tx.rows(select(*keys, func.count().label("n")).where(here).group_by(*keys)):
        found.setdefault(row.unit or NOWHERE, {})[row.track, row.state] = row.n
    return found


def _summed(tree: Mapping[str, _Node], groups: _Groups, *, stop: bool) -> _Groups:
    """Each unit with all below it; with `stop` no further up than to the nearest directly affiliated unit."""
    found: _Groups = {}
    for unit, states in groups.items():
        at: str | None = unit
        seen: set[str] = set()
        while at and at in tree and at not in seen:
            seen.add(at)
            held = found.setdefault(at, {})
            for key, count in states.items():
                held[key] = held.get(key, 0) + count
            at = None if stop and tree[at].is_direct else tree[at].parent
    return found


def _merged(every: Iterable[Mapping[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for states in every:
        for key, count in states.items():
            found[key] = found.get(key, 0) + count
    return found


def _line(campaign: Campaign, unit: str, node: _Node, sums: _Sums) -> Line:
    """A directly affiliated unit is measured by what counts for itself, any other by all below it."""
    if not node.is_direct:
        return Line(unit, node.name, False, node.parts, _tallies(campaign, sums.all.get(unit, {})))
    least = _least(campaign, sums.own.get(unit, {}))
    return Line(unit, node.name, True, node.parts, _tallies(campaign, sums.counted.get(unit, {}), least))


def _tallies(
    campaign: Campaign, states: Mapping[tuple[str, str], int], least: Mapping[str, int] | None = None
) -> tuple[Tally, ...]:
    found = []
    for track in campaign.tracks:
        mine = {state: count for (key, state), count in states.items() if key == track.key}
        found.append(
            Tally(track.key, track.title, **stages.tally(mine), least=(least or {}).get(track.key, 0))
        )
    return tuple(found)


def _own(tx: Transaction, campaign: str) -> dict[str, dict[str, int]]:
    """Quotas that single units have of their own."""
    found: dict[str, dict[str, int]] = {}
    for row in tx.rows(select(unit_quotas).where(unit_quotas.c.campaign == campaign)):
        found.setdefault(row.unit, {})[row.track] = row.least
    return found


def _least(campaign: Campaign, own: Mapping[str, int]) -> dict[str, int]:
    """By track, what is asked of a directly affiliated unit: its own quota, else the campaign's."""
    every = {row.track: row.min or 0 for row in campaign.quotas if row.per == "direct_unit"}
    return every | dict(own)
