"""Single questions of a bank: their cells, their one shape, and how the rows of a bank change one at a time (Annex 4)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from core.domain.refusals import Refused

TYPES = ("单选", "多选", "判断")
DIFFICULTIES = ("初级", "中级", "高级")
LETTERS = "ABCDEF"
CELLS = ("type", "stem", *LETTERS, "answer", "analysis", "difficulty", "source")
MARK = "（例）"  # opens the stem of an example; such a row is no question
MOST = 1_000  # of a bank that is edited one by one; the template offers its lists to as many rows
LONGEST = 4_000  # characters of one cell

TRUE = frozenset({"对", "正确", "√", "✓", "✔", "是", "T", "TRUE"})
FALSE = frozenset({"错", "错误", "×", "✗", "✘", "X", "否", "F", "FALSE"})
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # in XML, and so in .xlsx and .docx
_BETWEEN = re.compile(r"[,、;\s./]")

Cells = Mapping[str, str]
Row = dict[str, Any]  # {row, cells}, and {id, version} once a bank is edited one by one


# Reading ----------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A cell without width and white space: what tells two cells apart."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\ufe0f", "").split())


def kind_of(cells: Cells) -> str:
    """单选, 多选 or 判断; whatever else stands there otherwise (A4.1)."""
    return plain(cells["type"]).removesuffix("题")


def answer_of(kind: str, cells: Cells) -> str | None:
    """The normalised right answer (`B`, `AC`, `对`, `错`), or None where it is none (A4.3)."""
    said = plain(cells["answer"]).upper()
    if kind == "判断":
        if said in ("A", "B") and cells[said]:
            said = plain(cells[said]).upper()
        return "对" if said in TRUE else "错" if said in FALSE else None
    letters = _BETWEEN.sub("", said)
    if not letters or any(letter not in LETTERS or not cells[letter] for letter in letters):
        return None
    if len(set(letters)) != len(letters):
        return None
    if kind == "单选":
        return letters if len(letters) == 1 else None
    return "".join(sorted(letters)) if len(letters) >= 2 else None


def is_example(cells: Cells) -> bool:
    """A row that shows how: its type or stem begins with （例）."""
    return any(plain(cells[key]).startswith("(例)") for key in ("type", "stem"))


def shown(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as questions `{type, stem, options, answer, analysis, difficulty, source}`, as far as they keep A4."""
    return [_shown(row["cells"]) for row in facts.get("rows") or ()]


def _shown(cells: Cells) -> dict[str, Any]:
    kind, difficulty = kind_of(cells), plain(cells["difficulty"])
    return {
        "type": kind,
        "stem": cells["stem"],
        "options": [cells[letter] for letter in LETTERS if cells[letter]],
        "answer": answer_of(kind, cells),
        "analysis": cells["analysis"],
        "difficulty": difficulty if difficulty in DIFFICULTIES else cells["difficulty"],
        "source": cells["source"],
    }


def written(row: Row, place: int) -> dict[str, Any]:
    """One question as it is written, to be edited: `{id, version, type, stem, options, answer, analysis, difficulty,
    source}`; an option that is left out between others is a blank."""
    cells = row["cells"]
    options = [cells[letter] for letter in LETTERS]
    while options and not options[-1]:
        options.pop()
    texts = {key: cells[key] for key in CELLS if key not in LETTERS}
    return {**texts, "options": options, "id": id_of(row, place), "version": row.get("version", 1)}


def id_of(row: Row, place: int) -> str:
    """Of the row at a place. Rows of an uploaded file never change, so that their place is enough of a name; the first
    edit writes it down."""
    return str(row.get("id") or f"q{place + 1}")


