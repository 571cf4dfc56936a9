"""One attempt at one message: the channels that can reach the person now, best first, and what each answer means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids, wechat
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import deliveries, identities
from core.domain import clockwork, notices, reminders
from core.domain.notices import CUSTOM, SUBSCRIPTION, TEMPLATE
from core.services import channels, enclosing, outcomes
from core.services.house import House
from core.services.outcomes import Done, Try

TRIES = 8
WINDOW = timedelta(hours=48)  # customer-service messages after a message of the person
KEYED_FOR = timedelta(minutes=9)  # client_msg_id counts for ten; what is older may arrive twice
UNAUTHORISED, EMPTY, UNFOLLOWED, DAY_QUOTA, NO_TEMPLATE = 48001, 43101, 43004, 45009, 40037
_WAITED_FOR = timedelta(minutes=10)  # a channel that opens so soon is not worth another one
_PAGE = "pages/messages/messages"


@dataclass(frozen=True)
class Task:
    """A claimed message and all that is known of the way to its person."""

    id: str
    person: str
    reason: str
    body: Mapping[str, Any]
    at: datetime
    attempt: int
    lease: datetime
    began: datetime | None  # when a sender that died had taken it
    oa: str | None
    follows: bool
    heard_at: datetime | None
    mini: str | None
    credits: Mapping[str, int]
    tried: tuple[Any, ...]  # rows of earlier deliveries
    shut: Mapping[str, Any]

    @property
    def failures(self) -> int:
        return sum(1 for row in self.tried if row.outcome.startswith(("error:", "shut")))

    @property
    def notice(self) -> notices.Notice:
        return notices.of(self.reason, self.body)

    @property
    def title(self) -> str:
        return notices.TEMPLATES[self.notice.template].title


def addresses(house: House, tx: Transaction, persons: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The identity rows of persons by kind: the account's one they follow with, the mini-program's newest."""
    ours = {"oa": house.platform.oa_app_id, "mini": house.platform.mini_app_id}
    query = select(identities).where(
        identities.c.person.in_(list(persons)), identities.c.kind.in_(list(ours))
    )
    found: dict[str, dict[str, Any]] = {}
    for row in tx.rows(query.order_by(identities.c.follows, identities.c.created_at)):
        if row.app_id == ours[row.kind]:
            found.setdefault(row.person, {})[row.kind] = row
    return found


def task(
    row: Any,
    *,
    person: str,
    lease: datetime,
    began: datetime | None,
    reached: Mapping[str, Any],
    credits: Mapping[str, int],
    tried: Iterable[Any],
    shut: Mapping[str, Any],
) -> Task:
    return Task(
        id=row.id,
        person=person,
        reason=row.reason,
        body=row.body,
        at=row.at,
        attempt=row.attempt + 1,
        lease=lease,
        began=began,
        credits=credits,
        tried=tuple(tried),
        shut=shut,
        **known(reached),
    )


def known(reached: Mapping[str, Any]) -> dict[str, Any]:
    """What a task says of the addresses of its person."""
    oa, mini = reached.get("oa"), reached.get("mini")
    return {
        "oa": oa.subject if oa else None,
        "follows": bool(oa and oa.follows),
        "heard_at": oa.heard_at if oa else None,
        "mini": mini.subject if mini else None,
    }


def attempt(house: House, task: Task, *, now: datetime) -> Done:
    """Tries channel after channel until one takes it, or says that it must wait."""
    done = Done(task, [], "failed")
    if (held := _held(task, now=now)) is not None:
        done.state, done.due_at = "waiting", held
        return done
    if not _is_sure(task, done):
        return done
    waits: datetime | None = None
    for channel in ways(task, now=now):
        shut = task.shut.get(channel)
        if shut is not None:
            waits = min(waits, shut.until) if waits else shut.until
            if shut.until - real() < _WAITED_FOR:
                break
            continue
        if not _try(house, task, channel, done, now=now):
            return done
        if done.due_at:
            waits, done.due_at = min(waits or done.due_at, done.due_at), None
    if done.state == "unknown":  # a weighty one, and no other channel: once more, a little later
        waits = waits or outcomes.later(1)
    if waits is not None:
        done.state, done.due_at = ("waiting" if task.failures + 1 < TRIES else "failed"), waits
    elif not done.tries and not any(row.outcome.startswith("lost") for row in task.tried):
        done.tries.append(Try("none", "failed", None, real()))
    return done


def _held(task: Task, *, now: datetime) -> datetime | None:
    """Until when a message that is late keeps quiet (`quiet` in its body). One that may have left already goes on: its
    key would no longer count in the morning, and it would arrive twice."""
    if task.began is not None or any(row.outcome in ("begun", "error:unseen") for row in task.tried):
        return None
    ends = reminders.morning(str(task.body.get("quiet") or ""), clockwork.in_china(now))
    return real() + (ends - now) if ends else None


def _is_sure(task: Task, done: Done) -> bool:
    """An attempt that a kill interrupted: a channel with a key is simply tried again while the key counts. Without one
    nobody knows; it is recorded, and only a weighty message is sent once more. False when it ends here."""
    begun = [row for row in task.tried if row.outcome == "begun"]
    for row in begun:
        done.tries.append(Try(row.channel, "unknown", None, row.began_at or real(), begun=row.id))
    died = task.began is not None and real() - task.began > KEYED_FOR
    is_stale = (died and not begun) or _has_stale_key(task)
    if is_stale:
        done.tries.append(Try("none", "unknown", None, task.began or real()))
    if (begun or is_stale) and not _may_repeat(task, doubts=1 - is_stale):
        done.state = "unknown"
        return False
    return True


