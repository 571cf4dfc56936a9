"""The expert panel's work on paper (N11): list and score sheet out, scores and the selection in: shown first, then all
in one act or nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.adapters import confined, long_sheets
from core.adapters.confined import Limits
from core.adapters.db import Transaction
from core.adapters.long_sheets import Book
from core.adapters.tables import entries as entry_table
from core.adapters.tables import scores, verdicts
from core.domain import scoring
from core.domain import seals as digests
from core.domain.declaration import Track
from core.domain.refusals import Refused
from core.services import accounts, audit_log, batches, campaigns, entries, exports, vetting
from core.services import verdicts as pending
from core.services.house import House

MOST = 8  # megabytes of a score sheet
BEFORE = (
    *vetting.UNLISTED,
    "shortlisted",
)  # the panel has them before it, here or on the national platform (N11)
_SETTLED = {"selected": True, "published": True, "not_selected": False}
_NAMED = 10  # merged ranges that a sentence names
_EXPERTS = tuple(f"{scoring.EXPERT}{number}" for number in range(1, scoring.EXPERTS + 1))
_HEAD = (scoring.NUMBER, scoring.TITLE, "上报单位", "完成人")
_WIDTHS = (16, 44, 30, 44, *([9] * scoring.EXPERTS), 9)
_LIMITS = Limits(seconds=20, writes=1024 * 1024)


@dataclass(frozen=True, slots=True)
class Change:
    """What the sheet would change of one course: points `(expert, old, new)` as said, and the choice."""

    row: int
    number: str
    entry: str
    title: str
    points: tuple[tuple[str, str, str], ...]
    choice: bool | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`digest` binds what a person has seen to what they confirm."""

    changes: tuple[Change, ...]
    faults: tuple[scoring.Fault, ...]
    missing: tuple[str, ...]
    digest: str

    @property
    def chosen(self) -> int:
        return sum(change.choice is True for change in self.changes)

    @property
    def passed_over(self) -> int:
        return sum(change.choice is False for change in self.changes)


# Out -----------------------------------------------------------------------------------------------------------
def write(house: House, campaign: str, track: str, path: Path, *, by: str, now: datetime) -> int:
    """Score sheet first, then the list with every item of the form. Every cell is text: `=1+1` stays what a person
    wrote. Gives how many courses."""
    with house.db.read() as tx:
        declared = campaigns.track(house, tx, campaign, track)
        wanted = before(tx, campaign, track, by=by)
    with long_sheets.written(path) as book:
        book.sheet("scores", "评分表", [*_HEAD, *_EXPERTS, scoring.CHOICE], widths=_WIDTHS)
        book.sheet("courses", "课程清单", [*exports.HEAD, *(field.label for field in declared.fields)])
        for start in range(0, len(wanted), batches.MOST):
            _add(house, book, declared, wanted[start : start + batches.MOST])
    with house.db.write() as tx:  # after the reading: a thousand courses would hold others' writing up
        audit_log.note(tx, "panel.write", by=by, now=now, campaign=campaign, track=track, courses=len(wanted))
    return len(wanted)


def _add(house: House, book: Book, declared: Track, wanted: list[str]) -> None:
    """A piece of the courses, a line of each sheet a course."""
    with house.db.read() as tx:
        held = _scores(tx, wanted)
        here = batches.load(house, tx, wanted)
    unit, people = entries.unit_field(declared), entries.people_field(declared)
    for entry in here:
        about = (entry.cell(unit) if unit else "", entry.text(people) if people else "")
        points = (scoring.said(held[entry.id, name]) if (entry.id, name) in held else "" for name in _EXPERTS)
        book.row("scores", [entry.row.number or "", entry.row.title, *about, *points, ""])
        book.row("courses", exports.row(entry))


def before(tx: Transaction, campaign: str, track: str, *, by: str) -> list[str]:
    """Ids of the courses before the panel, in the order of their numbers."""
    query = select(entry_table.c.id).where(
        entry_table.c.campaign == campaign,
        entry_table.c.track == track,
        entry_table.c.state.in_(BEFORE),
        accounts.scope(tx, by, *accounts.PROVINCE).where(),
    )
    return [row.id for row in tx.rows(query.order_by(entry_table.c.number))]


def _scores(tx: Transaction, wanted: list[str]) -> dict[tuple[str, str], int]:
    here = select(scores).where(scores.c.entry.in_(wanted))
    return {(row.entry, row.expert): row.hundredths for row in tx.rows(here)}


def ranking(tx: Transaction, wanted: list[str]) -> dict[str, tuple[int, str]]:
    """`(how many experts, mean as said)` by course."""
    found: dict[str, list[int]] = {}
    for (entry, _expert), value in _scores(tx, wanted).items():
        found.setdefault(entry, []).append(value)
    return {
        entry: (len(values), scoring.said(round(sum(values) / len(values))))
        for entry, values in found.items()
    }


