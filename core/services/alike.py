"""Entries that may be one achievement handed in twice, with the reason, for the auditor (notice A2.8); and the pairs
that an auditor found to be two."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from core.adapters import marks, titles
from core.adapters.db import Transaction
from core.adapters.tables import answers, attachments, told_apart
from core.adapters.tables import entries as entry_table
from core.domain import likeness, moves, phrases
from core.domain.declaration import Track
from core.domain.refusals import Refused
from core.services import accounts, audit_log, campaigns, listing, units
from core.services import entries as entry_service
from core.services.accounts import Scope
from core.services.entries import Entry
from core.services.house import House

_EVERYTHING = Scope(((None, None),))
MOST = 20  # are shown, the nearest first


@dataclass(frozen=True, slots=True)
class Picture:
    """`place`: of its thumbnail in the storage, empty where there is none."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Twins:
    """A picture of this entry and one of the other that show the same. `turn` is one of likeness.TURNS."""

    mine: Picture
    theirs: Picture
    turn: str
    bits: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Another live entry of the track, of this campaign or an earlier one. `score`: 1 is the same."""

    entry: str
    number: str
    name: str
    unit: str
    state: str
    reasons: tuple[str, ...]
    score: float
    twins: tuple[Twins, ...] = ()
    apart_by: str = ""  # the name of who said that it is no duplicate
    apart_at: datetime | None = None

    @property
    def reason(self) -> str:
        return "；".join(self.reasons)

    @property
    def is_apart(self) -> bool:
        return self.apart_at is not None


def of(house: House, tx: Transaction, entry_id: str, *, by: str) -> list[Alike]:
    """What an auditor should see beside an entry: near names and same pictures within the grants of `by`, those told
    apart last. Raises Refused('entry.unknown')."""
    scope = accounts.scope(tx, by, *accounts.PROVINCE)
    if not scope.holds(tx, entry_id):
        raise Refused("entry.unknown")
    entry = entry_service.load(house, tx, entry_id)
    if listing.is_closed(entry.state):
        return []
    named = {
        near.entry: near.score for near in titles.near(tx, entry.row.title, track=entry.track.key, limit=200)
    }
    twins = _twins(tx, entry, scope)
    rows = _rows(tx, entry, {*named, *twins}, scope)
    unit_names = units.names(tx, {row.unit for row in rows if row.unit})
    apart = _told_apart(tx, entry_id)
    found = [
        _alike(house, tx, entry, row, named.get(row.id), twins.get(row.id, ()), unit_names, apart.get(row.id))
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.is_apart, -one.score, one.entry))[:MOST]


def near(tx: Transaction, entry: Entry) -> set[str]:
    """Entries that are alike and that nobody told apart, whoever may see them: for the mark in lists."""
    if entry.state not in moves.LIVE:
        return set()
    named = {one.entry for one in titles.near(tx, entry.row.title, track=entry.track.key, limit=200)}
    found = named | set(_twins(tx, entry, _EVERYTHING))
    return {row.id for row in _rows(tx, entry, found, _EVERYTHING)} - set(_told_apart(tx, entry.id))


def _rows(tx: Transaction, entry: Entry, wanted: Collection[str], scope: Scope) -> list[Any]:
    here = and_(entry_table.c.id.in_(list(wanted)), *_comparable(entry), scope.where())
    return list(tx.rows(select(entry_table).where(here))) if wanted else []


def _comparable(entry: Entry) -> list[Any]:
    """Live entries of the same track; drafts, withdrawn and rejected ones hold no name."""
    track = entry_table.c.track == entry.track.key
    return [track, entry_table.c.state.in_(moves.LIVE), entry_table.c.id != entry.id]


def _alike(
    house: House, tx: Transaction, entry: Entry, row: Any, score: float | None, twins: Collection[Twins],
    unit_names: Mapping[str, str], apart: Any,
) -> Alike:  # fmt: skip
    reasons = []
    if score is not None:
        code = "alike.name.same" if score == 1 else "alike.name.near"
        reasons.append(phrases.say(code, title=row.title, score=f"{score:.2f}"))
    for pair in twins:
        code = f"alike.picture.{pair.turn}" if pair.turn else "alike.picture"
        reasons.append(phrases.say(code, mine=pair.mine.title, number=row.number, theirs=pair.theirs.title))
    if row.campaign != entry.row.campaign:
        year = campaigns.revision(house, tx, row.revision).year
        reasons = [phrases.say("alike.earlier", year=year, reason=reason) for reason in reasons]
    best = max([score or 0.0, *(1 - pair.bits / 64 for pair in twins)])
    return Alike(
        entry=row.id, number=row.number or "", name=row.title, unit=unit_names.get(row.unit or "", ""),
        state=row.state, reasons=tuple(reasons), score=round(best, 2), twins=tuple(twins),
        apart_by=apart[0] if apart else "", apart_at=apart[1] if apart else None,
    )  # fmt: skip


# Pictures ---------------------------------------------------------------------------------------------------------
def _twins(tx: Transaction, entry: Entry, scope: Scope) -> dict[str, list[Twins]]:
    """Pairs of pictures by the other entry."""
    mine = {
        row["attachment"]: row["title"]
        for key in _photo_fields(entry.track)
        for row in entry.answers.get(key) or []
        if row["attachment"] in entry.files
    }
    near = marks.near(tx, _hashes(entry, mine))
    theirs = _pictures(tx, entry, {other for found in near.values() for other in found}, scope)
    pairs: dict[str, list[Twins]] = {}
    for picture, found in near.items():
        shown = Picture(mine[picture], _thumb(entry.files[picture]))
        for other, (turn, bits) in sorted(found.items(), key=lambda item: (item[1][1], item[0])):
            if other in theirs:
                of_entry, their = theirs[other]
                pairs.setdefault(of_entry, []).append(Twins(shown, their, turn, bits))
    return {other: _each_once(twins) for other, twins in pairs.items()}


def _each_once(twins: list[Twins]) -> list[Twins]:
    """A picture beside its nearest; two that resemble each other make no four pairs."""
    kept: list[Twins] = []
    for pair in sorted(twins, key=lambda pair: (pair.bits, pair.mine.title, pair.theirs.title)):
        if all(pair.mine != one.mine and pair.theirs != one.theirs for one in kept):
            kept.append(pair)
    return kept


def _hashes(entry: Entry, pictures: Collection[str]) -> dict[str, dict[str, int]]:
    found = {}
    for picture in pictures:
        facts = entry.files[picture].facts or {}
        hash = marks.hash_of(facts)
        if hash is not None:
            found[picture] = likeness.turns(hash, marks.hash_of(facts, "dhash_mirrored"))
    return found


def _pictures(
    tx: Transaction, entry: Entry, wanted: Collection[str], scope: Scope
) -> dict[str, tuple[str, Picture]]:
    """`{attachment: (entry, picture)}` of those that stand in the answer of a live entry within the scope."""
    if not wanted:
        return {}
    joined = attachments.c.entry == entry_table.c.id
    columns = (attachments.c.id, attachments.c.entry, attachments.c.thumb, attachments.c.preview)
    here = and_(attachments.c.id.in_(list(wanted)), attachments.c.removed_at.is_(None), *_comparable(entry))
    rows = tx.rows(select(*columns).join(entry_table, joined).where(here, scope.where()))
    fields = (
        answers.c.entry.in_({row.entry for row in rows}),
        answers.c.field.in_(_photo_fields(entry.track)),
    )
    titled = {
        listed["attachment"]: listed["title"]
        for answer in tx.rows(select(answers.c.value).where(*fields))
        for listed in answer.value or []
    }
    return {row.id: (row.entry, Picture(titled[row.id], _thumb(row))) for row in rows if row.id in titled}


def _photo_fields(track: Track) -> list[str]:
    return [field.key for field in track.fields if field.kind == "photo"]


def _thumb(row: Any) -> str:
    return str(row.thumb or row.preview or "")


# Told apart -------------------------------------------------------------------------------------------------------
def _told_apart(tx: Transaction, entry: str) -> dict[str, tuple[str, datetime]]:
    """By the other entry: who told the two apart, and when."""
    rows = tx.rows(select(told_apart).where(or_(told_apart.c.first == entry, told_apart.c.second == entry)))
    called = listing.called(tx, {row.by for row in rows})
    return {
        row.second if row.first == entry else row.first: (called.get(row.by) or "审核员", row.at)
        for row in rows
    }


def tell_apart(tx: Transaction, entry: str, other: str, *, by: str, now: datetime) -> bool:
    """“不是重复”: remembered for the pair, also after corrections; said twice it is said once. Gives whether it is new.
    Raises Refused('alike.unknown') for what is not within the grants of `by`."""
    _require(tx, entry, other, by=by)
    first, second = sorted((entry, other))
    here = (told_apart.c.first == first, told_apart.c.second == second)
    if tx.one(select(told_apart.c.at).where(*here)) is not None:
        return False
    tx.run(insert(told_apart).values(first=first, second=second, by=by, at=now))
    tx.run(update(entry_table).where(entry_table.c.id.in_([entry, other])).values(is_shelved=False))
    audit_log.note(tx, "entry.tell_apart", by=by, now=now, entry=entry, other=other)
    return True


def put_together(tx: Transaction, entry: str, other: str, *, by: str, now: datetime) -> bool:
    """Takes `tell_apart` back. Raises Refused('alike.unknown')."""
    _require(tx, entry, other, by=by)
    first, second = sorted((entry, other))
    if not tx.run(delete(told_apart).where(told_apart.c.first == first, told_apart.c.second == second)):
        return False
    tx.run(update(entry_table).where(entry_table.c.id.in_([entry, other])).values(is_shelved=False))
    audit_log.note(tx, "entry.put_together", by=by, now=now, entry=entry, other=other)
    return True


def _require(tx: Transaction, entry: str, other: str, *, by: str) -> None:
    scope = accounts.scope(tx, by, *accounts.PROVINCE)
    here = (entry_table.c.id.in_([entry, other]), entry_table.c.submitted_at.is_not(None), scope.where())
    if entry == other or len(tx.rows(select(entry_table.c.id).where(*here))) < 2:
        raise Refused("alike.unknown")
