"""Which messages of a day did not arrive and why: whose by their unit, and by name where a grant covers the person; never
what they say, for a message may quote a draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from core.adapters.db import Transaction
from core.adapters.tables import deliveries, entries, grants, messages, persons
from core.domain import notices, phrases
from core.domain.paging import Page
from core.domain.refusals import Refused
from core.services import accounts, overseeing, reaching, units
from core.services import messages as rows

PAGE = 50
STATES: Mapping[str, tuple[str, ...]] = {
    "failed": ("failed",),
    "dropped": (rows.DROPPED,),
    "unsure": ("unknown",),
    "waiting": ("waiting", "sending"),
}
_SILENT = ("sent", "arrived", "held", "begun")  # outcomes that say nothing of why one did not arrive


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `unit` and `who` are blank where no grant covers its person; `why` in words, `codes` of the platform."""

    id: str
    at: datetime
    about: str
    unit: str
    who: str
    is_covered: bool
    why: tuple[str, ...]
    codes: tuple[int, ...]


def page(
    tx: Transaction, what: str, day: datetime, *, by: str, after: str | None = None, limit: int = PAGE
) -> Page[Line]:
    """Messages written on a day of China (`day`: its beginning) that stand so, the newest first, in a fixed number of queries.
    Raises Refused: nobody of the province."""
    if accounts.scope(tx, by, *accounts.PROVINCE).is_empty:
        raise Refused("grant.missing")
    here = (messages.c.at >= day, messages.c.at < day + timedelta(days=1), messages.c.state.in_(STATES[what]))
    query = select(messages).where(*here)
    if after:
        query = query.where(messages.c.id < after)
    found = tx.rows(query.order_by(messages.c.id.desc()).limit(limit + 1))
    total = int(tx.value(select(func.count()).select_from(messages).where(*here)))
    shown = found[:limit]
    people = _people(tx, {row.person for row in shown}, by=by)
    tried = _tried(tx, [row.id for row in shown])
    lines = tuple(_line(row, people.get(row.person), tried.get(row.id, [])) for row in shown)
    return Page(lines, shown[-1].id if len(found) > limit else None, total)


def _line(row: Any, person: tuple[str, str] | None, tried: Sequence[Any]) -> Line:
    template = notices.TEMPLATES[notices.of(row.reason, row.body).template]
    codes = tuple(dict.fromkeys(one.errcode for one in tried if one.errcode))
    unit, who = person or ("", "")
    return Line(row.id, row.at, template.title, unit, who, person is not None, _why(tried), codes)


def _why(tried: Sequence[Any]) -> tuple[str, ...]:
    """What the tries that failed came to, each once, with the channel where one was tried; why a message was not needed any
    more stands alone."""
    if moot := [one.outcome for one in tried if one.outcome in ("done", "replaced")]:
        return (phrases.say(f"undelivered.{moot[-1]}"),)
    said = []
    for one in tried:
        if one.outcome in _SILENT:
            continue
        word = phrases.say(f"undelivered.{kind(one.outcome, one.errcode)}")
        by = f"undelivered.by.{one.channel}"
        said.append(f"{phrases.say(by)}：{word}" if phrases.exists(by) else word)
    return tuple(dict.fromkeys(said)) or (phrases.say("undelivered.none"),)


def kind(outcome: str, errcode: int | None = None) -> str:
    """The class of an outcome that has words: `lost:user block` is blocked, `error:slow` is error, refused with 43004 gone."""
    if rows.BLOCKED[:7] in outcome:  # an outcome is cut to 20 characters
        return "blocked"
    if outcome == "refused" and errcode in (*reaching.GONE, reaching.EMPTY):
        return "gone" if errcode in reaching.GONE else "unwilling"
    head = outcome.partition(":")[0]
    return head if phrases.exists(f"undelivered.{head}") else "other"


def _tried(tx: Transaction, wanted: Collection[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    query = select(deliveries).where(deliveries.c.message.in_(wanted))
    for row in tx.rows(query.order_by(deliveries.c.attempt, deliveries.c.id)):
        found.setdefault(row.message, []).append(row)
    return found


def _people(tx: Transaction, wanted: Collection[str], *, by: str) -> dict[str, tuple[str, str]]:
    """`(unit, name)` of those persons whom a province grant of `by` covers: by an entry of theirs, or as officers of a unit."""
    scope = accounts.scope(tx, by, *accounts.PROVINCE)
    own = select(entries.c.owner.label("person"), entries.c.unit).where(
        entries.c.owner.in_(wanted), scope.where()
    )
    seat = select(grants.c.person, grants.c.unit).where(
        grants.c.person.in_(wanted), grants.c.role == "officer", grants.c.ended_at.is_(None),
        overseeing.within(tx, grants.c.unit, by=by),
    )  # fmt: skip
    places: dict[str, str] = {}
    for row in (*tx.rows(own.order_by(entries.c.id)), *tx.rows(seat.order_by(grants.c.id))):
        places[row.person] = row.unit or places.get(row.person, "")
    covered = wanted if any(root == (None, None) for root in scope.roots) else set(places)
    called = tx.rows(select(persons.c.id, persons.c.name).where(persons.c.id.in_(covered)))
    named = units.names(tx, {unit for unit in places.values() if unit})
    return {row.id: (named.get(places.get(row.id, ""), ""), row.name) for row in called}
