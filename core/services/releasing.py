"""Decisions told together: counted, confirmed with that count, carried out by a job. Each one's end, its move, its message
and its certificate are one transaction, so that a kill repeats nothing and leaves nothing out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import and_, delete, func, insert, select, update

from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import releases, verdicts
from core.domain.refusals import Refused
from core.services import accounts, audit_log, entries, leasing, reviews, vetting
from core.services import verdicts as pending
from core.services.entries import Entry
from core.services.house import House
from core.services.leasing import Work

_PIECE = 20  # decisions of one transaction: a callback waits for no longer
_CARRY: Mapping[str, Callable[..., Entry]] = {"innovation": reviews.decide, "roadshow": vetting.decide}
RELEASING = Work(releases, queue.RELEASE, "release", releases.c.state == "going", seconds=3600)
_log = structlog.get_logger()


def release(
    house: House, tx: Transaction, campaign: str, told: Mapping[str, int], *, is_mine: bool = False, by: str, now: datetime
) -> str:  # fmt: skip
    """Takes all that wait and still fit for one batch, and gives its id. `told`: the counts by act that were confirmed.
    Raises Refused: verdict.counts when they are others by now, verdict.none, queue.unavailable."""
    found = pending.waiting(tx, campaign, by=by, is_mine=is_mine, limit=1)
    if found.total == 0:
        raise Refused("verdict.none")
    if dict(told) != found.counts:
        raise Refused("verdict.counts", count=found.total, told=sum(told.values()))
    leasing.require_workers(house)
    made = ids.new()
    row = {"campaign": campaign, "counts": found.counts, "state": "going", "attempt": 0, "by": by, "at": now}
    tx.run(insert(releases).values(id=made, lease_until=real(), **row))
    fits = and_(
        pending.within(tx, campaign, by=by, is_mine=is_mine), verdicts.c.version == entry_table.c.version
    )
    here = select(verdicts.c.id).join(entry_table, entry_table.c.id == verdicts.c.entry).where(fits)
    tx.run(update(verdicts).where(verdicts.c.id.in_(here)).values(release=made, fault=""))
    audit_log.note(tx, "verdict.release", by=by, now=now, release=made, counts=found.counts)
    tx.after_commit.append(lambda: RELEASING.hint(house, made, 0))
    return made


def run(house: House, release: str, *, now: datetime) -> str:
    """Carries out what is left of a batch: done, nothing (no such batch, or another is at it), late (another took over)."""
    row = RELEASING.claim(house, release, now=real())
    if row is None:
        return "nothing"
    while True:
        with house.db.write() as tx:
            if not RELEASING.renew(tx, row, now=real()):  # every piece is a sign of life
                return "late"
            left = tx.rows(
                select(verdicts).where(verdicts.c.release == release).order_by(verdicts.c.id).limit(_PIECE)
            )
            for verdict in left:
                _carry_out(house, tx, verdict, now=now)
            if not left:
                RELEASING.settle(tx, row, state="done", done_at=now)
                return "done"


def _carry_out(house: House, tx: Transaction, verdict: Any, *, now: datetime) -> None:
    """One decision, in the name of who decided. What cannot be any more goes back among those that wait, with why."""
    try:
        with tx.attempt():
            tx.run(delete(verdicts).where(verdicts.c.id == verdict.id))
            entry = entries.load(house, tx, verdict.entry)
            _require_decider(tx, verdict, entry.track.moves)
            told = {"role": "auditor", "by": verdict.by, "now": now, "seen": verdict.version}
            _CARRY[entry.track.moves](house, tx, entry, verdict.act, verdict.reasons, **told)
    except Refused as refused:
        _log.info("verdict.left", verdict=verdict.id, code=refused.code)
        back = {"release": None, "fault": refused.sentence}
        tx.run(update(verdicts).where(verdicts.c.id == verdict.id).values(**back))


def _require_decider(tx: Transaction, verdict: Any, kind: str) -> None:
    """Nothing is decided in the name of who may not decide it any more; whoever may takes it over or takes it back."""
    by = accounts.resolve(tx, verdict.by)
    if not accounts.scope(tx, by, *pending.DECIDERS[kind]).holds(tx, verdict.entry):
        raise Refused("verdict.decider", **reviews.told_of(tx, verdict))


def listed(tx: Transaction, campaign: str, *, by: str, limit: int = 20) -> list[tuple[Any, int]]:
    """`(row, how many are left)` of a campaign's batches, the newest first; for whoever may release there."""
    if accounts.scope(tx, by, *accounts.PROVINCE).is_empty:
        raise Refused("grant.missing")
    here = select(releases).where(releases.c.campaign == campaign).order_by(releases.c.id.desc()).limit(limit)
    rows = tx.rows(here)
    counted = select(verdicts.c.release, func.count().label("n")).where(
        verdicts.c.release.in_([row.id for row in rows])
    )
    left = {row.release: row.n for row in tx.rows(counted.group_by(verdicts.c.release))}
    return [(row, left.get(row.id, 0)) for row in rows]
