"""The log as administrators read it: narrowed, paged, exported. What it says of persons and entries is looked up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import entries, log, persons
from core.domain import clockwork, phrases
from core.domain.refusals import Refused
from core.services import accounts, campaigns, listing
from core.services.house import House

PAGE = 50
EXPORTED = 100_000  # lines of one file
_BATCH = 500
_SHOWN = ("field", "after", "act", "role", "track", "kind", "version")
HEAD = ("序号", "时间", "谁", "做了什么", "申报编号", "说明", "校验值")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`who` is a part of a name, `act` the act or the beginning of one, `number` an entry's number; `since` and `until`
    are half-open."""

    who: str = ""
    act: str = ""
    number: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    sequence: int
    at: datetime
    by: str
    act: str
    entry: str | None
    number: str
    about: str
    hash: str


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    next: int | None


def may(tx: Transaction, person: str) -> bool:
    """An administrator of the whole house: the log knows no units."""
    return (None, None) in accounts.scope(tx, person, "administrator").roots


def require(tx: Transaction, person: str) -> None:
    """Raises Refused('grant.missing')."""
    if not may(tx, person):
        raise Refused("grant.missing")


def page(
    house: House, tx: Transaction, wanted: Wanted, *, by: str, before: int | None = None, limit: int = PAGE
) -> Page:
    """The newest first. Raises Refused('grant.missing')."""
    require(tx, by)
    query = select(log).where(*_narrowed(tx, wanted)).order_by(log.c.sequence.desc())
    if before:
        query = query.where(log.c.sequence < before)
    rows = tx.rows(query.limit(limit + 1))
    lines = tuple(_lines(tx, rows[:limit], _labels(house, tx)))
    return Page(lines, lines[-1].sequence if len(rows) > limit else None)


def acts_known() -> list[tuple[str, str]]:
    """`(act, words)` of every act with a word, in the order of the words."""
    found = [code.removeprefix("log.") for code in phrases.codes("log.") if code.count(".") > 1]
    kept = [
        act for act in found if not act.startswith(("about.", "anchor.", "export.many", "kind.", "role."))
    ]
    return sorted(((act, word(act)) for act in kept), key=lambda pair: pair[1])


def word(act: str) -> str:
    """An act in words; one that nobody gave words stays legible."""
    return phrases.say(f"log.{act}") if phrases.exists(f"log.{act}") else act


def export(house: House, wanted: Wanted, *, by: str) -> Iterator[list[str]]:
    """Rows of text, oldest first, up to the newest of now; read piece by piece, each in a transaction of its own, so that
    neither memory nor the database's log grows with them. Raises Refused at once: no grant, too many."""
    with house.db.read() as tx:
        require(tx, by)
        here = _narrowed(tx, wanted)
        count = int(tx.value(select(func.count()).select_from(log).where(*here)))
        last = tx.value(select(func.max(log.c.sequence)).where(*here)) or 0
        labels = _labels(house, tx)
    if count > EXPORTED:
        raise Refused("log.export.many", count=count, most=EXPORTED)
    return _rows(house, [*here, log.c.sequence <= last], labels)


def _rows(house: House, here: list[Any], labels: Mapping[str, str]) -> Iterator[list[str]]:
    past = 0
    query = select(log).where(*here).order_by(log.c.sequence).limit(_BATCH)
    while True:
        with house.db.read() as tx:
            rows = tx.rows(query.where(log.c.sequence > past))
            lines = list(_lines(tx, rows, labels))
        if not rows:
            return
        past = rows[-1].sequence
        for line in lines:
            moment = f"{clockwork.in_china(line.at):%Y-%m-%d %H:%M:%S}"
            yield [str(line.sequence), moment, line.by, line.act, line.number, line.about, line.hash]


def _labels(house: House, tx: Transaction) -> dict[str, str]:
    """What fields and tracks are called, by key; the first that is called so."""
    found: dict[str, str] = {}
    for revision in campaigns.newest(house, tx).values():
        for track in campaigns.revision(house, tx, revision).tracks:
            found.setdefault(track.key, track.title)
            for field in track.fields:
                found.setdefault(field.key, field.label)
    return found


def _narrowed(tx: Transaction, wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if wanted.act:
        found.append(or_(log.c.act == wanted.act, log.c.act.startswith(f"{wanted.act}.", autoescape=True)))
    if wanted.since:
        found.append(log.c.at >= wanted.since)
    if wanted.until:
        found.append(log.c.at < wanted.until)
    if wanted.number:
        entry = tx.value(select(entries.c.id).where(entries.c.number == wanted.number.upper()))
        found.append(log.c.entry == entry if entry else false())
    if wanted.who:
        said = wanted.who.replace("\0", "\ufffd")  # SQLite's LIKE ends at U+0000 and would find everybody
        named = select(persons.c.id).where(persons.c.name.contains(said, autoescape=True))
        found.append(log.c.by.in_(named))
    return found


def _lines(tx: Transaction, rows: Sequence[Any], labels: Mapping[str, str]) -> Iterator[Line]:
    named = listing.called(tx, {row.by for row in rows if row.by})
    wanted = {row.entry for row in rows if row.entry}
    query = select(entries.c.id, entries.c.number).where(entries.c.id.in_(wanted))
    numbers = {row.id: row.number or "" for row in tx.rows(query)} if wanted else {}
    for row in rows:
        by = (named.get(row.by) or "未留姓名") if row.by else "系统"
        yield Line(
            row.sequence, row.at, by, word(row.act), row.entry, numbers.get(row.entry or "", ""), _about(row, labels), row.hash
        )  # fmt: skip


def _about(row: Any, labels: Mapping[str, str]) -> str:
    """Fields, states and roles in words; ids say nothing to a reader."""
    told = []
    for key in _SHOWN:
        if value := row.about.get(key):
            code = f"state.{value}" if key == "after" else f"log.{key}.{value}"
            said = phrases.say(code) if phrases.exists(code) else labels.get(str(value), value)
            told.append(f"{phrases.say(f'log.about.{key}')} {said}")
    return "，".join(told)
