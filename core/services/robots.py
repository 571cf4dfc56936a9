"""Group robots of a unit: digests for its WeCom groups, without personal data, a burst of them as one message."""

import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from redis.exceptions import RedisError
from sqlalchemy import insert, select, update

from core.adapters import ids, pacing, queue, wechat, wecom
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import digests, robots
from core.domain import clockwork, notices, reminders
from core.domain.refusals import Refused
from core.services import accounts, alerts, audit_log, messages, pausing, units
from core.services.house import House

MOST = 5  # robots of a unit
LEASE = timedelta(seconds=60)
TRIES = 8
_JOINED = 20  # digests that may become one message
_PATIENCE = (
    15.0  # seconds a job waits for the robot's turn; the rest waits in the database, claimed by nobody
)
_AWAY = 30.0
_BETWEEN = "\n\n"
_log = structlog.get_logger()


def add(
    house: House, tx: Transaction, unit: str, name: str, address: str, *, by: str | None, now: datetime
) -> str:
    """Binds a robot to a unit. `address`: its webhook address, or its key alone; kept sealed, never shown again. `by`:
    an officer of the unit, None for the operator. Raises Refused: robot.invalid, robot.taken, robot.full,
    entry.forbidden."""
    if by is not None and unit not in {
        row.unit for row in accounts.grants_of(tx, by) if row.role == "officer"
    }:
        raise Refused("entry.forbidden")
    key = _key(address)
    live = tx.rows(select(robots.c.id).where(robots.c.unit == unit, robots.c.stopped_at.is_(None)))
    if len(live) >= MOST:
        raise Refused("robot.full", max=MOST)
    made, mark = ids.new(), house.vault.mark(key)
    row = {"unit": unit, "name": name.strip()[:60] or "工会群", "by": by, "created_at": now}
    values = {**row, "sealed": house.vault.seal(key), "stopped_at": None, "errcode": None}
    old = tx.one(select(robots).where(robots.c.mark == mark))
    if old is not None and (old.stopped_at is None or old.unit != unit):
        raise Refused("robot.taken")
    if old is not None:
        tx.run(update(robots).where(robots.c.id == old.id).values(**values))
    else:
        tx.run(insert(robots).values(id=made, mark=mark, **values))
    audit_log.note(tx, "robot.add", by=by, now=now, unit=unit)
    return str(old.id) if old is not None else made


def _key(address: str) -> str:
    told = address.strip()
    key = parse_qs(urlsplit(told).query).get("key", [""])[0] if "://" in told else told
    if not 16 <= len(key) <= 64 or not key.isascii() or not key.replace("-", "").isalnum():
        raise Refused("robot.invalid")
    return key


def of(tx: Transaction, unit: str) -> list[Any]:
    """A unit's robots `(id, name, created_at, stopped_at, errcode)`, never a key."""
    kept = (robots.c.id, robots.c.name, robots.c.created_at, robots.c.stopped_at, robots.c.errcode)
    return list(tx.rows(select(*kept).where(robots.c.unit == unit).order_by(robots.c.id)))


def remove(tx: Transaction, robot: str, *, by: str, now: datetime) -> None:
    """Raises Refused('entry.forbidden') for a robot of another unit."""
    unit = tx.value(select(robots.c.unit).where(robots.c.id == robot))
    if unit is None or unit not in {row.unit for row in accounts.grants_of(tx, by) if row.role == "officer"}:
        raise Refused("entry.forbidden")
    _stop(tx, robot, None, now=now)
    audit_log.note(tx, "robot.remove", by=by, now=now, unit=unit)


