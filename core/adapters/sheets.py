"""Sheets of .xlsx: rows in, exports out; what we write is text."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.adapters import grids
from core.adapters.grids import Unreadable
from core.adapters.workbooks import (
    Alignment,
    Border,
    Font,
    PatternFill,
    Side,
    WriteOnlyCell,
    get_column_letter,
    openpyxl,
)


# Reading ----------------------------------------------------------------------------------------------------------
def read_rows(path: Path) -> list[list[str]]:
    """All cells of the first sheet as text, blank rows where they stand. Raises Unreadable."""
    return _rows(_first(path))


def _first(path: Path) -> grids.Sheet:
    (sheet,) = grids.read(path, sheets=1)
    if sheet.left:
        raise Unreadable("too_long")
    return sheet


def _rows(sheet: grids.Sheet) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(sheet.lines[-1][0])] if sheet.lines else []
    for number, texts in sheet.lines:
        rows[number - 1] = texts
    return rows


def rows_facts(path: Path) -> dict[str, Any]:
    """`rows`, `fault`, `merged`: `read_rows` for a confined process. `merged`: `[column from 0, range as Excel names it]`;
    the column is -1 where several were merged."""
    try:
        sheet = _first(path)
        rows = _rows(sheet)
    except Unreadable as refused:
        return {"fault": refused.fault, "rows": [], "merged": []}
    down = [
        [at, f"{get_column_letter(at + 1)}{first}:{get_column_letter(at + 1)}{last}"]
        for at, first, last in sheet.merged
    ]
    return {"fault": None, "rows": rows, "merged": down + [[-1, where] for where in sheet.spread]}


# Writing ----------------------------------------------------------------------------------------------------------
HEAD = Font(name="微软雅黑", size=11, bold=True, color="FFFFFF")
BODY = Font(name="微软雅黑", size=11)
RED = PatternFill("solid", fgColor="9C1C1C")
LINE = Border(*[Side("thin", color="D9D9D9")] * 4)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)


def write_rows(path: Path, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> None:
    """A workbook of sheets `(title, heading, rows)`. Every cell is text: `=1+1` stays what a person wrote, a long
    number keeps its digits."""
    book = openpyxl.Workbook(write_only=True)
    used: set[str] = set()
    for title, heading, rows in sheets:
        sheet = book.create_sheet(titled(title, used))
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(heading)))}{len(rows) + 1}"
        for place, label in enumerate(heading, 1):
            longest = max((len(line) for row in rows[:200] if len(row) >= place for line in row[place - 1].split("\n")), default=0)  # fmt: skip
            sheet.column_dimensions[get_column_letter(place)].width = min(
                60, 4 + 2 * max(len(label), longest)
            )
        sheet.append([cell(sheet, label, HEAD, MIDDLE, RED) for label in heading])
        for row in rows:
            sheet.append([cell(sheet, text, BODY, TOP) for text in row])
    book.save(path)


def titled(title: str, used: set[str]) -> str:
    """A name that Excel takes: 31 characters, without those it forbids, each once."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", grids.ILLEGAL.sub("", title)).strip(" '")[:31] or "表"
    name, count = plain, 1
    while name.casefold() in used:
        count += 1
        name = f"{plain[:27]} {count}"
    used.add(name.casefold())
    return name


def cell(sheet: Any, text: str, font: Font, place: Alignment, fill: PatternFill | None = None) -> Any:
    cell = WriteOnlyCell(sheet, None)
    put(cell, text, font, place, fill)
    return cell


def put(cell: Any, text: str, font: Font, place: Alignment, fill: PatternFill | None = None) -> None:
    put_text(cell, text)
    cell.number_format = "@"
    cell.font, cell.alignment, cell.border = font, place, LINE
    if fill:
        cell.fill = fill


def put_text(cell: Any, text: str) -> None:
    """A text into a cell, and nothing but a text whatever it looks like."""
    cell.value = grids.escaped(grids.ILLEGAL.sub("", text))
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