# Changing ---------------------------------------------------------------------------------------------------------
def cells_of(question: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a question that a person wrote, in the normal form in which a file keeps them. Raises
    Refused('question.blank'), Refused('question.long')."""
    cells = draft_of(question)
    if not any(cells.values()):
        raise Refused("question.blank")
    if max(map(len, cells.values())) > LONGEST:
        raise Refused("question.long", wanted=LONGEST)
    return cells


def draft_of(question: Mapping[str, Any]) -> dict[str, str]:
    """The same of a question that nobody keeps yet; it may be blank."""
    options = list(question.get("options") or ())
    cells = {key: str(question.get(key) or "") for key in CELLS if key not in LETTERS}
    cells |= {letter: options[at] if at < len(options) else "" for at, letter in enumerate(LETTERS)}
    cells = {key: clean(cells[key]) for key in CELLS}
    for key in ("type", "stem"):  # an example is no question, and would be left out of the next file
        cells[key] = _without_mark(cells[key])
    kind = kind_of(cells)
    if kind in TYPES:
        cells["type"] = kind
        cells["answer"] = answer_of(kind, cells) or cells["answer"]
    if plain(cells["difficulty"]) in DIFFICULTIES:
        cells["difficulty"] = plain(cells["difficulty"])
    return cells


def clean(text: str) -> str:
    """A cell as .xlsx and .docx give it back: no characters that XML lacks, line ends \\n, nothing around it."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _without_mark(text: str) -> str:
    while plain(text).startswith("(例)"):
        text = clean(text[next(at for at in range(len(text) + 1) if plain(text[:at]) == "(例)") :])
    return text


def named(rows: Sequence[Row]) -> list[Row]:
    """The rows of a bank that is edited from now on: each with its id, its version and its number from 1."""
    return _numbered(
        [{**row, "id": id_of(row, at), "version": row.get("version", 1)} for at, row in enumerate(rows)]
    )


def added(rows: Sequence[Row], cells: Cells, *, id: str, before: str | None = None) -> list[Row]:
    """With a new question, at the end or before another. Raises Refused: unknown, many."""
    if len(rows) >= MOST:
        raise Refused("question.many", wanted=MOST)
    at = _place(rows, before) if before else len(rows)
    return _numbered([*rows[:at], {"id": id, "version": 1, "cells": dict(cells)}, *rows[at:]])


def changed(rows: Sequence[Row], wanted: str, cells: Cells, *, seen: int | None = None) -> list[Row]:
    """With other cells in one question. The same cells again change nothing. Raises Refused: unknown, and stale with both
    questions where somebody else changed it since version `seen`."""
    at = _place(rows, wanted)
    row = rows[at]
    if row["cells"] == cells:
        return list(rows)
    _require_seen(rows, at, seen, yours={**row, "cells": cells})
    return [*rows[:at], {**row, "cells": dict(cells), "version": row["version"] + 1}, *rows[at + 1 :]]


def removed(rows: Sequence[Row], wanted: str, *, seen: int | None = None) -> list[Row]:
    """Without one question. Raises Refused: unknown, stale."""
    at = _place(rows, wanted)
    _require_seen(rows, at, seen, yours=None)
    return _numbered([*rows[:at], *rows[at + 1 :]])


def moved(rows: Sequence[Row], wanted: str, *, before: str | None, seen: int | None = None) -> list[Row]:
    """With one question before another, or at the end. Its content stays, and so does its version. Raises Refused:
    unknown, stale."""
    at = _place(rows, wanted)
    _require_seen(rows, at, seen, yours=rows[at])
    if before == wanted:
        return list(rows)
    rest = [*rows[:at], *rows[at + 1 :]]
    to = _place(rest, before) if before else len(rest)
    return _numbered([*rest[:to], rows[at], *rest[to:]])


def _place(rows: Sequence[Row], wanted: str) -> int:
    for at, row in enumerate(rows):
        if row["id"] == wanted:
            return at
    raise Refused("question.unknown")


def _require_seen(rows: Sequence[Row], at: int, seen: int | None, *, yours: Row | None) -> None:
    row = rows[at]
    if seen is not None and seen != row["version"]:
        mine = written(yours, at) if yours else None
        raise Refused(
            "question.stale", number=at + 1, version=row["version"], theirs=written(row, at), yours=mine
        )


def _numbered(rows: Sequence[Row]) -> list[Row]:
    kept = ("id", "version", "cells")
    return [{"row": number, **{key: row[key] for key in kept}} for number, row in enumerate(rows, 1)]
