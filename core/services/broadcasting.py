"""A word to many: made as a draft, shown with who would get what by which channel, released by restating the number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import broadcasts, entries, grants
from core.domain import notices, phrases
from core.domain.refusals import Refused
from core.services import accounts, audit_log, channels, listing, messages, reaching, subscriptions
from core.services.house import House

KINDS = next(k.approved for k in notices.TEMPLATES["notice"].keywords if k.kind == "const")
_LONGEST = 300  # characters
_BATCH = 500  # persons looked up at once


@dataclass(frozen=True, slots=True)
class Shown:
    """Who would get it by which channel (`none`: nobody can reach them), and what they would read."""

    count: int
    by_channel: Mapping[str, int]
    text: str
    keywords: Mapping[str, str]
    sample: tuple[tuple[str, str], ...]  # (name, channel) of the first


def draft(
    tx: Transaction, text: str, *, kind: str, unit: str, campaign: str, track: str = "", states: Sequence[str] = (),
    role: str = "", by: str | None, now: datetime,
) -> str:  # fmt: skip
    """A broadcast to the owners of a campaign's entries in these states, or to everyone who holds a role. Raises
    Refused('broadcast.invalid')."""
    if not text.strip() or len(text) > _LONGEST or kind not in KINDS or bool(states) == bool(role):
        raise Refused("broadcast.invalid", max=_LONGEST, kinds="、".join(KINDS))
    audience = {"campaign": campaign, "track": track, "states": list(states), "role": role}
    body = {"text": text.strip(), "kind": kind, "unit": unit}
    made = ids.new()
    tx.run(insert(broadcasts).values(id=made, audience=audience, body=body, made_at=now, by=by))
    audit_log.note(tx, "broadcast.draft", by=by, now=now)
    return made


def show(house: House, tx: Transaction, broadcast: str, *, now: datetime, sample: int = 20) -> Shown:
    """Nothing is sent by this. Raises Refused('broadcast.unknown')."""
    row = _row(tx, broadcast)
    persons = audience(tx, row.audience)
    ways: Counter[str] = Counter()
    first: list[tuple[str, str]] = []
    names = listing.called(tx, set(persons[:sample]))
    for start in range(0, len(persons), _BATCH):
        for person, way in _ways(house, tx, persons[start : start + _BATCH], row.body, now=now):
            ways[way] += 1
            if len(first) < sample:
                first.append((names.get(person, ""), way))
    notice = notices.of("broadcast", row.body)
    words = notices.fill(notice, row.body, now)
    return Shown(len(persons), dict(ways), phrases.say("message.broadcast", **row.body), words, tuple(first))


def release(
    house: House, tx: Transaction, broadcast: str, *, count: int, by: str | None, now: datetime
) -> int:
    """Posts it to everyone it is for; `count` restates how many that are. Again: nobody gets it twice. Raises Refused:
    broadcast.unknown, broadcast.changed when the number is another by now."""
    row = _row(tx, broadcast)
    persons = audience(tx, row.audience)
    if row.released_at is None and len(persons) != count:
        raise Refused("broadcast.changed", count=len(persons), told=count)
    if row.released_at is not None:
        return int(row.count)
    for person in persons:
        messages.post(house, tx, person, "broadcast", broadcast, now=now, **row.body)
    tx.run(update(broadcasts).where(broadcasts.c.id == broadcast).values(released_at=now, count=len(persons)))
    audit_log.note(tx, "broadcast.release", by=by, now=now, count=len(persons))
    return len(persons)


def audience(tx: Transaction, told: Mapping[str, Any]) -> list[str]:
    """The persons, each once, in a fixed order."""
    if told["role"]:
        here = [grants.c.role == told["role"], grants.c.ended_at.is_(None)]
        found = {row.person for row in tx.rows(select(grants.c.person).where(*here))}
    else:
        here = [entries.c.campaign == told["campaign"], entries.c.state.in_(told["states"])]
        here += [entries.c.track == told["track"]] if told["track"] else []
        found = {row.owner for row in tx.rows(select(entries.c.owner).where(*here).distinct())}
    return sorted({accounts.resolve(tx, person) for person in found})


def _row(tx: Transaction, broadcast: str) -> Any:
    row = tx.one(select(broadcasts).where(broadcasts.c.id == broadcast))
    if row is None:
        raise Refused("broadcast.unknown")
    return row


def _ways(
    house: House, tx: Transaction, persons: Sequence[str], body: Mapping[str, Any], *, now: datetime
) -> list[tuple[str, str]]:
    """The channel each would be tried on first, now."""
    reached = reaching.addresses(house, tx, persons)
    credits = subscriptions.left(tx, persons)
    shut = channels.shut(tx)
    found = []
    for person in persons:
        task = reaching.Task(
            id="", person=person, reason="broadcast", body=body, at=now, attempt=1, lease=real(), began=None,
            tried=(), shut=shut, credits=credits.get(person, {}), **reaching.known(reached.get(person, {})),
        )  # fmt: skip
        open_ones = [way for way in reaching.ways(task, now=now) if way not in shut]
        found.append((person, open_ones[0] if open_ones else "none"))
    return found
