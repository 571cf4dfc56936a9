"""Finds the answers in the tables of a filled form: labels forgiven their numbers, spaces and asides, what the notice
itself prints left out."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.domain import forms
from core.domain.declaration import Field, Track

_ASIDE = re.compile(r"\([^()]*\)")
_ONLY_ASIDE = re.compile(r"^[（(][^（）()]*[）)]$")
_ORDER = re.compile(r"^(?:第?[0-9]{1,2}项?|[一二三四五六七八九十]{1,3}(?=[、.]))[.、:]?")
_ASKED = re.compile(r"^(?:请)?(?:选择|填写|填报)")
_HEADING_ROWS = 8
_LONGER = 8  # characters that a label may have beyond its own
_ALIKE = 0.34  # of two letters each, where the number says the same
_EXACT, _WITHIN, _PART = 3, 2, 1
_STRANGE = 10
_PRINTED_LEAST = 4  # letters: less may be an answer that the notice happens to quote

Cells = Sequence[str]


@dataclass(slots=True)
class Table:
    """One table: its lines by row number, and the cells merged downwards as (column, first row, last row)."""

    lines: Sequence[tuple[int, Cells]]
    merged: Sequence[tuple[int, int, int]] = ()


@dataclass(slots=True)
class Told:
    text: str
    score: int


@dataclass(slots=True)
class Reading:
    """What each field's row says, and the labels of rows that no field knows."""

    told: dict[str, Told] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    key: str
    column: int
    score: int


def read(track: Track, tables: Sequence[Table]) -> Reading:
    """All tables of a document. Where a field stands twice, the better label counts, then the first."""
    reader, found = _Reader(track), Reading()
    for table in tables:
        reader.table(table, found)
    return found


def tables_of(facts: Mapping[str, Any]) -> list[Table]:
    """Out of what a confined process said."""
    return [
        Table(
            [(row, cells) for row, cells in table["lines"]],
            [(column, first, last) for column, first, last in table["merged"]],
        )
        for table in facts.get("tables") or ()
    ]


class _Reader:
    def __init__(self, track: Track) -> None:
        self._labels = {one.key: folded(one.label) for one in track.fields}
        self._numbers = {one.key: forms.number_of(one) for one in track.fields}
        rows = {row.field: row for row in forms.of(track).rows}
        self._printed = {one.key: _printed(one, rows.get(one.key)) for one in track.fields}

    def table(self, table: Table, found: Reading) -> None:
        columns = _columns(table)
        rows = [(number, cells, self._places(cells, columns)) for number, cells in table.lines]
        down = {
            (column, row): first for column, first, last in table.merged for row in range(first + 1, last + 1)
        }
        known = sum(bool(places) for _, _, places in rows)
        open_at: dict[tuple[int, int], str] = {}
        waiting: tuple[str, int] | None = None
        for number, cells, places in rows:
            filled = sum(bool(cell) for cell in cells)
            if waiting and not places and filled == 1:
                self._tell(found, waiting[0], self._own(waiting[0], cells), waiting[1])
                waiting = None
                continue
            waiting = None
            for place, following in zip(places, [*places, None][1:], strict=True):
                open_at[place.column, number] = place.key
                end = following.column if following else len(cells)
                text, is_there = self._answer(place, cells, end, columns)
                self._tell(found, place.key, text, place.score)
                if not is_there and filled == 1:  # a label as wide as the table; its text stands below
                    waiting = (place.key, place.score)
            if not places:
                self._further(number, cells, columns, (down, open_at), found)
                if known >= 2:
                    _note_strange(cells, columns, found)

    def _further(
        self, number: int, cells: Cells, columns: Mapping[str, int],
        merged: tuple[Mapping[tuple[int, int], int], Mapping[tuple[int, int], str]], found: Reading,
    ) -> None:  # fmt: skip
        """A row beside a label that is merged downwards says more of the same."""
        down, open_at = merged
        for (column, row), first in down.items():
            if row == number and (key := open_at.get((column, first))):
                text, _ = self._answer(_Place(key, column, 0), cells, len(cells), columns)
                if text and key in found.told:
                    found.told[key].text = "\n".join(filter(None, [found.told[key].text, text]))

    def _tell(self, found: Reading, key: str, text: str, score: int) -> None:
        held = found.told.get(key)
        if held is None or score > held.score or (not held.text and score == held.score):
            found.told[key] = Told(text, score)

    def _places(self, cells: Cells, columns: Mapping[str, int]) -> list[_Place]:
        """The labels of a row, each field once."""
        places: list[_Place] = []
        for column, cell in enumerate(cells):
            if "label" in columns and column != columns["label"]:
                continue
            number = cells[column - 1].strip() if column else ""
            match = self._match(cell, number, is_first=column < 2 or "label" in columns)
            is_value = bool(places) and places[-1].column == column - 1  # 联系电话自动录音器 may be a name
            if match and is_value and match[1] < _EXACT:
                continue
            if match and match[0] not in [place.key for place in places]:
                places.append(_Place(match[0], column, match[1]))
        return places

    def _match(self, cell: str, number: str, *, is_first: bool) -> tuple[str, int] | None:
        said = folded(cell.replace(":", "：").partition("：")[0])
        if len(said) < 2:
            return None
        labels = self._labels
        if exact := [key for key, label in labels.items() if label == said]:
            return exact[0], _EXACT
        within = [key for key, label in labels.items() if label in said and len(said) <= len(label) + _LONGER]
        if within:
            return max(within, key=lambda key: len(labels[key])), _WITHIN
        if not is_first:
            return None
        part = [key for key, label in labels.items() if said in label]
        ending = [key for key in part if labels[key].endswith(said)]
        if len(part) == 1 or len(ending) == 1:
            return (part if len(part) == 1 else ending)[0], _PART
        digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", number))
        alike = [key for key, held in self._numbers.items() if held == digits and _alike(said, labels[key])]
        return (alike[0], _PART) if len(alike) == 1 else None

    def _answer(self, place: _Place, cells: Cells, end: int, columns: Mapping[str, int]) -> tuple[str, bool]:
        """What the cells of a field say, and whether there are cells at all."""
        answer = columns.get("answer", -1)
        if answer > place.column and end == len(cells):
            return (cells[answer] if answer < len(cells) else ""), True
        inline = _inline(cells[place.column]) if place.score else ""
        said = [inline] if inline else []
        for column in range(place.column + 1, end):
            said.append(self._own(place.key, [cells[column]]))
        return "\n".join(filter(None, said)), bool(inline) or end > place.column + 1

    def _own(self, key: str, cells: Cells) -> str:
        """Without what the notice prints in that row."""
        return "\n".join(filter(None, (_without(cell, self._printed[key]) for cell in cells)))


