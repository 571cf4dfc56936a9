"""Question banks as .xlsx: the template, and a bank written so that it can be filled in further (notice Annex 4)."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import IO, Any

from core.adapters import sheets
from core.adapters.workbooks import (
    Alignment,
    Border,
    DataValidation,
    Font,
    PageSetupProperties,
    PatternFill,
    get_column_letter,
    openpyxl,
)
from core.domain import bank_sheet

_FAINT = Font(name="微软雅黑", size=11, italic=True, color="6B6B6B")
_TITLE = Font(name="微软雅黑", size=16, bold=True, color="9C1C1C")
_PALE = PatternFill("solid", fgColor="FBF3E6")
_SIDE = Alignment(vertical="center", wrap_text=True, indent=1)
_WIDTHS = {"type": 9, "stem": 46, "answer": 11, "analysis": 30, "difficulty": 11, "source": 24}
_LONG = frozenset({"stem", "analysis", "source", *"ABCDEF"})
_LISTED_ROWS = 1_000  # so many rows offer the lists


def write_template(target: IO[bytes]) -> None:
    """The bank to be filled in: lists to choose from, the examples of the notice, how to fill it."""
    examples = [{key: example.get(key, "") for key in bank_sheet.COLUMNS} for example in bank_sheet.EXAMPLES]
    book, sheet = _book()
    _fill(sheet, examples, _FAINT, _PALE)
    _offer(sheet, _LISTED_ROWS)
    _finish(book, target)


def write(target: IO[bytes], questions: Sequence[Mapping[str, str]]) -> None:
    """A bank of these cells (Annex 4), formatted as the template. Every cell is text: `=1+1` stays what it says."""
    book, sheet = _book()
    _fill(sheet, questions, sheets.BODY, None)
    _offer(sheet, max(_LISTED_ROWS, len(questions) + 200))
    _finish(book, target)


def _book() -> tuple[Any, Any]:
    book = openpyxl.Workbook()
    book.properties.creator = "题库模板"
    sheet = book.active
    sheet.title = bank_sheet.SHEET
    sheet.freeze_panes = "C2"
    sheet.row_dimensions[1].height = 26
    for place, (key, label) in enumerate(bank_sheet.COLUMNS.items(), 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _WIDTHS.get(key, 18)
        column.number_format = "@"  # else Excel makes a date of 1-2 and a formula of =A
        column.alignment = _SIDE if key in _LONG else sheets.MIDDLE
        sheets.put(sheet.cell(1, place), label, sheets.HEAD, sheets.MIDDLE, sheets.RED)
    return book, sheet


def _fill(sheet: Any, questions: Sequence[Mapping[str, str]], font: Font, fill: PatternFill | None) -> None:
    looks: dict[
        str, Any
    ] = {}  # of each column, put together once: a look for each cell costs four fifths of the time
    for row, cells in enumerate(questions, 2):
        if (lines := max(_lines(cells[key], _WIDTHS.get(key, 18)) for key in bank_sheet.COLUMNS)) > 1:
            sheet.row_dimensions[row].height = min(400, 18 * lines)  # not every program finds it by itself
        for place, key in enumerate(bank_sheet.COLUMNS, 1):
            cell = sheet.cell(row, place)
            if key in looks:
                sheets.put_text(cell, cells[key])
                cell._style = copy(looks[key])
            else:
                sheets.put(cell, cells[key], font, _SIDE if key in _LONG else sheets.MIDDLE, fill)
                looks[key] = cell._style


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two."""
    if len(text) * 2 < width - 4 and "\n" not in text:
        return 1
    wide = [sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n")]
    return sum(max(1, -(-size // (width - 4))) for size in wide)


def _offer(sheet: Any, rows: int) -> None:
    for place, (key, label) in enumerate(bank_sheet.COLUMNS.items(), 1):
        if choices := bank_sheet.CHOICES.get(key):
            sheet.add_data_validation(_choice(get_column_letter(place), label, choices, rows))


def _finish(book: Any, target: IO[bytes]) -> None:
    _guide(book.create_sheet(bank_sheet.GUIDE))
    for sheet in book:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(target)


def _choice(column: str, label: str, choices: Sequence[str], rows: int) -> DataValidation:
    said = "、".join(choices)
    made = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    made.errorTitle, made.error, made.showErrorMessage = label, f"请从下拉框里选：{said}。", True
    made.add(f"{column}2:{column}{rows}")
    return made


def _guide(sheet: Any) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 90
    sheets.put(sheet.cell(1, 1), "题库填写说明", _TITLE, Alignment(vertical="center"))
    sheet.cell(1, 1).border = Border()
    sheet.row_dimensions[1].height = 34
    for row, (label, text) in enumerate(bank_sheet.HOW, 2):
        sheets.put(sheet.cell(row, 1), label, Font(name="微软雅黑", size=11, bold=True), sheets.MIDDLE, _PALE)
        sheets.put(sheet.cell(row, 2), text, sheets.BODY, _SIDE)
        sheet.row_dimensions[row].height = 26
