"""A claimed message with all that is known of the way to its person, and how long it is worth trying."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import identities
from core.domain import clockwork, notices, reminders
from core.domain.notices import TEMPLATE
from core.services.house import House

WINDOW = timedelta(hours=48)  # customer-service messages after a message of the person
TAP_WINDOW = timedelta(seconds=58)  # after a tap on the menu, a follow, a scan; a minute, less the way there
KEYED_FOR = timedelta(minutes=9)  # client_msg_id counts for ten; what is older may arrive twice
PLAIN_FOR = timedelta(days=1)  # so long what failed is tried again
WEIGHTY_FOR = timedelta(days=7)
KILLS = 3  # so often a decision goes again whose sender was killed while it called
NEVER = datetime.min.replace(tzinfo=UTC)


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
    tapped_at: datetime | None
    mini: str | None
    credits: Mapping[str, int]
    tried: tuple[Any, ...]  # rows of earlier deliveries
    shut: Mapping[str, Any]
    moot: str = ""  # why it need not go any more (core/services/moot.py)

    @property
    def once(self) -> str:
        """The key under which a repeat of a template message is harmless."""
        return self.id.replace("-", "")

    @property
    def failures(self) -> int:
        return sum(1 for row in self.tried if row.outcome.startswith(("error:", "shut")))

    def may_chat(self, *, now: datetime) -> bool:
        """Whether the platform takes a customer-service message: after a word of the person, or just after a tap."""
        opened = ((self.heard_at, WINDOW), (self.tapped_at, TAP_WINDOW))
        return self.oa is not None and any(at is not None and now - at < lasts for at, lasts in opened)

    def words(self, *, now: datetime) -> str:
        """Free words: the ones that count days on the day they were written, on another those that do not."""
        is_of_today = clockwork.in_china(now).date() == clockwork.in_china(self.at).date()
        later = "" if is_of_today else self.body.get("later")
        return str(later or self.body.get("text") or "")

    @property
    def is_over(self) -> bool:
        """Whether its own end has come (`ends_at` of its body, in real seconds), so that it would be wrong by now."""
        ends = self.body.get("ends_at")
        return ends is not None and real().timestamp() >= float(ends)

    @property
    def is_worn(self) -> bool:
        """Whether it has failed for so long that nobody waits for it any more."""
        failed = [row.began_at or NEVER for row in self.tried if row.outcome.startswith("error:")]
        return bool(failed) and real() - min(failed) > (WEIGHTY_FOR if self.notice.is_weighty else PLAIN_FOR)

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
    body: Mapping[str, Any],
    person: str,
    lease: datetime,
    began: datetime | None,
    reached: Mapping[str, Any],
    credits: Mapping[str, int],
    tried: Iterable[Any],
    shut: Mapping[str, Any],
    moot: str = "",
) -> Task:
    return Task(
        id=row.id,
        person=person,
        reason=row.reason,
        body=body,
        at=row.at,
        attempt=row.attempt + 1,
        lease=lease,
        began=began,
        credits=credits,
        tried=tuple(tried),
        shut=shut,
        moot=moot,
        **known(reached),
    )


def known(reached: Mapping[str, Any]) -> dict[str, Any]:
    """What a task says of the addresses of its person."""
    oa, mini = reached.get("oa"), reached.get("mini")
    return {
        "oa": oa.subject if oa else None,
        "follows": bool(oa and oa.follows),
        "heard_at": oa.heard_at if oa else None,
        "tapped_at": oa.tapped_at if oa else None,
        "mini": mini.subject if mini else None,
    }


def held(task: Task, *, now: datetime) -> datetime | None:
    """Until when a message that is late keeps quiet (`quiet` in its body). One that may have left already goes on while
    its key counts, since it would arrive twice in the morning."""
    began = [row.began_at or NEVER for row in task.tried if row.outcome in ("begun", "error:unseen")]
    began += [task.began] if task.began else []
    if began and real() - max(began) < KEYED_FOR:
        return None
    ends = reminders.morning(str(task.body.get("quiet") or ""), clockwork.in_china(now))
    return real() + (ends - now) if ends else None


def has_stale_key(task: Task) -> bool:
    """Whether a template may have arrived that cannot be repeated under its key any more; a doubt that was written down
    once is not written again."""
    noted = max(
        (row.began_at or NEVER for row in task.tried if (row.channel, row.outcome) == ("none", "unknown")),
        default=NEVER,
    )
    return any(
        row.channel == TEMPLATE
        and row.outcome == "error:unseen"
        and row.began_at > noted
        and real() - row.began_at > KEYED_FOR
        for row in task.tried
    )


def may_repeat(task: Task, *, doubts: int = 0) -> bool:
    """A decision or a deadline: once after a doubt of the line, KILLS times after kills, each of which repeats no more than
    was in flight; `doubts`: how many calls of earlier attempts may be of unknown effect. A call that a kill interrupted
    counts from the moment it was begun."""
    unsure = sum(1 for row in task.tried if row.outcome in ("unknown", "begun"))
    return task.notice.is_weighty and unsure <= doubts