def post(
    house: House, tx: Transaction, unit: str, occasion: str, text: str, *, now: datetime,
    ends: timedelta = reminders.TRUE_FOR, kind: str = "", quiet: str = "",
) -> None:  # fmt: skip
    """A digest for every robot of the unit, in the transaction of its cause; the same occasion once. The text holds
    numbers and dates, never a name or a telephone: whoever writes it answers for that. `ends`: how long from now the words
    are true; `kind`: of those that wait only the newest is said; `quiet`: hours in which it is held (reminders.quiet_text)."""
    about = {"kind": kind, "quiet": quiet, "ends_at": real() + ends}
    for row in tx.rows(select(robots.c.id).where(robots.c.unit == unit, robots.c.stopped_at.is_(None))):
        values = {
            "robot": row.id,
            "occasion": occasion[:80],
            "text": text,
            "state": "waiting",
            "at": now,
            **about,
        }
        try:
            with tx.attempt():
                tx.run(insert(digests).values(id=ids.new(), attempt=0, due_at=real(), **values))
        except Taken:
            continue
        tx.after_commit.append(partial(hint, house, row.id))


def hint(house: House, robot: str) -> None:
    house.jobs.enqueue(
        queue.ROBOT, robot, job_id=f"robot-{robot}-{int(real().timestamp() / 5)}", seconds=60, keep=0
    )


def due(tx: Transaction, *, limit: int = 50) -> Sequence[tuple[str]]:
    """Robots with something to say."""
    if pausing.state(tx):
        return []
    here = (digests.c.state.in_(messages.LIVE), digests.c.due_at <= real())
    return [(row.robot,) for row in tx.rows(select(digests.c.robot).where(*here).distinct().limit(limit))]


def speak(house: House, robot: str, *, now: datetime) -> str:
    """Says all that waits for a robot in one message. Gives sent, waiting, failed, unknown or nothing."""
    with house.db.write() as tx:
        _doubted(tx, robot)
        _sifted(tx, robot, now=now)
        row = tx.one(select(robots).where(robots.c.id == robot, robots.c.stopped_at.is_(None)))
        waits = row is not None and not pausing.state(tx) and tx.one(_waiting(robot).limit(1)) is not None
    if row is None or not waits:
        return "nothing"
    if not _has_turn(house, row):
        return "waiting"
    with house.db.write() as tx:
        _sifted(tx, robot, now=now)  # it waited for its turn: a newer one may have come
        fit, said = _claim(tx, robot) if not pausing.state(tx) else ("", [])
    if not said:
        return "nothing"
    has_left = False
    try:
        key = house.vault.open(row.sealed)
        has_left = True
        wecom.send_text(house.settings, key, fit)
        state, code, due_at = "sent", None, real()
    except wechat.PlatformError as fault:
        state, code, due_at = _after(fault, said[0].attempt)
    except (
        Exception
    ) as fault:  # ours; once the call began the group may have read it (the job's time was over, say)
        _log.exception("robot.broke", robot=robot, fault=type(fault).__name__)
        state, code, due_at = _after(wechat.PlatformError(wechat.RETRY, unseen=has_left), said[0].attempt)
    with house.db.write() as tx:
        told = {"state": state, "errcode": code, "due_at": due_at}
        tx.run(update(digests).where(digests.c.id.in_([one.id for one in said])).values(**told))
        if code == 93000:
            _revoked(house, tx, row, now=now)
    return state


def _has_turn(house: House, row: Any) -> bool:
    """Waits for the robot's turn before anything is claimed: what is far off, or without the shared count, stays in the
    database for later."""
    try:
        seconds = _pace(house).slot(f"robot:{row.mark[:16]}", most=_PATIENCE)
    except RedisError:
        seconds = _AWAY
    if seconds <= _PATIENCE:
        time.sleep(seconds)
        return True
    with house.db.write() as tx:
        mine = (digests.c.robot == row.id, digests.c.due_at <= real(), digests.c.state == "waiting")
        tx.run(update(digests).where(*mine).values(due_at=real() + timedelta(seconds=seconds)))
    return False


def _doubted(tx: Transaction, robot: str) -> None:
    """What a sender that died had in hand is not said again, since a group would read it twice."""
    mine = (digests.c.robot == robot, digests.c.due_at <= real(), digests.c.state == "sending")
    tx.run(update(digests).where(*mine).values(state="unknown"))