# In ------------------------------------------------------------------------------------------------------------
def read(path: Path) -> list[list[str]]:
    """The rows of the first sheet of a stranger's file, out of a confined process. Raises Refused('score.file.…')."""
    if path.stat().st_size == 0:
        raise Refused("score.file.missing")
    if path.stat().st_size > MOST * 1024 * 1024:
        raise Refused("score.file.large", most=MOST)
    facts = confined.run("core.adapters.sheets:rows_facts", path, limits=_LIMITS)
    if facts.get("fault"):
        raise Refused("score.file.unreadable")
    rows = [[str(cell) for cell in row] for row in facts["rows"]]
    _require_unmerged(rows[0] if rows else [], facts["merged"])
    return rows


def _require_unmerged(head: list[str], merged: list[tuple[int, str]]) -> None:
    """Only the first cell of a merged range says anything: the others would count as left blank, in silence."""
    wrong = [where for at, where in merged if at < 0 or (at < len(head) and scoring.is_read(head[at]))]
    if wrong:
        raise Refused("score.file.merged", places="、".join(wrong[:_NAMED]), count=len(wrong))


def preview(tx: Transaction, campaign: str, track: str, lines: list[list[str]], *, by: str) -> Preview:
    """What the filled sheet would change. Changes nothing."""
    known = _known(tx, campaign, track, by=by)
    found = scoring.read(lines, known)
    held = _scores(tx, [row.entry for row in found.rows])
    changes = []
    for row in found.rows:
        points = tuple(
            (expert, scoring.said(held[row.entry, expert]) if (row.entry, expert) in held else "", scoring.said(value))
            for expert, value in row.points.items()
            if held.get((row.entry, expert)) != value
        )  # fmt: skip
        is_settled = known[row.number].chosen is not None or bool(known[row.number].written)
        choice = None if is_settled else row.choice
        if points or choice is not None:
            changes.append(Change(row.row, row.number, row.entry, row.title, points, choice))
    told = {c.entry: [list(c.points), c.choice, known[c.number].state] for c in changes}
    digest = digests.digest(quoted=told, letter="panel")
    return Preview(tuple(changes), found.faults, found.missing, digest)


def _known(tx: Transaction, campaign: str, track: str, *, by: str) -> dict[str, scoring.Known]:
    shown = (entry_table.c.id, entry_table.c.number, entry_table.c.title, entry_table.c.state, verdicts.c.act)
    query = select(*shown).join(verdicts, verdicts.c.entry == entry_table.c.id, isouter=True)
    query = query.where(
        entry_table.c.campaign == campaign,
        entry_table.c.track == track,
        entry_table.c.state.in_(vetting.SENT),
        accounts.scope(tx, by, *accounts.PROVINCE).where(),
    )
    return {
        row.number: scoring.Known(
            row.id, row.title, row.state, row.state in BEFORE, _SETTLED.get(row.state), row.act or ""
        )
        for row in tx.rows(query)
        if row.number
    }


def apply(
    house: House, tx: Transaction, campaign: str, track: str, lines: list[list[str]], *, seen: str, by: str, now: datetime,
    is_later: bool = False,
) -> Preview:  # fmt: skip
    """Takes over what was shown, all of it in the caller's transaction. A course that is accepted and chosen is
    shortlisted on the way. `is_later`: the choices are written down and told in a batch (core/services/verdicts.py), while the
    points, which the province alone ever sees, stand at once. Raises Refused: faults, nothing new, or another preview than `seen`."""
    found = preview(tx, campaign, track, lines, by=by)
    if found.faults:
        raise Refused("score.faults", count=len(found.faults))
    if found.digest != seen:
        raise Refused("score.changed")
    if not found.changes:
        raise Refused("score.nothing")
    for change in found.changes:
        for expert, _old, new in change.points:
            _keep(tx, change.entry, expert, new, by=by, now=now)
        if change.choice is not None:
            _choose(house, tx, change, by=by, now=now, is_later=is_later)
    told: dict[str, Any] = {
        "courses": len(found.changes),
        "selected": found.chosen,
        "passed_over": found.passed_over,
        "is_later": is_later,
    }
    audit_log.note(tx, "panel.apply", by=by, now=now, campaign=campaign, track=track, **told)
    return found


def _choose(house: House, tx: Transaction, change: Change, *, by: str, now: datetime, is_later: bool) -> None:
    entry, act = entries.load(house, tx, change.entry), "select" if change.choice else "pass_over"
    if is_later:
        pending.record(house, tx, change.entry, act, {}, by=by, now=now, seen=entry.row.version)
        return
    vetting.decide(house, tx, entry, act, {}, by=by, now=now)


def _keep(tx: Transaction, entry: str, expert: str, said: str, *, by: str, now: datetime) -> None:
    whole, _, part = said.partition(".")
    told: dict[str, Any] = {
        "hundredths": int(whole) * 100 + int((part or "0").ljust(2, "0")),
        "by": by,
        "at": now,
    }
    tx.put(scores, {"entry": entry, "expert": expert}, told)
