"""Sheets of .xlsx: question banks and rows in, templates and exports out; what we write is text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from core.adapters import grids
from core.adapters.grids import Sheet, Unreadable
from core.domain import bank_sheet

ROWS_KEPT = 5_000  # of a bank; the rest is counted
_SHEETS_READ = 10
_HEADING_ROWS = 20  # where a heading is looked for

_MERGED_KEYS = ("type", "difficulty", "source")

Cells = dict[str, str]


# Reading ----------------------------------------------------------------------------------------------------------
def bank_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of a question bank: `header` (a heading was found), `columns_missing`, `rows` `[{row, sheet, cells}]` with
    the cells of Annex 4 as text, `rows_left` (how many more there are), `fault`. Examples (例) are no rows."""
    try:
        found = grids.read(path, sheets=_SHEETS_READ)
    except Unreadable as refused:
        return {"fault": refused.fault}
    rows: list[dict[str, Any]] = []
    missing: dict[str, None] = {}
    has_header, left = False, 0
    for sheet in found:
        places = _heading(sheet)
        if places is None:
            continue
        has_header, left = True, left + sheet.left
        missing |= {bank_sheet.COLUMNS[key]: None for key in bank_sheet.NEEDED if key not in places}
        rows += [
            {"row": number, "sheet": sheet.name, "cells": cells}
            for number, cells in _questions(sheet, places)
        ]
    left += max(0, len(rows) - ROWS_KEPT)
    facts = {"header": has_header, "columns_missing": list(missing), "rows": rows[:ROWS_KEPT]}
    return {"fault": None, **facts, "rows_left": left}


def read_rows(path: Path) -> list[list[str]]:
    """All cells of the first sheet as text, blank rows where they stand. Raises Unreadable."""
    (sheet,) = grids.read(path, sheets=1)
    if sheet.left:
        raise Unreadable("too_long")
    rows: list[list[str]] = [[] for _ in range(sheet.lines[-1][0])] if sheet.lines else []
    for number, texts in sheet.lines:
        rows[number - 1] = texts
    return rows


def _heading(sheet: Sheet) -> dict[str, int] | None:
    """Where each column stands, by the first row that has three headings; the lines up to it are dropped."""
    for place, (number, texts) in enumerate(sheet.lines):
        if number > _HEADING_ROWS:
            return None
        places = _places(texts)
        if len(places) >= 3:
            sheet.lines = sheet.lines[place + 1 :]
            return places
    return None


def _places(texts: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(texts):
        if key := bank_sheet.column(text):
            places.setdefault(key, place)
    return places


def _questions(sheet: Sheet, places: Mapping[str, int]) -> Iterator[tuple[int, Cells]]:
    """Rows that are questions. One 单选 merged over many rows is meant for each of them."""
    texts_of = dict(sheet.lines)
    down: dict[tuple[str, int], int] = {}
    for key in _MERGED_KEYS:
        for column, first, last in sheet.merged:
            if places.get(key) == column and first in texts_of:
                reach = range(first + 1, min(last, first + ROWS_KEPT) + 1)
                down |= {(key, row): first for row in reach if row in texts_of}
    for number, texts in sheet.lines:
        cells = {key: _at(texts, places.get(key)) for key in bank_sheet.COLUMNS}
        if not any(cells.values()) or bank_sheet.is_example(cells) or len(_places(texts)) >= 3:
            continue
        for key in _MERGED_KEYS:
            if (key, number) in down:
                cells[key] = cells[key] or _at(texts_of[down[key, number]], places[key])
        yield number, cells


def _at(texts: Sequence[str], place: int | None) -> str:
    return texts[place] if place is not None and place < len(texts) else ""


# Writing ----------------------------------------------------------------------------------------------------------
_HEAD = Font(name="微软雅黑", size=11, bold=True, color="FFFFFF")
_BODY = Font(name="微软雅黑", size=11)
_FAINT = Font(name="微软雅黑", size=11, italic=True, color="6B6B6B")
_TITLE = Font(name="微软雅黑", size=16, bold=True, color="9C1C1C")
_RED = PatternFill("solid", fgColor="9C1C1C")
_PALE = PatternFill("solid", fgColor="FBF3E6")
_LINE = Border(*[Side("thin", color="D9D9D9")] * 4)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_SIDE = Alignment(vertical="center", wrap_text=True, indent=1)
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDTHS = {"type": 9, "stem": 46, "answer": 11, "analysis": 30, "difficulty": 11, "source": 24}
_LONG = frozenset({"stem", "analysis", "source", *"ABCDEF"})
_TEMPLATE_ROWS = 1_000  # so many rows offer the lists


def write_rows(path: Path, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> None:
    """A workbook of sheets `(title, heading, rows)`. Every cell is text: `=1+1` stays what a person wrote, a long
    number keeps its digits."""
    book = openpyxl.Workbook(write_only=True)
    used: set[str] = set()
    for title, heading, rows in sheets:
        sheet = book.create_sheet(_title(title, used))
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(heading)))}{len(rows) + 1}"
        for place, label in enumerate(heading, 1):
            longest = max((len(line) for row in rows[:200] if len(row) >= place for line in row[place - 1].split("\n")), default=0)  # fmt: skip
            sheet.column_dimensions[get_column_letter(place)].width = min(
                60, 4 + 2 * max(len(label), longest)
            )
        sheet.append([_cell(sheet, label, _HEAD, _MIDDLE, _RED) for label in heading])
        for row in rows:
            sheet.append([_cell(sheet, text, _BODY, _TOP) for text in row])
    book.save(path)


