"""Question banks: what each row must keep (notice Annex 4). Every fault with its row, all at once."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.domain.declaration import Field
from core.domain.findings import ADVISE, MUST, Finding

if TYPE_CHECKING:
    from core.domain.fieldtypes.shape import File

TYPES = ("单选", "多选", "判断")
DIFFICULTIES = ("初级", "中级", "高级")
LETTERS = "ABCDEF"
TRUE = frozenset({"对", "正确", "√", "✓", "✔", "是", "T", "TRUE"})
FALSE = frozenset({"错", "错误", "×", "✗", "✘", "X", "否", "F", "FALSE"})
SPAN = re.compile(r"((?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2})[-—–~至到]+((?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2})")
ELSEWHERE = re.compile(r"《[^》]+》|书|教材|手册|标准|规程|简介|介绍|材料|文字")
ROWS_NAMED = 10

# What is judged of each bank, whatever the campaign: the phrase, its level, and the notice's number.
DUTIES: Mapping[str, tuple[str, str]] = {
    "bank.header.missing": (MUST, "A4.7"),
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
}

Fault = tuple[str, dict[str, Any]]  # phrase, params
Seen = dict[tuple[str, ...], tuple[str, int]]  # a question, and the file and row where it stood first


def judge(
    files: Sequence[tuple["File", str]], *, field: Field, longest: float | None = None
) -> list[Finding]:
    """Findings of all rows of all banks of one answer; a question repeated in another file counts too. `longest`:
    seconds of the entry's longest video, where known."""
    found: list[Finding] = []
    seen: Seen = {}
    for file, name in files:
        for phrase, params in _faults(file.facts, name, seen, longest):
            code = phrase.removeprefix("bank.")
            level = DUTIES[phrase][0]
            found.append(Finding(f"{field.key}.{code}", level, phrase, params, name, file.id))
    return found


def _faults(facts: Mapping[str, Any], name: str, seen: Seen, longest: float | None) -> Iterator[Fault]:
    if not facts.get("header", True) or facts.get("columns_missing"):
        yield "bank.header.missing", {"columns": "、".join(facts.get("columns_missing") or ["全部"])}
        return
    rows = facts.get("rows") or ()
    for row in rows:
        cells, number = row["cells"], row["row"]
        for phrase, params in _row_faults(cells):
            yield phrase, {"row": number, **params}
        yield from _repeats(cells, name, number, seen)
    yield from _source_faults(rows, longest)


def _repeats(cells: Mapping[str, str], name: str, number: int, seen: Seen) -> Iterator[Fault]:
    stem = _plain(cells["stem"])
    if not stem:
        return
    whole = (stem, *sorted(_plain(cells[letter]) for letter in LETTERS if cells[letter]))
    for known, phrase in ((("whole", *whole), "bank.stem.repeated"), (("stem", stem), "bank.stem.alike")):
        if known in seen:
            file, row = seen[known]
            yield phrase, {"row": number, "first": f"第 {row} 行" if file == name else f"“{file}”第 {row} 行"}
            break
    seen.setdefault(("whole", *whole), (name, number))
    seen.setdefault(("stem", stem), (name, number))


def _source_faults(rows: Sequence[Mapping[str, Any]], longest: float | None) -> Iterator[Fault]:
    """A4.6, said once for all rows: where a question comes from is advice."""
    vague, beyond = [], []
    for row in rows:
        source = _plain(row["cells"]["source"])
        span = SPAN.search(source)
        if span is None:
            if not ELSEWHERE.search(source):
                vague.append(row["row"])
        elif _seconds(span[1]) >= _seconds(span[2]) or (longest and _seconds(span[2]) > longest + 1):
            beyond.append(row["row"])
    if vague:
        yield "bank.source.vague", {"rows": _listed(vague)}
    if beyond:
        yield "bank.source.beyond", {"rows": _listed(beyond)}


def _seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def _listed(rows: Sequence[int]) -> str:
    named = "、".join(map(str, rows[:ROWS_NAMED]))
    return f"{named} 等 {len(rows)}" if len(rows) > ROWS_NAMED else named


def _row_faults(cells: Mapping[str, str]) -> Iterator[Fault]:
    kind = _plain(cells["type"]).removesuffix("题")
    if kind not in TYPES:
        yield "bank.type.unknown", {"value": cells["type"]}
    if not cells["stem"]:
        yield "bank.stem.empty", {}
    if kind in ("单选", "多选"):
        yield from _option_faults(cells)
    answer = answer_of(kind, cells)
    if kind in TYPES and answer is None:
        code = {"单选": "single", "多选": "multiple", "判断": "judgement"}[kind]
        yield f"bank.answer.{code}", {"value": cells["answer"]}
    if _plain(cells["difficulty"]) not in DIFFICULTIES:
        yield "bank.difficulty.unknown", {"value": cells["difficulty"]}


def _option_faults(cells: Mapping[str, str]) -> Iterator[Fault]:
    given = [letter for letter in LETTERS if cells[letter]]
    if len(given) < 2:
        yield "bank.options.few", {"count": len(given)}
        return
    expected = LETTERS[: LETTERS.index(given[-1]) + 1]
    for letter in expected:
        if not cells[letter]:
            yield "bank.options.gap", {"column": letter}
    seen: set[str] = set()
    for letter in given:
        if _plain(cells[letter]) in seen:
            yield "bank.options.same", {"column": letter}
        seen.add(_plain(cells[letter]))


def answer_of(kind: str, cells: Mapping[str, str]) -> str | None:
    """The normalised right answer (`B`, `AC`, `对`, `错`), or None where it is none (A4.3)."""
    said = _plain(cells["answer"]).upper()
    if kind == "判断":
        if said in ("A", "B") and cells[said]:
            said = _plain(cells[said]).upper()
        return "对" if said in TRUE else "错" if said in FALSE else None
    letters = re.sub(r"[,、;\s./]", "", said)
    if not letters or any(letter not in LETTERS or not cells[letter] for letter in letters):
        return None
    if len(set(letters)) != len(letters):
        return None
    if kind == "单选":
        return letters if len(letters) == 1 else None
    return "".join(sorted(letters)) if len(letters) >= 2 else None


def questions(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as questions `{type, stem, options, answer, analysis, difficulty, source}`, as far as they keep A4."""
    made = []
    for row in facts.get("rows") or ():
        cells = row["cells"]
        kind = _plain(cells["type"]).removesuffix("题")
        made.append(
            {
                "type": kind,
                "stem": cells["stem"],
                "options": [cells[letter] for letter in LETTERS if cells[letter]],
                "answer": answer_of(kind, cells),
                "analysis": cells["analysis"],
                "difficulty": cells["difficulty"],
                "source": cells["source"],
            }
        )
    return made


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("\ufe0f", "").split())
