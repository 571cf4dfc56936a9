"""人工: a worker's question goes to a person who may answer it, and the answer comes back to the chat. The officers of the
worker's own unit first, else of the unit above; where nobody is seated, the campaign's people of the province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, insert, or_, select, update

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.signing import Signing
from core.adapters.tables import deliveries, grants, inquiries, persons
from core.adapters.tables import messages as message_table
from core.domain import clockwork, office_days, phrases
from core.domain.declaration import Campaign, Contact
from core.domain.refusals import Refused
from core.services import accounts, acts, audit_log, messages, units
from core.services.entries import Entry
from core.services.house import House

LONGEST = 300  # characters of a question and of an answer
OPEN_MOST = 3  # questions of a person that wait
SALT, DAYS = "answer", 60
_TOLD = 3  # persons a question goes to
_PROVINCE = ("administrator", "auditor")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who would answer, and until when: what a worker is told before they ask."""

    persons: tuple[str, ...]
    who: str
    when: str


def desk(
    house: House, tx: Transaction, campaign: Campaign, entry: Entry | None, *, by: str, now: datetime
) -> Desk | None:
    """None where nobody is seated who could answer."""
    contact = campaign.contact or Contact()
    found = _officers(tx, entry, campaign.key, by=by)
    code, unit = "officer", ""
    if found:
        unit = units.names(tx, {found[0].unit}).get(found[0].unit, "")
    else:
        code, found = "province", _province(tx, campaign.key, by=by)
    if not found:
        return None
    who = phrases.say(
        f"bot.human.{code}", unit=unit.removesuffix("工会"), issuer=campaign.issuer, name=found[0].name
    )
    until = office_days.after(clockwork.in_china(now).date(), contact)
    when = phrases.say("bot.human.when", hours=contact.hours, day=f"{until.month}月{until.day}日")
    return Desk(tuple(row.person for row in found), who, when)


def _officers(tx: Transaction, entry: Entry | None, campaign: str, *, by: str) -> list[Any]:
    """Of the nearest unit at or above the entry's own that has any."""
    if entry is None or entry.row.unit is None:
        return []
    above = [row.id for row in units.above(tx, entry.row.unit)]
    seated = [row for row in _seated(tx, ("officer",), campaign, by=by) if row.unit in above]
    nearest = min((above.index(row.unit) for row in seated), default=None)
    return [row for row in seated if above.index(row.unit) == nearest][:_TOLD]


def _province(tx: Transaction, campaign: str, *, by: str) -> list[Any]:
    seated = _seated(tx, _PROVINCE, campaign, by=by)
    return sorted(seated, key=lambda row: _PROVINCE.index(row.role))[:_TOLD]


def _seated(tx: Transaction, roles: Sequence[str], campaign: str, *, by: str) -> list[Any]:
    here = (grants.c.role.in_(roles), grants.c.ended_at.is_(None), grants.c.person != by)
    query = select(grants.c.person, grants.c.unit, grants.c.role, persons.c.name).join(
        persons, persons.c.id == grants.c.person
    )
    rows = tx.rows(
        query.where(*here).order_by(grants.c.granted_at, grants.c.id).add_columns(grants.c.campaign)
    )
    return [row for row in rows if row.campaign in (None, campaign)]


def ask(
    house: House,
    tx: Transaction,
    to: Desk,
    campaign: Campaign,
    entry: Entry | None,
    text: str,
    *,
    by: str,
    now: datetime,
) -> int:
    """Keeps a question and tells those who may answer: the question, who asks, and of the entry its unit and state alone.
    Gives its number. Raises Refused: asked.long, asked.many."""
    require_room(tx, by=by)
    if len(text) > LONGEST:
        raise Refused("asked.long", measured=len(text), max=LONGEST)
    number = acts.count_up(tx, "inquiry")
    row: dict[str, Any] = {
        "number": number,
        "person": by,
        "entry": entry.id if entry else None,
        "to": list(to.persons),
    }
    row |= {"campaign": campaign.key, "question": house.vault.seal(text), "asked_at": now}
    tx.run(insert(inquiries).values(id=ids.new(), **row))
    name = tx.value(select(persons.c.name).where(persons.c.id == by)) or ""
    about = ""
    if entry is not None:
        unit = units.names(tx, {entry.row.unit}).get(entry.row.unit, "") if entry.row.unit else "未填单位"
        about = phrases.say("bot.asked.about", unit=unit, state=entry.state_text)
    for person in to.persons:
        says = phrases.say("message.asked", name=name, number=number, question=text, about=about)
        messages.post(
            house, tx, person, "asked", str(number), now=now, says=says, title=campaign.title, waiting="1"
        )
    audit_log.note(tx, "inquiry.ask", by=by, now=now, entry=entry.id if entry else None, number=number)
    return number


