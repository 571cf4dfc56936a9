"""Whom an instant's reminders reach and what each person is told: asked in batches of persons, by names and counts alone,
so that a hundred thousand drafts are gone through without judging one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.adapters.db import Transaction
from core.domain import clockwork, phrases, reminders, windows
from core.domain.declaration import Campaign, Track
from core.domain.reminders import Call
from core.services import officers_due, owners_due
from core.services.reach import Reach

_KINDS = (owners_due, officers_due)
BATCH = 200  # persons; on SQLite nobody else writes while one batch is posted


@dataclass(frozen=True, slots=True)
class Told:
    """One person's message: the words of all that speaks to them, joined; the template of the first of it. `later`: words
    that are true on another day too, blank where `text` counts no days."""

    person: str
    text: str
    later: str
    title: str
    template: str
    keywords: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """`last` is the person up to whom all were looked at, None when nobody is left."""

    told: tuple[Told, ...]
    last: str | None


def batch(
    tx: Transaction, campaign: Campaign, track: Track, reach: Reach, calls: Sequence[Call], *, now: datetime,
    past: str = "", limit: int = BATCH,
) -> Batch:  # fmt: skip
    """The next persons after `past` (ids in order) who could have something to do, and what those who have are told.
    Of a deadline that is over nothing is said: what was returned is answered by a date of its own."""
    calls = live(calls, now=now)
    kinds = {kind: _candidates(tx, campaign, track, kind, calls, past=past, limit=limit) for kind in _KINDS}
    among = sorted(set().union(*kinds.values()))[:limit]
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for kind, theirs in kinds.items():
        if theirs := [person for person in theirs if person <= among[-1]]:
            found |= kind.values(tx, campaign, track, reach, calls, among=theirs, now=now)
    spoken = [_of_call(campaign, track, call, now=now) for call in calls]
    told = [
        _told(
            person,
            calls,
            [(n, said | found[person, n]) for n, said in enumerate(spoken) if (person, n) in found],
        )
        for person in among
    ]
    return Batch(tuple(one for one in told if one), among[-1] if len(among) == limit else None)


def live(calls: Sequence[Call], *, now: datetime) -> list[Call]:
    """Those whose end has not come."""
    return [call for call in calls if call.closes is None or call.closes > now]


def still(
    tx: Transaction, campaign: Campaign, track: Track, reach: Reach, calls: Sequence[Call], *, among: list[str],
    now: datetime,
) -> set[str]:  # fmt: skip
    """Of these persons, those who have something to do."""
    spoken = live(calls, now=now)
    found = [kind.values(tx, campaign, track, reach, spoken, among=among, now=now) for kind in _KINDS]
    return {person for values in found for person, _ in values}


def _candidates(
    tx: Transaction, campaign: Campaign, track: Track, kind: Any, calls: Sequence[Call], *, past: str, limit: int
) -> list[str]:  # fmt: skip
    if not any(call.reminder.whom in kind.KINDS for call in calls):
        return []
    query = kind.persons(campaign, track)
    person = query.selected_columns.person
    after = query.where(person > past).distinct().order_by(person).limit(limit)
    return [row.person for row in tx.rows(after)]


def _of_call(campaign: Campaign, track: Track, call: Call, *, now: datetime) -> dict[str, Any]:
    """What every person hears alike: the names of campaign and track, and the end of the window."""
    said: dict[str, Any] = {"campaign": campaign.title, "track": track.title}
    if call.closes is not None:
        said |= {
            "closes": windows.last_day(call.closes),
            "left": _left(windows.days_left(call.closes, now=now)),
            "until": clockwork.minute_text(call.closes - timedelta(minutes=1)),
        }
    return said


def _left(days: int) -> str:
    named = {0: "reminder.left.today", 1: "reminder.left.tomorrow"}
    return phrases.say(named.get(days, "reminder.left.days"), days=days)


def _told(person: str, calls: Sequence[Call], spoken: list[tuple[int, dict[str, Any]]]) -> Told | None:
    if not spoken:
        return None
    text = _joined(calls, spoken)
    later = _joined(
        calls,
        [
            (n, said | {"left": phrases.say("reminder.left.later")} if "left" in said else said)
            for n, said in spoken
        ],
    )
    n, said = spoken[0]
    first = calls[n].reminder
    keywords = {label: reminders.fill(words, said) for label, words in first.keywords.items()}
    title = str(said.get("name") or said["track"])
    return Told(person, text, "" if later == text else later, title, first.template, keywords)


def _joined(calls: Sequence[Call], spoken: Sequence[tuple[int, dict[str, Any]]]) -> str:
    texts = [reminders.fill(calls[n].reminder.text, said) for n, said in spoken]
    return "\n".join(text for text in texts if text)
