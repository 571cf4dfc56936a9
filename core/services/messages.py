"""Messages to persons: a row with its cause; senders find it by its time (core/services/delivering.py)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import deliveries, identities, messages, reports
from core.domain import notices
from core.services import confided, pausing
from core.services.house import House

LIVE = ("sending", "waiting")
DROPPED = "dropped"  # nothing to say any more when its turn came; why stands in its delivery: done, replaced
OCCASION = 80  # characters that its column holds
LANES = 2  # jobs that send at the same time, in as many workers
BLOCKED = "user block"  # in a report of the platform
_MANY = 64  # waiting messages from which on the second lane is worth a worker
_POST = insert(messages)
_BUCKET = 10.0  # seconds after which a lane whose worker was killed is asked again


def post(
    house: House,
    tx: Transaction,
    person: str,
    reason: str,
    occasion: str,
    *,
    now: datetime,
    entry: Any = None,
    ends: timedelta | None = None,
    **params: Any,
) -> None:
    """A message row in the transaction of its cause; the same (person, reason, occasion) is one message. `says`: the
    words for channels that take free words, else the sentence `message.<reason>`; `template` and `keywords` name the
    template of a declared reminder, else that of the reason (core/domain/notices.py). `ends`: how long from now the words
    are true; after that it is not sent any more. `later`: the words from the next day on, where `says` counts days."""
    assert len(occasion) <= OCCASION, occasion  # PostgreSQL holds no more; SQLite does not tell
    if ends is not None:
        params["ends_at"] = (real() + ends).timestamp()
    if entry is not None:
        params = {
            "title": entry.row.title or "未命名",
            "number": entry.row.number or "",
            "entry": entry.id,
            **params,
        }
    body = {"text": notices.text(reason, params), **params}
    row = {
        "person": person,
        "reason": reason,
        "occasion": occasion,
        "body": confided.shut(house, reason, body),
        "state": "waiting",
        "at": now,
    }
    try:
        with tx.attempt():
            tx.run(_POST, id=ids.new(), attempt=0, due_at=real(), **row)
    except Taken:
        return
    if not any(isinstance(effect, _Wake) for effect in tx.after_commit):
        tx.after_commit.append(_Wake(house))


@dataclass(frozen=True)
class _Wake:
    """One hint a transaction, however many messages it wrote."""

    house: House

    def __call__(self) -> None:
        wake(self.house, 0)


def wake(house: House, lane: int) -> None:
    """Hints that messages wait. While the lane's job waits or works the hint is harmless; one that a kill left behind
    counts for ten seconds."""
    job = f"deliver-{lane}-{int(time.time() / _BUCKET)}"
    house.jobs.enqueue(queue.DELIVER, str(lane), job_id=job, seconds=120, keep=0)


def due(tx: Transaction, *, limit: int = _MANY) -> Sequence[tuple[int]]:
    """The lanes that messages wait for, whose time has come or whose sender died on the way."""
    if pausing.state(tx):
        return []
    waiting = sum(
        tx.value(
            select(func.count()).select_from(
                select(messages.c.id)
                .where(messages.c.state == state, messages.c.due_at <= real())
                .limit(limit)
                .subquery()
            )
        )
        for state in LIVE
    )
    return [(lane,) for lane in range(LANES if waiting >= limit else min(waiting, 1))]


def is_sending(tx: Transaction) -> bool:
    """Whether any message is in the hands of a sender."""
    return tx.one(select(messages.c.id).where(messages.c.state == "sending").limit(1)) is not None


def has_failed(tx: Transaction, person: str, reason: str, occasion: str) -> bool:
    """Whether it was posted before and did not arrive."""
    here = (messages.c.person == person, messages.c.reason == reason, messages.c.occasion == occasion)
    return tx.value(select(messages.c.state).where(*here)) in ("failed", "unknown")


def of(tx: Transaction, person: str, *, limit: int = 50) -> list[Any]:
    """A person's messages, newest first; what was not needed any more was none."""
    return list(
        tx.rows(
            select(messages)
            .where(messages.c.person == person, messages.c.state != DROPPED)
            .order_by(messages.c.id.desc())
            .limit(limit)
        )
    )


def reported(tx: Transaction, platform_id: str, status: str) -> None:
    """The platform's own report on a message (TEMPLATESENDJOBFINISH, subscribe_msg_sent_event). One that was lost is
    tried on another channel. A report that came before the answer to the call is kept for it."""
    if not platform_id:
        return
    row = tx.one(select(deliveries).where(deliveries.c.platform_id == platform_id))
    if row is not None and BLOCKED in status:
        blocked(tx, row.message)
    if row is None:
        kept = {"status": status[:40], "at": real()}
        tx.put(reports, {"platform_id": platform_id}, kept)
        return
    tx.run(update(deliveries).where(deliveries.c.id == row.id).values(outcome=outcome(status)))
    if status != "success":
        here = (messages.c.id == row.message, messages.c.state == "sent", messages.c.attempt == row.attempt)
        tx.run(update(messages).where(*here).values(state="waiting", due_at=real()))


def blocked(tx: Transaction, message: str) -> None:
    """Its person blocked the account: until they write, tap or follow again it is no way to them."""
    person = select(messages.c.person).where(messages.c.id == message).scalar_subquery()
    tx.run(
        update(identities)
        .where(identities.c.kind == "oa", identities.c.person == person)
        .values(follows=False)
    )


def outcome(status: str) -> str:
    return "arrived" if status == "success" else f"lost:{status}"[:20]
