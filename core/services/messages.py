"""Messages to persons: a row with its cause, then attempts to deliver it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from core.adapters import ids, queue, wechat
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import deliveries, identities, messages
from core.domain import clockwork, phrases
from core.services import accounts
from core.services.house import House

LEASE = timedelta(seconds=60)
TRIES = 8
UNAUTHORISED = 48001  # the account was not granted this kind of message
WINDOW = timedelta(hours=48)  # custom-service messages after a message of the person
_WEIGHTY = frozenset({"returned", "approved", "rejected", "revoked"})  # decisions: sent once more when unsure


def post(
    house: House,
    tx: Transaction,
    person: str,
    reason: str,
    occasion: str,
    *,
    now: datetime,
    entry: Any = None,
    **params: Any,
) -> None:
    """A message row in the transaction of its cause; the same (person, reason, occasion) is one message."""
    if entry is not None:
        params = {
            "title": entry.row.title or "未命名",
            "number": entry.row.number or "",
            "entry": entry.id,
            **params,
        }
    body = {"text": phrases.say(f"message.{reason}", **params), **params}
    message = ids.new()
    row = {
        "person": person,
        "reason": reason,
        "occasion": occasion,
        "body": body,
        "state": "waiting",
        "at": now,
    }
    try:
        with tx.attempt():
            tx.run(insert(messages).values(id=message, attempt=0, due_at=real(), **row))
    except Taken:
        return
    tx.after_commit.append(lambda: hint(house, message, 0))


def hint(house: House, message: str, attempt: int) -> None:
    house.jobs.enqueue(queue.DELIVER, message, job_id=f"deliver-{message}-{attempt}", seconds=60)


def due(tx: Transaction, *, limit: int = 200) -> list[tuple[str, int]]:
    """Messages whose time has come, or whose sender died on the way: `(id, attempt)`."""
    live = messages.c.state.in_(("waiting", "sending"))
    query = (
        select(messages.c.id, messages.c.attempt)
        .where(live, messages.c.due_at <= real())
        .order_by(messages.c.id)
    )
    return [(row.id, row.attempt) for row in tx.rows(query.limit(limit))]


def deliver(house: House, message_id: str, *, now: datetime) -> str:
    """One attempt. Gives the state it led to: sent, waiting, failed, unknown or nothing."""
    with house.db.write() as tx:
        row = tx.one(
            select(messages).where(
                messages.c.id == message_id,
                messages.c.state.in_(("waiting", "sending")),
                messages.c.due_at <= real(),
            )
        )
        if row is None:
            return "nothing"
        person = accounts.resolve(tx, row.person)
        to = accounts.subject_of(tx, person, "oa", house.platform.oa_app_id)
        heard = _heard_at(tx, person, house)
        interrupted = row.state == "sending"
        tx.run(
            update(messages)
            .where(messages.c.id == message_id)
            .values(state="sending", attempt=row.attempt + 1, due_at=real() + LEASE)
        )
    if to is None:
        return _record(house, row, "none", "failed", None, state="failed", now=now)
    chat_open = heard is not None and now - heard < WINDOW
    return _try(house, row, to.subject, chat_open=chat_open and not interrupted, now=now)


def _heard_at(tx: Transaction, person: str, house: House) -> datetime | None:
    found: datetime | None = tx.value(
        select(identities.c.heard_at)
        .where(
            identities.c.person == person,
            identities.c.kind == "oa",
            identities.c.app_id == house.platform.oa_app_id,
        )
        .order_by(identities.c.heard_at.desc())
    )
    return found


def _try(house: House, row: Any, openid: str, *, chat_open: bool, now: datetime) -> str:
    """Customer-service text while the person's window is open, else the template. The template carries
    client_msg_id, so it alone is used when an earlier attempt was interrupted."""
    if chat_open:
        try:
            house.platform.send_text(openid, row.body["text"])
            return _record(house, row, "custom", "sent", None, state="sent", now=now)
        except wechat.PlatformError as fault:
            if fault.unseen and row.reason not in _WEIGHTY:
                return _record(house, row, "custom", "unknown", fault.errcode, state="unknown", now=now)
            if not _is_closed(fault) and not fault.unseen:
                return _after(house, row, "custom", fault, now=now)
            _record(
                house,
                row,
                "custom",
                "unknown" if fault.unseen else "refused",
                fault.errcode,
                state=None,
                now=now,
            )
    try:
        sent = house.platform.send_template(
            openid,
            phrases.say("message.template"),
            _keywords(row, now),
            url=_url(house, row),
            once=row.id.replace("-", ""),
        )
        return _record(house, row, "template", "sent", None, state="sent", now=now, platform_id=sent)
    except wechat.PlatformError as fault:
        return _after(house, row, "template", fault, now=now)


def _is_closed(fault: wechat.PlatformError) -> bool:
    """Whether the chat will never take this text, but a template may still arrive."""
    return fault.kind in (wechat.WINDOW, wechat.USER, wechat.MESSAGE) or fault.errcode == UNAUTHORISED


def _keywords(row: Any, now: datetime) -> dict[str, str]:
    """Short values as the platform's field types allow: thing ≤ 20, phrase ≤ 5 hanzi, time."""
    title = " ".join(str(row.body.get("title") or "").split()) or "申报"
    return {
        "项目名称": title if len(title) <= 20 else f"{title[:19]}…",
        "当前状态": phrases.say(f"message.phrase.{row.reason}"),
        "更新时间": clockwork.minute_text(row.at),
    }


def _url(house: House, row: Any) -> str:
    return str(row.body.get("url") or f"{house.settings.origin}/me")


def _after(house: House, row: Any, channel: str, fault: wechat.PlatformError, *, now: datetime) -> str:
    """What an error class means for the message: again later, or never."""
    again = fault.kind in (wechat.RETRY, wechat.SLOW, wechat.TOKEN) and row.attempt + 1 < TRIES
    alert = fault.kind == wechat.ALERT and row.attempt + 1 < TRIES  # a person may mend the account meanwhile
    state = "waiting" if again or alert else "failed"
    return _record(house, row, channel, f"error:{fault.kind}", fault.errcode, state=state, now=now)


def _record(
    house: House,
    row: Any,
    channel: str,
    outcome: str,
    errcode: int | None,
    *,
    state: str | None,
    now: datetime,
    platform_id: str | None = None,
) -> str:
    """The attempt, and the message's new state."""
    attempt = row.attempt + 1
    with house.db.write() as tx:
        values = {
            "message": row.id,
            "attempt": attempt,
            "channel": channel,
            "outcome": outcome[:20],
            "errcode": errcode,
        }
        tx.run(insert(deliveries).values(id=ids.new(), platform_id=platform_id, at=now, **values))
        if state:
            later = real() + timedelta(seconds=min(900, 5 * 3 ** min(row.attempt, 5)))
            tx.run(update(messages).where(messages.c.id == row.id).values(state=state, due_at=later))
    return state or "unknown"


def of(tx: Transaction, person: str, *, limit: int = 50) -> list[Any]:
    """A person's messages, newest first."""
    return list(
        tx.rows(
            select(messages).where(messages.c.person == person).order_by(messages.c.id.desc()).limit(limit)
        )
    )


def reported(tx: Transaction, platform_id: str, status: str) -> None:
    """The platform's own report on a template message (TEMPLATESENDJOBFINISH)."""
    outcome = "arrived" if status == "success" else f"lost:{status}"[:20]
    if platform_id:
        tx.run(update(deliveries).where(deliveries.c.platform_id == platform_id).values(outcome=outcome))