def _sifted(tx: Transaction, robot: str, *, now: datetime) -> None:
    """What is true no more, or was said newer, is recorded as missed; what comes in quiet hours waits for the morning."""
    for row in list(tx.rows(_waiting(robot).with_for_update(skip_locked=True))):
        ends = reminders.morning(row.quiet, clockwork.in_china(now))
        if row.ends_at is not None and row.ends_at <= real():
            told: dict[str, Any] = {"state": "missed", "why": "over"}
        elif row.kind and _has_newer(tx, row):
            told = {"state": "missed", "why": "replaced"}
        elif ends is not None:
            told = {"due_at": real() + (ends - now)}
        else:
            continue
        tx.run(update(digests).where(digests.c.id == row.id, digests.c.state == "waiting").values(**told))


def _has_newer(tx: Transaction, row: Any) -> bool:
    same = (digests.c.robot == row.robot, digests.c.kind == row.kind, digests.c.at > row.at)
    live = digests.c.state.in_((*messages.LIVE, "sent", "unknown"))
    return tx.one(select(digests.c.id).where(*same, live).limit(1)) is not None


def _waiting(robot: str) -> Any:
    mine = (digests.c.robot == robot, digests.c.due_at <= real(), digests.c.state == "waiting")
    return select(digests).where(*mine).order_by(digests.c.id)


def _claim(tx: Transaction, robot: str) -> tuple[str, list[Any]]:
    """What waits, as one message, and the digests in it; the others wait for the next."""
    found = list(tx.rows(_waiting(robot).limit(_JOINED).with_for_update(skip_locked=True)))
    if not found:
        return "", []
    fit, rest = _joined([one.text for one in found])
    said = found[: len(found) - rest]
    taken = {"state": "sending", "attempt": digests.c.attempt + 1, "due_at": real() + LEASE}
    tx.run(update(digests).where(digests.c.id.in_([row.id for row in said])).values(**taken))
    return fit, said


def _joined(texts: Sequence[str]) -> tuple[str, int]:
    """As many as fit into one message, and how many are left for the next; a single one that is too long is cut."""
    for count in range(len(texts), 1, -1):
        whole = _BETWEEN.join(texts[:count])
        if len(whole.encode()) <= wecom.TEXT_BYTES:
            return whole, len(texts) - count
    return notices.cut(texts[0], wecom.TEXT_BYTES), len(texts) - 1


def _pace(house: House) -> pacing.Pace:
    return pacing.Pace(house.settings.redis_url, rate=wecom.A_MINUTE, seconds=60.0, burst=wecom.A_MINUTE // 2)


def _after(fault: wechat.PlatformError, attempt: int) -> tuple[str, int | None, datetime]:
    if fault.unseen:  # it has no key: nobody knows, and a group must not read it twice
        return "unknown", fault.errcode, real()
    again = fault.kind in (wechat.RETRY, wechat.SLOW) and attempt + 1 < TRIES
    return ("waiting" if again else "failed"), fault.errcode, _later(attempt)


def _later(attempt: int) -> datetime:
    return real() + timedelta(seconds=min(900.0, 60.0 * 2**attempt) * random.uniform(1.0, 1.3))


def _stop(tx: Transaction, robot: str, code: int | None, *, now: datetime) -> None:
    tx.run(update(robots).where(robots.c.id == robot).values(stopped_at=now, errcode=code))
    waiting = (digests.c.robot == robot, digests.c.state.in_(messages.LIVE))
    tx.run(update(digests).where(*waiting).values(state="failed", errcode=code))


def _revoked(house: House, tx: Transaction, row: Any, *, now: datetime) -> None:
    """The group took its robot away: it is stopped, and the unit's officers hear of it."""
    _stop(tx, row.id, 93000, now=now)
    alerts.note(tx, "robot.revoked", row.id, now=now, unit=row.unit, name=row.name)
    told = {"name": row.name, "unit": units.names(tx, {row.unit}).get(row.unit, "")}
    for officer in accounts.officers(tx, [row.unit])[row.unit]:
        messages.post(
            house, tx, officer.person, "robot_revoked", f"robot:{row.id}:{now:%Y%m%d}", now=now, **told
        )
