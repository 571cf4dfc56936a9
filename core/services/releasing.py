"""Decisions told together: counted, confirmed with that count, carried out by a job. Each one's end, its move, its message
and its certificate are one transaction, so that a kill repeats nothing and leaves nothing out. A piece that fails, or kills
its worker, again and again calls for somebody; then each decision is carried out alone, and one that cannot be goes back
among those that wait, with why, so that the others are told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import and_, delete, func, insert, select, update

from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.db import AWAY, Transaction
from core.adapters.tables import alerts as alert_table
from core.adapters.tables import entries as entry_table
from core.adapters.tables import releases, verdicts
from core.domain import phrases
from core.domain.refusals import Refused
from core.services import accounts, alerts, audit_log, entries, leasing, reviews, vetting
from core.services import verdicts as pending
from core.services.entries import Entry
from core.services.house import House
from core.services.leasing import Work

TRIES = 3  # of a batch in pieces; the sweep hints at it again when its lease is over
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
    """Carries out what is left of a batch: done, nothing (no such batch, or another is at it), late (another took over),
    failed (the sweep comes again)."""
    row = RELEASING.claim(house, release, now=real())
    if row is None:
        return "nothing"
    try:
        if row.attempt > TRIES:  # failed before, or its workers died
            _call(house, release, now=now)
        turn = _piece if row.attempt <= TRIES else _alone
        while (came := turn(house, row, now=now)) == "":
            pass
        return came
    except Exception as fault:
        _log.exception("release.failed", release=release, fault=type(fault).__name__)
        if row.attempt >= TRIES:
            _call(house, release, now=now)
        return "failed"


def _call(house: House, release: str, *, now: datetime) -> None:
    with house.db.write() as tx:
        alerts.note(tx, "release.stuck", release, now=now)


def _piece(house: House, row: Any, *, now: datetime) -> str:
    """The next decisions, all or none. Nothing is said while some are left."""
    with house.db.write() as tx:
        if not RELEASING.renew(tx, row, now=real()):  # every piece is a sign of life
            return "late"
        left = tx.rows(_left(row, _PIECE))
        for verdict in left:
            _carry_out(house, tx, verdict, now=now)
        return "" if left else _done(tx, row, now=now)


def _alone(house: House, row: Any, *, now: datetime) -> str:
    """The next decision in its own transaction. That it is tried is written down before: one whose worker failed or died
    over it is found with that, and goes back."""
    with house.db.write() as tx:
        if not RELEASING.renew(tx, row, now=real()):
            return "late"
        verdict = tx.one(_left(row, 1))
        if verdict is None:
            return _done(tx, row, now=now)
        if verdict.fault:
            _put_back(tx, verdict, verdict.fault)
            alerts.note(tx, "release.missed", row.id, now=now)
            return ""
        _mark(tx, verdict, phrases.say("verdict.broke"))
    try:
        with house.db.write() as tx:
            if not RELEASING.renew(tx, row, now=real()):
                return "late"
            _carry_out(house, tx, verdict, now=now)
    except AWAY:  # the fault is not of a decision
        with house.db.write() as tx:
            _mark(tx, verdict, "")
        raise
    except Exception as fault:
        _log.exception("release.missed", verdict=verdict.id, fault=type(fault).__name__)
    return ""


def _left(row: Any, limit: int) -> Any:
    return select(verdicts).where(verdicts.c.release == row.id).order_by(verdicts.c.id).limit(limit)


def _mark(tx: Transaction, verdict: Any, fault: str) -> None:
    tx.run(update(verdicts).where(verdicts.c.id == verdict.id).values(fault=fault))


def _done(tx: Transaction, row: Any, *, now: datetime) -> str:
    RELEASING.settle(tx, row, state="done", done_at=now)
    alerts.close(tx, f"release.stuck:{row.id}", now=now)
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
        _put_back(tx, verdict, refused.sentence)


def _put_back(tx: Transaction, verdict: Any, why: str) -> None:
    tx.run(update(verdicts).where(verdicts.c.id == verdict.id).values(release=None, fault=why))


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


def troubles(tx: Transaction, rows: Sequence[Any]) -> dict[str, list[str]]:
    """What is wrong with these batches, in words, by their ids; of a batch without trouble nothing."""
    keys = {f"release.{what}:{row.id}": (row, what) for row in rows for what in ("stuck", "missed")}
    found: dict[str, list[str]] = {}
    for alert in tx.rows(select(alert_table).where(alert_table.c.key.in_(keys))):
        row, what = keys[alert.key]
        if what == "missed" or (row.state == "going" and alert.closed_at is None):
            found.setdefault(row.id, []).append(phrases.say(f"verdict.{what}", count=alert.times))
    return found
