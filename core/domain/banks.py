"""Question banks: what each row must keep (notice Annex 4). Every fault with its row and column, all at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.domain import bank_places
from core.domain.bank_places import Where
from core.domain.declaration import Field
from core.domain.findings import ADVISE, MUST, Finding
from core.domain.questions import DIFFICULTIES, LETTERS, TYPES, Cells, answer_of, kind_of, plain

if TYPE_CHECKING:
    from core.domain.fieldtypes.shape import File

SPAN = re.compile(r"((?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2})[-—–~至到]+((?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2})")
ELSEWHERE = re.compile(r"《[^》]+》|书|教材|手册|标准|规程|简介|介绍|材料|文字")
_PARTS_NAMED = 5
NAMED = 30  # faults of one kind that are said one by one; the rest is said together

# What is judged of each bank, whatever the campaign: the phrase, its level, and the notice's number.
DUTIES: Mapping[str, tuple[str, str]] = {
    "bank.header.missing": (MUST, "A4.7"),
    "bank.table.missing": (MUST, "A4.7"),
    "bank.columns.missing": (MUST, "A4.7"),
    "bank.rows.left": (MUST, "A4.7"),
    "bank.parts.left": (MUST, "A4.7"),
    "bank.type.unknown": (MUST, "A4.1"),
    "bank.stem.empty": (MUST, "A4.2"),
    "bank.stem.repeated": (MUST, "A4.2"),
    "bank.stem.alike": (ADVISE, "A4.2"),
    "bank.options.few": (MUST, "A4.3"),
    "bank.options.gap": (MUST, "A4.3"),
    "bank.answer.single": (MUST, "A4.3"),
    "bank.answer.multiple": (MUST, "A4.3"),
    "bank.answer.judgement": (MUST, "A4.3"),
    "bank.options.same": (MUST, "A4.4"),
    "bank.difficulty.unknown": (MUST, "A4.5"),
    "bank.source.vague": (ADVISE, "A4.6"),
    "bank.source.beyond": (ADVISE, "A4.6"),
    "bank.formula.read": (ADVISE, "A4.7"),
}
TOGETHER = frozenset({"bank.source.vague", "bank.source.beyond"})  # said once for all rows: advice
_ANSWERS = {"单选": "bank.answer.single", "多选": "bank.answer.multiple", "判断": "bank.answer.judgement"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one row: which phrase, about which cell, with what the sentence needs beside its place."""

    phrase: str
    key: str | None = None  # the cell; None: the row as a whole
    params: Mapping[str, Any] = field(default_factory=dict)
    where: Where | None = None  # None: the file as a whole

    @property
    def level(self) -> str:
        return DUTIES[self.phrase][0]


Seen = dict[tuple[str, ...], Where]  # a question, and where it stood first


def judge(
    files: Sequence[tuple["File", str]], *, field: Field, longest: float | None = None
) -> list[Finding]:
    """Findings of all rows of all banks of one answer; a question repeated in another file counts too. Of each kind of
    fault the first 30 of a file are said one by one, the others together with all their places. `longest`: seconds of
    the entry's longest video, where known."""
    found: list[Finding] = []
    by_file: dict[str, dict[str, list[Fault]]] = {}
    for file, fault in faults(files, longest=longest):
        by_file.setdefault(file.id, {}).setdefault(fault.phrase, []).append(fault)
    for file, name in files:
        said = by_file.get(file.id, {})
        single = [fault for kind, rows in said.items() if kind not in TOGETHER for fault in rows[:NAMED]]
        single.sort(
            key=lambda fault: fault.where.at if fault.where else -1
        )  # as a person goes through the sheet
        found += [finding(fault, field=field, name=name, attachment=file.id) for fault in single]
        for kind, rows in said.items():
            rest = rows if kind in TOGETHER else rows[NAMED:]
            if rest:
                found.append(_together(kind, rest, field=field, name=name, attachment=file.id))
    return found


def finding(fault: Fault, *, field: Field, name: str, attachment: str) -> Finding:
    """One fault as a sentence with its place."""
    places = fault.where.params(fault.key) if fault.where else {}
    params = {**places, **fault.params}
    if fault.phrase in TOGETHER:
        params["places"] = params["place"]
    return Finding(_rule(fault.phrase, field), fault.level, fault.phrase, params, name, attachment)


def _together(phrase: str, rows: Sequence[Fault], *, field: Field, name: str, attachment: str) -> Finding:
    params = {
        "count": len(rows),
        "places": bank_places.listed([fault.where for fault in rows if fault.where]),
        "column": bank_places.label(rows[0].key),
    }
    said = phrase if phrase in TOGETHER else f"more.{phrase}"
    return Finding(_rule(phrase, field), DUTIES[phrase][0], said, params, name, attachment)