def _title(title: str, used: set[str]) -> str:
    """A name that Excel takes: 31 characters, without those it forbids, each once."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", grids.ILLEGAL.sub("", title)).strip(" '")[:31] or "表"
    name, count = plain, 1
    while name.casefold() in used:
        count += 1
        name = f"{plain[:27]} {count}"
    used.add(name.casefold())
    return name


def _cell(sheet: Any, text: str, font: Font, place: Alignment, fill: PatternFill | None = None) -> Any:
    cell = WriteOnlyCell(sheet, None)
    _put(cell, text, font, place, fill)
    return cell


def _put(cell: Any, text: str, font: Font, place: Alignment, fill: PatternFill | None = None) -> None:
    cell.value = grids.ILLEGAL.sub("", text)
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell.number_format = "@"
    cell.font, cell.alignment, cell.border = font, place, _LINE
    if fill:
        cell.fill = fill


def bank_template(target: IO[bytes]) -> None:
    """The question bank to be filled in: lists to choose from, the examples of the notice, how to fill it."""
    book = openpyxl.Workbook()
    book.properties.creator = "题库模板"
    sheet = book.active
    sheet.title = bank_sheet.SHEET
    sheet.freeze_panes = "C2"
    sheet.row_dimensions[1].height = 26
    for row in range(2, 2 + len(bank_sheet.EXAMPLES)):
        sheet.row_dimensions[row].height = 36
    for place, (key, label) in enumerate(bank_sheet.COLUMNS.items(), 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _WIDTHS.get(key, 18)
        column.number_format = "@"  # else Excel makes a date of 1-2 and a formula of =A
        column.alignment = middle = _SIDE if key in _LONG else _MIDDLE
        _put(sheet.cell(1, place), label, _HEAD, _MIDDLE, _RED)
        for row, example in enumerate(bank_sheet.EXAMPLES, 2):
            _put(sheet.cell(row, place), example.get(key, ""), _FAINT, middle, _PALE)
        if choices := bank_sheet.CHOICES.get(key):
            sheet.add_data_validation(_choice(get_column_letter(place), label, choices))
    _guide(book.create_sheet(bank_sheet.GUIDE))
    for sheet in book:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(target)


def _choice(column: str, label: str, choices: Sequence[str]) -> DataValidation:
    said = "、".join(choices)
    made = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    made.errorTitle, made.error, made.showErrorMessage = label, f"请从下拉框里选：{said}。", True
    made.add(f"{column}2:{column}{_TEMPLATE_ROWS}")
    return made


def _guide(sheet: Any) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 90
    _put(sheet.cell(1, 1), "题库填写说明", _TITLE, Alignment(vertical="center"))
    sheet.cell(1, 1).border = Border()
    sheet.row_dimensions[1].height = 34
    for row, (label, text) in enumerate(bank_sheet.HOW, 2):
        _put(sheet.cell(row, 1), label, Font(name="微软雅黑", size=11, bold=True), _MIDDLE, _PALE)
        _put(sheet.cell(row, 2), text, _BODY, _SIDE)
        sheet.row_dimensions[row].height = 26
