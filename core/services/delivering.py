"""Sending: messages are claimed under a lease, many at once, tried on the channels that can reach the person, and what
came of it is written down. docs/operators.md states what is promised."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update

from core.adapters.clock import real
from core.adapters.db import Busy, Transaction
from core.adapters.tables import deliveries, messages
from core.services import (
    accounts,
    channels,
    confided,
    moot,
    outcomes,
    pausing,
    reaching,
    subscriptions,
    tasks,
)
from core.services import messages as rows
from core.services.house import House
from core.services.outcomes import Done, Try
from core.services.tasks import Task

LEASE = timedelta(seconds=60)
MARGIN = timedelta(seconds=40)  # of a lease, for the slowest attempt: three channels, a token, time limits
THREADS = 32
_CLAIMED = 64  # messages in hand at once
_WRITTEN = 32  # outcomes in one transaction
_SECONDS = 8.0  # of one job; then others that wait for the worker have their turn
_log = structlog.get_logger()


def deliver(house: House, message_id: str, *, now: datetime) -> str:
    """One attempt at one message. Gives the state it led to: sent, waiting, failed, unknown or nothing."""
    house.platform.remember()
    with house.db.write() as tx:
        tasks = _claim(house, tx, 1, now=now, only=message_id)
    if not tasks:
        return "nothing"
    done = reaching.attempt(house, tasks[0], now=now)
    outcomes.write(house, [done], now=now)
    return done.state


def drain(house: House, *, clock: Callable[[], datetime], seconds: float = _SECONDS) -> int:
    """Sends what is due, as long as something is and the time lasts. Gives the number of attempts."""
    house.platform.remember()
    until = time.monotonic() + seconds
    flying: dict[Future[tuple[Done | None, bool]], Task] = {}
    finished: list[Done] = []
    count = 0
    with ThreadPoolExecutor(THREADS) as pool, _written(house, finished, clock):
        while True:
            is_open = time.monotonic() < until
            tasks = (
                _more(house, _CLAIMED - len(flying), now=clock())
                if is_open and len(flying) <= THREADS
                else []
            )
            for task in tasks:
                flying[pool.submit(_kept, house, task, clock)] = task
            if not flying:
                break
            ended, _ = wait(flying, timeout=1.0, return_when=FIRST_COMPLETED)
            for future in ended:
                del flying[future]
                done, is_written = future.result()
                count += done is not None
                if done is not None and not is_written:
                    finished.append(done)
            if len(finished) >= _WRITTEN or (finished and not tasks and len(flying) < THREADS):
                outcomes.write(house, finished, now=clock())
                finished.clear()
    return count


@contextmanager
def _written(house: House, finished: list[Done], clock: Callable[[], datetime]) -> Iterator[None]:
    """Whatever ends the job, its outcomes are written down."""
    try:
        yield
    finally:
        if finished:
            outcomes.write(house, finished, now=clock())


def _kept(house: House, task: Task, clock: Callable[[], datetime]) -> tuple[Done | None, bool]:
    """One attempt, and whether its outcome is written down already. Without a key that is done before anything else:
    what a kill then leaves in doubt is what was in flight, not what was answered and waited to be written."""
    done = _one(house, task, clock)
    if done is None or not any(one.begun for one in done.tries):
        return done, False
    try:
        outcomes.write(house, [done], now=clock())
    except Busy:  # with the others, a little later
        return done, False
    return done, True


def _one(house: House, task: Task, clock: Callable[[], datetime]) -> Done | None:
    """None when its lease is nearly over: another sender will have it."""
    if task.lease - real() < MARGIN:
        return None
    try:
        return reaching.attempt(house, task, now=clock())
    except Exception as fault:  # one message must not end the others
        _log.exception("delivery.broke", message=task.id, fault=type(fault).__name__)
        done = Done(task, [Try("none", "error:broke", None, real())], "waiting")
        done.due_at = outcomes.later(task.failures + 1)
        done.learnt.append(("alert", "message.broke", f"{task.reason}:{type(fault).__name__}", None))
        return reaching.given_up(done) if task.is_worn else done


def _more(house: House, most: int, *, now: datetime) -> list[Task]:
    try:
        with house.db.write(wait=2.0) as tx:
            return _claim(house, tx, most, now=now)
    except Busy:
        return []


def _claim(house: House, tx: Transaction, most: int, *, now: datetime, only: str | None = None) -> list[Task]:
    """Takes messages whose time has come, the ones of dead senders first, under a lease of one minute each."""
    if pausing.state(tx) or most < 1:
        return []
    found: list[Any] = []
    for state in rows.LIVE:
        here = [messages.c.state == state, messages.c.due_at <= real()]
        here += [messages.c.id == only] if only else []
        query = select(messages).where(*here).order_by(messages.c.due_at).with_for_update(skip_locked=True)
        found += tx.rows(query.limit(most - len(found))) if len(found) < most else []
    if not found:
        return []
    lease = real() + LEASE
    ids = [row.id for row in found]
    taken = {"state": "sending", "attempt": messages.c.attempt + 1, "due_at": lease}
    tx.run(update(messages).where(messages.c.id.in_(ids)).values(**taken))
    return _tasks(house, tx, found, lease, now=now)


def _tasks(
    house: House, tx: Transaction, found: Sequence[Any], lease: datetime, *, now: datetime
) -> list[Task]:
    persons = {row.person: accounts.resolve(tx, row.person) for row in found}
    reached = tasks.addresses(house, tx, set(persons.values()))
    credits = subscriptions.left(tx, persons.values())
    again = [row.id for row in found if row.attempt]
    tried: dict[str, list[Any]] = {}
    if again:
        for delivery in tx.rows(select(deliveries).where(deliveries.c.message.in_(again))):
            tried.setdefault(delivery.message, []).append(delivery)
    shut = channels.shut(tx)
    mooted = moot.among(house, tx, found, persons, now=now)
    return [
        tasks.task(
            row,
            body=confided.opened(house, row),
            person=persons[row.person],
            lease=lease,
            began=row.due_at - LEASE if row.state == "sending" else None,
            reached=reached.get(persons[row.person], {}),
            credits=credits.get(persons[row.person], {}),
            tried=tried.get(row.id, []),
            shut=shut,
            moot=mooted.get(row.id, ""),
        )
        for row in found
    ]