def _rule(phrase: str, field: Field) -> str:
    return f"{field.key}.{phrase.removeprefix('bank.')}"


# Every fault --------------------------------------------------------------------------------------------------------
def faults(
    files: Sequence[tuple["File", str]], *, longest: float | None = None
) -> Iterator[tuple["File", Fault]]:
    """All faults of all banks of one answer, unbounded, file by file and row by row."""
    seen: Seen = {}
    for file, name in files:
        for fault in _of_file(file.facts, name, seen, longest):
            yield file, fault


def _of_file(facts: Mapping[str, Any], name: str, seen: Seen, longest: float | None) -> Iterator[Fault]:
    broken = list(_of_sheets(facts))
    yield from broken
    if broken:
        return
    if parts := facts.get("parts_left"):
        yield Fault("bank.parts.left", params={"fields": "、".join(parts[:_PARTS_NAMED])})
    if left := facts.get("rows_left"):
        yield Fault("bank.rows.left", params={"count": left, "measured": len(facts.get("rows") or ())})
    for at, row in enumerate(facts.get("rows") or ()):
        where = Where(name, at, row, facts)
        for found in _of_row(row, longest):
            yield Fault(found.phrase, found.key, found.params, where)
        yield from _repeats(row["cells"], where, seen)


def _of_sheets(facts: Mapping[str, Any]) -> Iterator[Fault]:
    """What keeps rows from being read at all: then nothing else is said, and nothing is taken over."""
    if not facts.get("header", True):
        yield Fault("bank.table.missing" if facts.get("kind") == "docx" else "bank.header.missing")
    for sheet in facts.get("sheets") or ():
        if sheet.get("missing"):
            place = bank_places.sheet(facts, sheet["name"]) or "表头"
            columns = "、".join(sheet["missing"])
            yield Fault("bank.columns.missing", params={"place": place, "columns": columns})


def _of_row(row: Mapping[str, Any], longest: float | None) -> Iterator[Fault]:
    cells = row["cells"]
    kind = kind_of(cells)
    if kind not in TYPES:
        yield Fault("bank.type.unknown", "type", {"value": cells["type"]})
    if not cells["stem"]:
        yield Fault("bank.stem.empty", "stem")
    if kind in ("单选", "多选"):
        yield from _options(cells)
    if kind in TYPES and answer_of(kind, cells) is None:
        yield Fault(_ANSWERS[kind], "answer", {"value": cells["answer"]})
    if plain(cells["difficulty"]) not in DIFFICULTIES:
        yield Fault("bank.difficulty.unknown", "difficulty", {"value": cells["difficulty"]})
    yield from _source(cells["source"], longest)
    for key in row.get("formulas") or ():
        yield Fault("bank.formula.read", key, {"value": cells[key][:60]})


def _options(cells: Cells) -> Iterator[Fault]:
    given = [letter for letter in LETTERS if cells[letter]]
    if len(given) < 2:
        yield Fault("bank.options.few", "B" if given == ["A"] else "A", {"count": len(given)})
        return
    for letter in LETTERS[: LETTERS.index(given[-1]) + 1]:
        if not cells[letter]:
            yield Fault("bank.options.gap", letter)
    seen: set[str] = set()
    for letter in given:
        if plain(cells[letter]) in seen:
            yield Fault("bank.options.same", letter)
        seen.add(plain(cells[letter]))


def _source(said: str, longest: float | None) -> Iterator[Fault]:
    """A4.6: a video with a time span inside its length, an introduction, or a book."""
    source = plain(said)
    span = SPAN.search(source)
    if span is None:
        if not ELSEWHERE.search(source):
            yield Fault("bank.source.vague", "source")
    elif _seconds(span[1]) >= _seconds(span[2]) or (longest and _seconds(span[2]) > longest + 1):
        yield Fault("bank.source.beyond", "source")


def _seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def _repeats(cells: Cells, where: Where, seen: Seen) -> Iterator[Fault]:
    """A4.2, across all banks of the entry, those edited one by one included; both places are named."""
    stem = plain(cells["stem"])
    if not stem:
        return
    whole = (stem, *sorted(plain(cells[letter]) for letter in LETTERS if cells[letter]))
    for known, phrase in ((("whole", *whole), "bank.stem.repeated"), (("stem", stem), "bank.stem.alike")):
        if known in seen:
            yield Fault(phrase, "stem", {"first": seen[known].told(from_file=where.file)}, where)
            break
    seen.setdefault(("whole", *whole), where)
    seen.setdefault(("stem", stem), where)
