"""One attempt at one message: the channels that can reach the person now, best first, and what each answer means."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from core.adapters import ids, wechat
from core.adapters.clock import real
from core.adapters.tables import deliveries
from core.domain import notices
from core.domain.notices import CUSTOM, SUBSCRIPTION, TEMPLATE
from core.services import channels, enclosing, outcomes, rereading, tasks
from core.services import messages as rows
from core.services.house import House
from core.services.outcomes import Done, Try
from core.services.tasks import Task

UNAUTHORISED, EMPTY, DAY_QUOTA, NO_TEMPLATE = 48001, 43101, 45009, 40037
GONE = (40003, 43004, 43019, 46004, 48002, 50005)  # until the person writes, taps or follows again
_WAITED_FOR = timedelta(minutes=10)  # a channel that opens so soon is not worth another one
_PAGE = "pages/messages/messages"


class _Gone(Exception):
    """Its person was erased, or turned out to be one who had heard it."""


def attempt(house: House, task: Task, *, now: datetime) -> Done:
    """Tries channel after channel until one takes it, or says that it must wait."""
    done = Done(task, [], "failed")
    if not _is_sure(house, task, done):
        return done
    if task.moot:
        _ended(done, task.moot)
        done.state = rows.DROPPED
        return done
    if (held := tasks.held(task, now=now)) is not None:
        done.state, done.due_at = "waiting", held
        return done
    if task.is_over:
        _ended(done, "late")
        return given_up(done)
    waits: datetime | None = None
    for channel in ways(task, now=now):
        shut = task.shut.get(channel)
        if shut is not None:
            waits = min(waits, shut.until) if waits else shut.until
            if shut.until - real() < _WAITED_FOR:
                break
            continue
        if not _try(house, task, channel, done, now=now):
            return given_up(done) if done.state == "waiting" and task.is_worn else done
        if done.due_at:
            waits, done.due_at = min(waits or done.due_at, done.due_at), None
    if done.state == "unknown":  # a weighty one, and no other channel: once more, a little later
        waits = waits or outcomes.later(1)
    if waits is not None:
        done.state, done.due_at = "waiting", waits
        return given_up(done) if task.is_worn else done
    if not done.tries and not any(row.outcome.startswith("lost") for row in task.tried):
        done.tries.append(Try("none", "failed", None, real()))
    return done


def _ended(done: Done, why: str) -> None:
    """Without a call: why, where no doubt about an earlier one is written down already."""
    if not any(one.channel == "none" for one in done.tries):
        done.tries.append(Try("none", why, None, real()))


def given_up(done: Done) -> Done:
    """What could have reached its person and did not calls for somebody."""
    done.state, done.due_at = "failed", None
    done.learnt.append(("alert", "message.late", done.task.reason, None))
    return done


def _is_sure(house: House, task: Task, done: Done) -> bool:
    """An attempt that a kill interrupted: a channel with a key is simply tried again while the key counts. Without one
    nobody knows; it is recorded, and only a weighty message is sent again: after a second kill too, since the first may
    have kept it from leaving. False when it ends here; a weighty one then calls for a person."""
    begun = [row for row in task.tried if row.outcome == "begun"]
    for row in begun:
        done.tries.append(Try(row.channel, "unknown", None, row.began_at or real(), begun=row.id))
    try:
        is_stale = tasks.has_stale_key(task) or (not begun and _has_died_calling(house, task))
    except wechat.PlatformError:  # whoever can tell is away, and without it nobody sends
        done.tries.append(Try(TEMPLATE, "error:unseen", None, task.began or real()))
        done.state, done.due_at = "waiting", outcomes.later(task.failures + 1)
        return False
    if is_stale:
        done.tries.append(Try("none", "unknown", None, task.began or real()))
    doubts = tasks.KILLS if begun and not is_stale else 1 - is_stale
    if (begun or is_stale) and not tasks.may_repeat(task, doubts=doubts):
        done.state = "unknown"
        _doubted(done)
        return False
    return True


def _doubted(done: Done) -> None:
    """Nobody knows whether its person heard, and it does not go again: of a weighty one somebody is told."""
    if done.task.notice.is_weighty:
        done.learnt.append(("alert", "message.doubt", done.task.reason, None))


def _has_died_calling(house: House, task: Task) -> bool:
    """Whether a sender that died long ago may have called; most of what it had in hand still waited for its turn. The
    claim is the mark that a loss of Valkey does not take; Valkey only says of which claims nothing came."""
    if (
        task.began is None
        or real() - task.began <= tasks.KEYED_FOR
        or TEMPLATE not in notices.order(task.notice)
    ):
        return False
    return house.platform.may_have_called(task.once, since=task.began)


def ways(task: Task, *, now: datetime) -> list[str]:
    """The channels that can reach the person at all, best first, without those that have failed for good."""
    ends = {row.channel for row in task.tried if row.outcome.startswith(("lost", "refused"))}
    can = {
        TEMPLATE: task.oa is not None and task.follows,
        SUBSCRIPTION: task.mini is not None and task.credits.get(task.title, 0) > 0,
        CUSTOM: task.may_chat(now=now),
    }
    return [channel for channel in notices.order(task.notice) if can[channel] and channel not in ends]


def _try(house: House, task: Task, channel: str, done: Done, *, now: datetime) -> bool:
    """One call. True when the next channel may be tried."""
    began = real()
    begun = None
    try:
        send = _prepared(house, task, channel, now=now)
        if channel != TEMPLATE:
            begun, began = _begin(house, task, channel, now=now)
        number = send()
    except _Gone:  # there is nothing to write down either
        return False
    except wechat.Held:  # paused since it was claimed
        if begun:
            done.tries.append(Try(channel, "held", None, began, begun=begun))
        done.state, done.due_at = "waiting", real()
        return False
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


def _begin(house: House, task: Task, channel: str, *, now: datetime) -> tuple[str, datetime]:
    """Without a key a kill would leave nothing behind: the row comes first. Raises _Gone."""
    row = {"message": task.id, "attempt": task.attempt, "channel": channel, "outcome": "begun"}
    made, began = ids.new(), real()
    with house.db.write() as tx:
        if not outcomes.held(tx, {task.id}):
            raise _Gone
        tx.run(insert(deliveries).values(id=made, at=now, began_at=began, **row))
    return made, began


def _prepared(house: House, task: Task, channel: str, *, now: datetime) -> Callable[[], str]:
    """The call, with all that it needs drawn and looked up; it gives the platform's id. Raises PlatformError."""
    platform = house.platform
    if channel == CUSTOM:
        if enclosed := task.body.get("enclosed"):
            return enclosing.prepared(house, str(task.oa), enclosed, now=now)
        text = notices.cut(task.words(now=now), notices.TEXT_BYTES)
        return lambda: platform.send_text(str(task.oa), text)
    words = notices.fill(task.notice, task.body, task.at)
    if channel == SUBSCRIPTION:
        return lambda: platform.send_subscription(str(task.mini), task.title, words, page=_PAGE)
    url = str(task.body.get("url") or rereading.address(house, task.id))
    return lambda: platform.send_template(str(task.oa), task.title, words, url=url, once=task.once)


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
        if tasks.may_repeat(task) and not any(one.outcome == "unknown" for one in done.tries[:-1]):
            return True
        _doubted(done)
        return False
    if kind in (wechat.USER, wechat.WINDOW):
        tried("refused")
        done.learnt += _of_person(task, channel, code)
        return True
    if kind == wechat.MESSAGE or (code == NO_TEMPLATE and not fault.is_of_credential):
        tried("refused")
        done.learnt.append(("alert", "message.refused", f"{channel}:{task.reason}:{code}", code))
        return True
    if code in (UNAUTHORISED, DAY_QUOTA) and not fault.is_of_credential:
        tried("shut")
        state = channels.ABSENT if code == UNAUTHORISED else channels.PARKED
        done.learnt.append(("shut", channel, state, code))
        done.due_at = real() + channels.ABSENT_FOR if code == UNAUTHORISED else channels.next_day()
        return True
    return _wait(task, channel, fault, done, tried)


def _of_person(task: Task, channel: str, code: int | None) -> list[tuple[Any, ...]]:
    if code in GONE and channel != SUBSCRIPTION:
        return [("unfollowed",)]
    return [("emptied", task.title)] if channel == SUBSCRIPTION and code == EMPTY else []


def _wait(task: Task, channel: str, fault: wechat.PlatformError, done: Done, tried: Any) -> bool:
    """It may pass: again later, while somebody may wait for it. An account that is set up wrongly is a person's to mend meanwhile."""
    tried("error:unseen" if fault.unseen else f"error:{fault.kind}")
    if fault.is_of_credential:
        done.learnt.append(("shut", channel, channels.TOKEN, fault.errcode))
    if fault.kind == wechat.ALERT:
        is_call = not fault.is_of_credential or wechat.classify(fault.errcode or 0) == wechat.TOKEN
        code, of = ("account.refused", f"{channel}:") if is_call else ("account.token", "")
        done.learnt.append(("alert", code, f"{of}{fault.errcode}", fault.errcode))
    if fault.kind == wechat.SLOW:
        done.learnt.append(("shut", channel, channels.SLOW, fault.errcode))
    done.state = "waiting"
    done.due_at = outcomes.later(task.failures + 1)
    return False
