"""Decide now, tell later: a decision is written down beside its entry, which does not move. So no door can tell of it
before it is released: whatever shows an entry reads its state. Released it is carried out (core/services/releasing.py)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, select

from core.adapters import ids
from core.adapters.db import Taken, Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import persons, verdicts
from core.domain.refusals import Refused
from core.services import accounts, audit_log, entries, reviews, units, vetting
from core.services.house import House

PAGE = 50
# By the table of moves: what may be told later, who decides it, what looks whether it may be, what carries it out.
ACTS: Mapping[str, tuple[str, ...]] = {
    "innovation": ("approve", "return", "reject"),
    "roadshow": ("accept", "select", "pass_over", "return"),
}
_ORDER = ("approve", "accept", "select", "return", "reject", "pass_over")  # as they are counted
DECIDERS: Mapping[str, tuple[str, ...]] = {"innovation": ("auditor",), "roadshow": accounts.PROVINCE}
_READY: Mapping[str, Callable[..., dict[str, str]]] = {"innovation": reviews.ready, "roadshow": vetting.ready}


@dataclass(frozen=True, slots=True)
class Line:
    """One decision that waits to be told. `fits`: the entry is still as it was decided on; `fault`: why the last release
    left it out."""

    id: str
    entry: str
    number: str
    title: str
    unit: str
    act: str
    who: str
    is_mine: bool
    at: datetime
    fits: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """`counts` by act and `told` persons: of those that fit; `stale` of those that do not."""

    lines: tuple[Line, ...]
    next: str | None
    counts: dict[str, int]
    told: int
    stale: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def record(
    house: House,
    tx: Transaction,
    entry_id: str,
    act: str,
    reasons: dict[str, str],
    *,
    by: str,
    now: datetime,
    seen: int,
    replaces: str = "",
) -> Any:
    """Writes a decision down; nobody hears of it. `seen`: the version of the entry that was looked at; `replaces`: the id
    of the decision that stood on the page. Gives the row; the same again is quiet. Raises Refused: entry.forbidden,
    entry.stale, verdict.held by somebody else's decision, and whatever the act itself would be refused for."""
    entry = entries.load(house, tx, entry_id)
    accounts.require(tx, by, entry_id, *DECIDERS[entry.track.moves])
    held = of(tx, entry_id)
    if held is not None and held.id != replaces:
        if (held.act, held.by, held.version) == (act, by, seen) and held.reasons == reviews.shortened(
            reasons
        ):
            return held
        raise Refused("verdict.held", **reviews.told_of(tx, held))
    _require_loose(held)
    if seen != entry.row.version:
        raise Refused("entry.stale", version=entry.row.version)
    if act not in ACTS[entry.track.moves]:
        raise Refused("request.invalid", detail="act")
    kept = _READY[entry.track.moves](tx, entry, act, reasons, role="auditor")
    row = {"entry": entry_id, "act": act, "reasons": kept, "version": seen}
    if held is not None:
        tx.run(delete(verdicts).where(verdicts.c.id == held.id))
    made = ids.new()
    try:
        with tx.attempt():
            tx.run(insert(verdicts).values(id=made, by=by, at=now, fault="", **row))
    except Taken:  # another decided in this very moment
        raise Refused("server.busy") from None
    audit_log.note(tx, "verdict.record", by=by, now=now, entry=entry_id, verdict=act)
    return of(tx, entry_id)


def take_back(tx: Transaction, entry_id: str, verdict: str, *, by: str, now: datetime) -> bool:
    """The decision is as if it had never been. False where it is gone already. Raises Refused: entry.forbidden,
    verdict.held by another decision than the one that was looked at, verdict.going."""
    accounts.require(tx, by, entry_id, *accounts.PROVINCE)
    held = of(tx, entry_id)
    if held is None:
        return False
    if held.id != verdict:
        raise Refused("verdict.held", **reviews.told_of(tx, held))
    _require_loose(held)
    tx.run(delete(verdicts).where(verdicts.c.id == verdict))
    audit_log.note(tx, "verdict.take_back", by=by, now=now, entry=entry_id, verdict=held.act)
    return True


def _require_loose(held: Any) -> None:
    if held is not None and held.release is not None:
        raise Refused("verdict.going")


def of(tx: Transaction, entry_id: str) -> Any:
    """The decision that waits to be told of an entry, or None. For the province's eyes alone."""
    return tx.one(select(verdicts).where(verdicts.c.entry == entry_id))


def written(tx: Transaction, wanted: Collection[str]) -> set[str]:
    """Those of these entries on which a decision waits to be told. For the province's eyes alone."""
    return {row.entry for row in tx.rows(select(verdicts.c.entry).where(verdicts.c.entry.in_(wanted)))}


def waiting(
    tx: Transaction, campaign: str, *, by: str, is_mine: bool = False, after: str | None = None, limit: int = PAGE
) -> Waiting:  # fmt: skip
    """What waits to be told of a campaign, in the order it was decided, in a fixed number of queries."""
    here = within(tx, campaign, by=by, is_mine=is_mine)
    fits = verdicts.c.version == entry_table.c.version
    shown = (*verdicts.c, entry_table.c.number, entry_table.c.title, entry_table.c.unit, fits.label("fits"))
    query = _joined(select(*shown, persons.c.name.label("who")).where(here))
    if after:
        query = query.where(verdicts.c.id > after)
    rows = tx.rows(
        query.join(persons, persons.c.id == verdicts.c.by).order_by(verdicts.c.id).limit(limit + 1)
    )
    named = units.names(tx, {row.unit for row in rows if row.unit})
    lines = tuple(_line(row, named, by) for row in rows[:limit])
    counted = _joined(select(verdicts.c.act, func.count().label("n")).where(here, fits)).group_by(
        verdicts.c.act
    )
    told = _joined(select(func.count(func.distinct(entry_table.c.owner))).where(here, fits))
    stale = _joined(select(func.count(verdicts.c.id)).where(here, ~fits))
    by_act = {row.act: row.n for row in tx.rows(counted)}
    return Waiting(
        lines, lines[-1].id if len(rows) > limit else None, {act: by_act[act] for act in _ORDER if act in by_act},
        int(tx.value(told)), int(tx.value(stale)),
    )  # fmt: skip


def within(tx: Transaction, campaign: str, *, by: str, is_mine: bool) -> Any:
    """The condition of decisions that `by` may release: loose ones in the scope of their grants."""
    loose = and_(verdicts.c.release.is_(None), entry_table.c.campaign == campaign)
    scoped = and_(loose, accounts.scope(tx, by, *accounts.PROVINCE).where())
    return and_(scoped, verdicts.c.by == by) if is_mine else scoped


def _joined(query: Select[Any]) -> Select[Any]:
    return query.select_from(verdicts).join(entry_table, entry_table.c.id == verdicts.c.entry)


def _line(row: Any, named: Mapping[str, str], by: str) -> Line:
    return Line(
        row.id, row.entry, row.number or "", row.title, named.get(row.unit or "", ""), row.act,
        row.who or "审核员", row.by == by, row.at, bool(row.fits), row.fault,
    )  # fmt: skip
