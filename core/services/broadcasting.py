"""A word to many: made as a draft, shown with who would get what by which channel and who would not, released by restating
the number; then posted in batches, which a kill does not repeat and does not lose. Quiet hours hold it until the morning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select, update

from core.adapters import ids, queue
from core.adapters.db import Transaction
from core.adapters.signing import Signing
from core.adapters.tables import broadcasts, entries, grants, persons
from core.domain import clockwork, notices, phrases, reminders
from core.domain.refusals import Refused
from core.services import audit_log, campaigns, channels, messages, reachable
from core.services.house import House
from core.services.spreading import Spreading

KINDS = next(k.approved for k in notices.TEMPLATES["notice"].keywords if k.kind == "const")
LOST = reachable.LOST
SALT, DAYS = "broadcast", 60
BATCH = 200  # persons of one transaction
LONGEST = 300  # characters


@dataclass(frozen=True, slots=True)
class Shown:
    """Who would get it by which channel, and how many nobody reaches, by the reason (LOST); what they would read; the
    first of either by name. `held`: until when quiet hours would hold it now, None outside them."""

    count: int
    by_channel: Mapping[str, int]
    lost: Mapping[str, int]
    text: str
    keywords: Mapping[str, str]
    sample: tuple[tuple[str, str], ...]  # (name, channel)
    lost_sample: tuple[tuple[str, str], ...]  # (name, reason)
    held: datetime | None


def draft(
    tx: Transaction, text: str, *, kind: str, unit: str, campaign: str, track: str = "", states: Sequence[str] = (),
    role: str = "", by: str | None, now: datetime,
) -> str:  # fmt: skip
    """A broadcast to the owners of a campaign's entries in these states, or to everyone who holds a role. Raises
    Refused('broadcast.invalid')."""
    if not text.strip() or len(text) > LONGEST or kind not in KINDS or bool(states) == bool(role):
        raise Refused("broadcast.invalid", max=LONGEST, kinds="、".join(KINDS))
    audience = {"campaign": campaign, "track": track, "states": list(states), "role": role}
    body = {"text": text.strip(), "kind": kind, "unit": unit}
    made = ids.new()
    tx.run(
        insert(broadcasts).values(id=made, audience=audience, body=body, made_at=now, by=by, past="", told=0)
    )
    audit_log.note(tx, "broadcast.draft", by=by, now=now)
    return made


def show(house: House, tx: Transaction, broadcast: str, *, now: datetime, sample: int = 20) -> Shown:
    """Nothing is sent by this. As many queries for ten thousand as for three. Raises Refused('broadcast.unknown')."""
    row = _row(tx, broadcast)
    notice = notices.of("broadcast", row.body)
    whom = _audience(row.audience).subquery()
    way = reachable.way(house, whom.c.person, notice, now=now, shut=channels.shut(tx)).label("way")
    ways = select(whom.c.person, way).subquery()
    counted = {
        found.way: found.persons
        for found in tx.rows(select(ways.c.way, func.count().label("persons")).group_by(ways.c.way))
    }

    def named(is_lost: bool) -> tuple[tuple[str, str], ...]:
        some = ways.c.way.in_(LOST) if is_lost else ways.c.way.not_in(LOST)
        query = select(persons.c.name, ways.c.way).join(ways, ways.c.person == persons.c.id).where(some)
        return tuple((one.name, one.way) for one in tx.rows(query.order_by(persons.c.id).limit(sample)))

    return Shown(
        count=sum(counted.values()),
        by_channel={channel: count for channel, count in counted.items() if channel not in LOST},
        lost={why: counted[why] for why in LOST if why in counted},
        text=phrases.say("message.broadcast", **row.body),
        keywords=notices.fill(notice, row.body, now),
        sample=named(False),
        lost_sample=named(True),
        held=reminders.morning(_quiet(house, tx, row.audience), clockwork.in_china(now)),
    )


def listed(tx: Transaction, *, limit: int = 50) -> list[Any]:
    """Those that were written, newest first."""
    return list(tx.rows(select(broadcasts).order_by(broadcasts.c.id.desc()).limit(limit)))


def release(
    house: House, tx: Transaction, broadcast: str, *, count: int, by: str | None, now: datetime
) -> int:
    """From here on it goes out; `count` restates to how many. Again: nothing more happens. Raises Refused:
    broadcast.unknown, broadcast.changed when the number is another by now."""
    row = _row(tx, broadcast)
    if row.released_at is not None:
        return int(row.count)
    whole = int(tx.value(select(func.count()).select_from(_audience(row.audience).subquery())))
    if whole != count:
        raise Refused("broadcast.changed", count=whole, told=count)
    tx.run(update(broadcasts).where(broadcasts.c.id == broadcast).values(released_at=now, count=whole))
    audit_log.note(tx, "broadcast.release", by=by, now=now, count=whole)
    tx.after_commit.append(partial(TELLING.hint, house, broadcast))
    return whole


def _tell(
    house: House, tx: Transaction, row: Any, now: datetime
) -> tuple[list[Callable[[], object]], str | None]:
    """The next persons, in the order of their ids."""
    whom = _audience(row.audience).subquery()
    query = select(whom.c.person).where(whom.c.person > row.past).order_by(whom.c.person).limit(BATCH)
    found = [one.person for one in tx.rows(query)]
    said = {**row.body, "quiet": _quiet(house, tx, row.audience), "url": address(house, row.id)}
    tells: list[Callable[[], object]] = [
        partial(messages.post, house, tx, person, "broadcast", row.id, now=now, **said) for person in found
    ]
    return tells, found[-1] if len(found) == BATCH else None


TELLING = Spreading(broadcasts, queue.BROADCAST, _tell, is_begun=(broadcasts.c.released_at.is_not(None),))


def address(house: House, broadcast: str) -> str:
    """Where the whole text stands: a template message, which holds no free words, leads there."""
    return f"{house.settings.origin}/w/{Signing(house.settings).serializer(SALT).dumps([broadcast])}"


def read(house: House, tx: Transaction, signed: str) -> Any:
    """The row of such an address, once it was released. Raises Refused('broadcast.unknown')."""
    told = Signing(house.settings).read(SALT, signed, seconds=DAYS * 86400)
    row = _row(tx, told[0]) if told else None
    if row is None or row.released_at is None:
        raise Refused("broadcast.unknown")
    return row


def _audience(told: Mapping[str, Any]) -> Any:
    """A query of the persons, each once. Whoever became another person has handed over entries and seats to them."""
    if told["role"]:
        here = [grants.c.role == told["role"], grants.c.ended_at.is_(None)]
        return select(grants.c.person.label("person")).where(*here).distinct()
    here = [entries.c.campaign == told["campaign"], entries.c.state.in_(told["states"])]
    here += [entries.c.track == told["track"]] if told["track"] else []
    return select(entries.c.owner.label("person")).where(*here).distinct()


def _quiet(house: House, tx: Transaction, told: Mapping[str, Any]) -> str:
    """The quiet hours of its campaign; of a word to a role, those of the first campaign that has any."""
    every = campaigns.newest(house, tx)
    keys = [told["campaign"]] if told["campaign"] in every else sorted(every)
    found = (campaigns.revision(house, tx, every[key]).quiet for key in keys)
    return reminders.quiet_text(next((quiet for quiet in found if quiet), None))


def _row(tx: Transaction, broadcast: str) -> Any:
    row = tx.one(select(broadcasts).where(broadcasts.c.id == broadcast))
    if row is None:
        raise Refused("broadcast.unknown")
    return row
