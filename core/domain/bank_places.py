"""Where a question stands, as people find it: a row of a sheet, a row of a table in Word, a number in an edited bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain import bank_sheet

LISTED = 40  # spans of rows that one sentence names


@dataclass(frozen=True, slots=True)
class Where:
    """The row `at` (from 0) of a bank; `file` is the name a person gave the bank."""

    file: str
    at: int
    row: Mapping[str, Any]
    facts: Mapping[str, Any]

    def params(self, key: str | None) -> dict[str, Any]:
        """What a sentence names: `place` (`“表2”第 7 行 C 列`), and for machines `row`, `column`, `cell`, `sheet`."""
        told: dict[str, Any] = {"row": self.row["row"], "column": label(key)}
        named = sheet(self.facts, self.row.get("sheet"))
        if named:
            told["sheet"] = self.row["sheet"]
        letter = self._letter(key)
        if letter:
            told["cell"] = f"{letter}{self.row['row']}"
        place = f"{named}第 {self.row['row']} {unit(self.facts)}"
        return {"place": f"{place} {letter} 列" if letter else place, **told}

    def told(self, *, from_file: str) -> str:
        """The place as seen from a file: another file is named."""
        other = f"“{self.file}”" if self.file != from_file else ""
        named = sheet(self.facts, self.row.get("sheet"))
        return f"{other}{'的' if other and named else ''}{named}第 {self.row['row']} {unit(self.facts)}"

    def _letter(self, key: str | None) -> str | None:
        """The column's letter in Excel; tables of Word have none."""
        if key is None or self.facts.get("kind") != "xlsx":
            return None
        for one in self.facts.get("sheets") or ():
            if one["name"] == self.row.get("sheet"):
                place = one["columns"].get(key)
                return _letters(place) if place is not None else None
        return None


def label(key: str | None) -> str:
    return bank_sheet.COLUMNS[key] if key else "题目内容"


def unit(facts: Mapping[str, Any]) -> str:
    return "题" if facts.get("kind") == "edited" else "行"


def sheet(facts: Mapping[str, Any], name: str | None) -> str:
    """The sheet's or table's name where there are several; nothing where there is one."""
    names = [one["name"] for one in facts.get("sheets") or ()]
    if len(names) < 2 or name is None:
        return ""
    return f"第 {name.removeprefix('表')} 个表格" if facts.get("kind") == "docx" else f"“{name}”"


def listed(places: Sequence[Where]) -> str:
    """Rows of one file in spans: `第 3–9、12 行`, sheet by sheet. Bounded; what is left out is said."""
    by_sheet: dict[str, list[int]] = {}
    for where in places:
        by_sheet.setdefault(sheet(where.facts, where.row.get("sheet")), []).append(where.row["row"])
    said, left = [], LISTED
    for named, rows in by_sheet.items():
        spans = _spans(rows)
        if left <= 0:
            break
        more = " 等" if len(spans) > left else ""
        said.append(f"{named}第 {'、'.join(spans[:left])} {unit(places[0].facts)}{more}")
        left -= len(spans)
    return "；".join(said)


def _spans(rows: Sequence[int]) -> list[str]:
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return [str(first) if first == last else f"{first}–{last}" for first, last in spans]


def _letters(place: int) -> str:
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