def require_room(tx: Transaction, *, by: str) -> None:
    """Raises Refused('asked.many') when enough of this person's questions wait."""
    mine = (inquiries.c.person == by, inquiries.c.answered_at.is_(None))
    count = len(tx.rows(select(inquiries.c.id).where(*mine)))
    if count >= OPEN_MOST:
        raise Refused("asked.many", count=count)


def waiting(house: House, tx: Transaction, *, by: str, limit: int = 5) -> list[tuple[int, str]]:
    """(number, question) of what waits for this person, the oldest first."""
    told = cast(inquiries.c.to, Text)  # a list of ids as JSON
    mine = or_(*(told.contains(f'"{name}"', autoescape=True) for name in sorted(_names_of(tx, by))))
    here = (inquiries.c.answered_at.is_(None), mine)
    rows = tx.rows(select(inquiries).where(*here).order_by(inquiries.c.number).limit(limit))
    return [(row.number, house.vault.open(row.question)) for row in rows]


def reply(house: House, tx: Transaction, number: int, text: str, *, by: str, now: datetime) -> None:
    """The answer goes back to who asked, once. Raises Refused: asked.unknown, asked.answered, asked.long."""
    row = tx.one(select(inquiries).where(inquiries.c.number == number).with_for_update())
    if row is None or not _names_of(tx, by) & set(row.to) or not _still_seated(tx, by):
        raise Refused("asked.unknown")
    who = _signed(tx, row.answered_by or by)
    if row.answered_at is not None:
        raise Refused("asked.answered", who=who, answer=house.vault.open(row.answer))
    if len(text) > LONGEST:
        raise Refused("asked.long", measured=len(text), max=LONGEST)
    told = {"answer": house.vault.seal(text), "answered_at": now, "answered_by": by}
    tx.run(update(inquiries).where(inquiries.c.id == row.id).values(**told))
    says = phrases.say("message.answered", number=number, answer=text, who=who)
    asker, title = accounts.resolve(tx, row.person), house.vault.open(row.question)[:20]
    messages.post(
        house, tx, asker, "answered", str(number), now=now, says=says, title=title, url=address(house, number)
    )
    audit_log.note(tx, "inquiry.answer", by=by, now=now, entry=row.entry, number=number)


def shown(house: House, tx: Transaction, number: int) -> dict[str, str]:
    """`{question, answer, who}` of one that was answered. Raises Refused('asked.unknown')."""
    row = tx.one(select(inquiries).where(inquiries.c.number == number, inquiries.c.answered_at.is_not(None)))
    if row is None:
        raise Refused("asked.unknown")
    words = {"question": house.vault.open(row.question), "answer": house.vault.open(row.answer)}
    return {**words, "who": _signed(tx, row.answered_by)}


def address(house: House, number: int) -> str:
    """Where whoever asked reads the answer when only a template could reach them."""
    return f"{house.settings.origin}/a/{Signing(house.settings).serializer(SALT).dumps([str(number)])}"


def read(house: House, signed: str) -> int:
    """The number of such an address. Raises Refused('asked.unknown') for a forged or old one."""
    told = Signing(house.settings).read(SALT, signed, seconds=DAYS * 86400)
    if told is None:
        raise Refused("asked.unknown")
    return int(told[0])


def of(house: House, tx: Transaction, person: str) -> list[dict[str, Any]]:
    """All that a person asked, for the file of their own data."""
    rows = tx.rows(select(inquiries).where(inquiries.c.person == person).order_by(inquiries.c.number))
    return [
        {
            "at": row.asked_at.isoformat(),
            "question": house.vault.open(row.question),
            "answer": house.vault.open(row.answer) if row.answer else "",
        }
        for row in rows
    ]


def forget(tx: Transaction, person: str) -> None:
    """The person's data end here: their questions go, and what was told of them to those who were asked."""
    numbers = [
        str(row.number) for row in tx.rows(select(inquiries.c.number).where(inquiries.c.person == person))
    ]
    told = (message_table.c.reason == "asked", message_table.c.occasion.in_(numbers))
    sent = select(message_table.c.id).where(*told)
    tx.run(delete(deliveries).where(deliveries.c.message.in_(sent)))
    tx.run(delete(message_table).where(*told))
    tx.run(delete(inquiries).where(inquiries.c.person == person))


def _names_of(tx: Transaction, person: str) -> set[str]:
    """A person's id and those of the persons that were merged into them."""
    found, fresh = {person}, [person]
    while fresh:
        rows = tx.rows(select(persons.c.id).where(persons.c.merged_into.in_(fresh)))
        fresh = [row.id for row in rows if row.id not in found]
        found.update(fresh)
    return found


def _still_seated(tx: Transaction, person: str) -> bool:
    here = (
        grants.c.person == person,
        grants.c.ended_at.is_(None),
        grants.c.role.in_(("officer", *_PROVINCE)),
    )
    return tx.one(select(grants.c.id).where(*here).limit(1)) is not None


def _signed(tx: Transaction, person: str) -> str:
    return str(tx.value(select(persons.c.name).where(persons.c.id == person)) or "") or phrases.say(
        "bot.human.staff"
    )