def folded(text: str) -> str:
    """A label without width, spaces, asides, numbers before it, and words such as 请填写."""
    plain = _heading(_ORDER.sub("", _heading(text, keeps_marks=True)))
    return _ASKED.sub("", plain) or plain


def _heading(text: str, *, keeps_marks: bool = False) -> str:
    plain = _ASIDE.sub("", "".join(unicodedata.normalize("NFKC", text).split()).casefold())
    if keeps_marks:
        return plain
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "PSZC")


def _alike(one: str, other: str) -> bool:
    pairs = {one[at : at + 2] for at in range(len(one) - 1)}
    others = {other[at : at + 2] for at in range(len(other) - 1)}
    return len(pairs & others) >= _ALIKE * max(1, min(len(pairs), len(others)))


def _columns(table: Table) -> dict[str, int]:
    """Where the notice's columns stand, by the first row that has two of its headings."""
    parts = ("number", "label", "asks", "points", "example", "answer", "note")
    known = {_heading(word): part for part in reversed(parts) for word in reversed(forms.headings(part))}
    for _, cells in table.lines[:_HEADING_ROWS]:
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            if part := known.get(_heading(cell)):
                found.setdefault(part, column)
        if len(found) >= 2 and "label" in found:
            return found
    return {}


def _inline(cell: str) -> str:
    """`联系电话：0551-60000000` in one cell; nothing behind the colon is nothing."""
    head, colon, rest = re.sub(r"^\s*\d{1,2}[.、:：]", "", cell).replace(":", "：", 1).partition("：")
    return rest.strip() if colon and len(folded(head)) >= 2 else ""


def _printed(declared: Field, row: Any) -> list[str]:
    said = [declared.hint, declared.example]
    said += [row.asks, row.points, row.note] if row is not None else []
    return sorted({text for text in said if text}, key=len, reverse=True)


def _without(cell: str, printed: Sequence[str]) -> str:
    """The cell without the texts of the notice that it is, begins with, or holds as a line of their own."""
    cell = cell.strip()
    if not forms.TICKS.isdisjoint(cell):
        return cell  # the notice ticks nothing
    bare = _bare(cell)
    known = {text: _bare(text) for text in printed}
    for letters in known.values():
        if len(bare) >= _PRINTED_LEAST and bare in letters:
            return ""
        if len(letters) >= _PRINTED_LEAST and bare.startswith(letters):
            return _without(_ONLY_ASIDE.sub("", _behind(cell, len(letters))), printed)
    whole = {letters for letters in known.values() if len(letters) >= _PRINTED_LEAST}
    return "\n".join(line for line in cell.split("\n") if _bare(line) not in whole)


def _behind(cell: str, letters: int) -> str:
    """What follows so many letters."""
    for at, sign in enumerate(cell):
        letters -= sum(1 for _ in _letters(sign))
        if letters <= 0:
            return cell[at + 1 :].strip(" \n\t　。.；;：:”")
    return ""


def _bare(text: str) -> str:
    return "".join(_letters(text))


def _letters(text: str) -> Iterator[str]:
    for sign in unicodedata.normalize("NFKC", text).casefold():
        if unicodedata.category(sign)[0] in "LN":
            yield sign


def _note_strange(cells: Cells, columns: Mapping[str, int], found: Reading) -> None:
    """A row that is filled in and that no field knows is not passed over in silence."""
    start = columns.get("label", 0)
    said = [cell.strip() for cell in cells[start:] if cell.strip()]
    words = {
        word for part in ("label", "answer", "asks", "note") for word in map(_heading, forms.headings(part))
    }
    if len(said) < 2 or _heading(said[0]) in words or len(found.strange) >= _STRANGE:
        return
    found.strange.append(said[0].replace("\n", "")[:20])