def _has_stale_key(task: Task) -> bool:
    return any(
        row.channel == TEMPLATE and row.outcome == "error:unseen" and real() - row.began_at > KEYED_FOR
        for row in task.tried
    )


def _may_repeat(task: Task, *, doubts: int = 0) -> bool:
    """A decision or a deadline, once; `doubts`: how many calls of earlier attempts may be of unknown effect. A call
    that a kill interrupted counts from the moment it was begun."""
    unsure = sum(1 for row in task.tried if row.outcome in ("unknown", "begun"))
    return task.notice.is_weighty and unsure <= doubts


def ways(task: Task, *, now: datetime) -> list[str]:
    """The channels that can reach the person at all, best first, without those that have failed for good."""
    ends = {row.channel for row in task.tried if row.outcome.startswith(("lost", "refused"))}
    can = {
        TEMPLATE: task.oa is not None and task.follows,
        SUBSCRIPTION: task.mini is not None and task.credits.get(task.title, 0) > 0,
        CUSTOM: task.oa is not None and task.heard_at is not None and now - task.heard_at < WINDOW,
    }
    return [channel for channel in notices.order(task.notice) if can[channel] and channel not in ends]


def _try(house: House, task: Task, channel: str, done: Done, *, now: datetime) -> bool:
    """One call. True when the next channel may be tried."""
    began = real()
    begun = None if channel == TEMPLATE else _begin(house, task, channel, began, now=now)
    try:
        number = _send(house, task, channel, now=now)
    except wechat.PlatformError as fault:
        if fault.errcode == NO_TEMPLATE:  # the account's templates may have changed
            house.platform.templates.forget()
            house.platform.mini_templates.forget()
        return _after(task, channel, fault, done, began, begun)
    done.tries.append(Try(channel, "sent", None, began, platform_id=number or None, begun=begun))
    done.state = "sent"
    if channel == SUBSCRIPTION:
        done.learnt.append(("spent", task.title))
    return False


def _begin(house: House, task: Task, channel: str, began: datetime, *, now: datetime) -> str:
    """Without a key a kill would leave nothing behind: the row comes first."""
    row = {"message": task.id, "attempt": task.attempt, "channel": channel, "outcome": "begun"}
    made = ids.new()
    with house.db.write() as tx:
        tx.run(insert(deliveries).values(id=made, at=now, began_at=began, **row))
    return made


def _send(house: House, task: Task, channel: str, *, now: datetime) -> str:
    platform = house.platform
    if channel == CUSTOM:
        if enclosed := task.body.get("enclosed"):
            enclosing.send(house, str(task.oa), enclosed, now=now)
            return ""
        platform.send_text(str(task.oa), notices.cut(str(task.body.get("text") or ""), notices.TEXT_BYTES))
        return ""
    words = notices.fill(task.notice, task.body, task.at)
    if channel == SUBSCRIPTION:
        return platform.send_subscription(str(task.mini), task.title, words, page=_PAGE)
    url = str(task.body.get("url") or f"{house.settings.origin}/me")
    return platform.send_template(str(task.oa), task.title, words, url=url, once=task.id.replace("-", ""))


def _after(
    task: Task, channel: str, fault: wechat.PlatformError, done: Done, began: datetime, begun: str | None
) -> bool:
    """What an error class means. True: another channel may be tried."""
    kind, code = fault.kind, fault.errcode

    def tried(outcome: str) -> None:
        done.tries.append(Try(channel, outcome, code, began, begun=begun))

    if fault.unseen and channel != TEMPLATE:
        tried("unknown")
        if channel == SUBSCRIPTION:
            done.learnt.append(("spent", task.title))  # perhaps; the platform tells when we are wrong
        done.state = "unknown"
        return _may_repeat(task) and not any(one.outcome == "unknown" for one in done.tries[:-1])
    if kind in (wechat.USER, wechat.WINDOW):
        tried("refused")
        done.learnt += _of_person(task, channel, code)
        return True
    if kind == wechat.MESSAGE or code == NO_TEMPLATE:
        tried("refused")
        done.learnt.append(("alert", "message.refused", f"{channel}:{task.reason}:{code}", code))
        return True
    if code in (UNAUTHORISED, DAY_QUOTA):
        tried("shut")
        state = channels.ABSENT if code == UNAUTHORISED else channels.PARKED
        done.learnt.append(("shut", channel, state, code))
        done.due_at = real() + channels.ABSENT_FOR if code == UNAUTHORISED else channels.next_day()
        return True
    return _wait(task, channel, fault, done, tried)


def _of_person(task: Task, channel: str, code: int | None) -> list[tuple[Any, ...]]:
    if code == UNFOLLOWED:
        return [("unfollowed",)]
    return [("emptied", task.title)] if channel == SUBSCRIPTION and code == EMPTY else []


def _wait(task: Task, channel: str, fault: wechat.PlatformError, done: Done, tried: Any) -> bool:
    """It may pass: again later, up to TRIES. An account that is set up wrongly is a person's to mend meanwhile."""
    tried("error:unseen" if fault.unseen else f"error:{fault.kind}")
    if fault.kind == wechat.ALERT:
        done.learnt.append(("alert", "account.refused", f"{channel}:{fault.errcode}", fault.errcode))
    if fault.kind == wechat.SLOW:
        done.learnt.append(("shut", channel, channels.SLOW, fault.errcode))
    done.state = "waiting" if task.failures + 1 < TRIES else "failed"
    done.due_at = outcomes.later(task.failures + 1)
    return False
