"""The text of .xlsx sheets that strangers send: judged before anything is opened, read within bounds."""

import contextlib
import datetime as time
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.adapters import olds, zips
from core.adapters.workbooks import openpyxl

ROWS_READ = 20_000  # of a sheet; the rest is counted
MERGES_READ = 5_000
_COLUMNS_READ = 40
_CHARACTERS_READ = 8_000_000  # a string that stands once in a file may be shown by a million cells
_BLANK_ROWS = 2_000  # so many without a word end a sheet: borders are often drawn down to row 1,048,576
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # how .xlsx writes characters that XML lacks

Line = tuple[int, list[str]]  # the row's number, its cells


class Unreadable(ValueError):
    """No sheet that can be read; `fault` is one of zip_bomb, not_a_sheet, old_sheet, old_document, old_slides,
    encrypted, macros, unreadable, too_long."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(slots=True)
class Sheet:
    name: str
    lines: list[Line] = field(default_factory=list)
    left: int = 0  # rows beyond ROWS_READ
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # column, first and last row
    spread: list[str] = field(default_factory=list)  # ranges merged over several columns, as Excel names them
    formulas: set[tuple[int, int]] = field(default_factory=set)  # row and column of cells that were formulas


def read(path: Path, *, sheets: int) -> list[Sheet]:
    """The visible sheets as text. A formula is what it last showed, or its own words; nothing is ever evaluated."""
    _require_xlsx(path)
    with _opened(path, shown=False) as book:
        found = [_lines(sheet) for sheet in _visible(book)[:sheets]]
    if any(sheet.formulas for sheet in found):
        with _opened(path, shown=True) as book:
            shown = {sheet.name: dict(sheet.lines) for sheet in map(_lines, _visible(book)[:sheets])}
        for sheet in found:
            for number, texts in sheet.lines:
                for column, text in enumerate(shown.get(sheet.name, {}).get(number, ())):
                    if text and (number, column) in sheet.formulas:
                        texts[column] = text
    if not found:
        raise Unreadable("not_a_sheet")
    return found


def _require_xlsx(path: Path) -> None:
    if old := olds.fault(path):
        raise Unreadable(old)
    with path.open("rb") as handle:
        start = handle.read(8)
    if not start.startswith(b"PK\x03\x04"):
        raise Unreadable("not_a_sheet")
    try:
        parts = zips.judge(path)
    except zips.Unfit as refused:
        raise Unreadable(refused.fault) from None
    if zips.has_macros(parts):
        raise Unreadable("macros")
    if not {"xl/workbook.xml", "[Content_Types].xml"} <= parts:
        raise Unreadable("not_a_sheet")


@contextlib.contextmanager
def _opened(path: Path, *, shown: bool) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that openpyxl does not keep; nothing is written back
        try:
            # opened here, for openpyxl judges a path by its suffix, and stored files have none
            with path.open("rb") as stream:
                book = openpyxl.load_workbook(stream, read_only=True, data_only=shown, keep_links=False)
                with contextlib.closing(book):
                    yield book
        except Unreadable:
            raise
        except Exception:  # openpyxl answers a broken part with whatever its parsers raise
            raise Unreadable("unreadable") from None


def _visible(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _lines(sheet: Any) -> Sheet:
    found = Sheet(str(sheet.title))
    sheet.reset_dimensions()  # what a file says of its size is often wrong
    blank = characters = 0
    for number, row in enumerate(sheet.iter_rows(max_col=_COLUMNS_READ), 1):
        texts = [_text(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        characters += sum(map(len, texts))
        if characters > _CHARACTERS_READ:
            raise Unreadable("zip_bomb")
        if not texts:
            blank += 1
            if blank > _BLANK_ROWS:
                break
            continue
        blank = 0
        if len(found.lines) >= ROWS_READ:
            found.left += 1
            continue
        found.lines.append((number, texts))
        found.formulas |= {(number, place) for place, cell in enumerate(row) if cell.data_type == "f"}
    found.merged, found.spread = _merged(sheet)
    return found


def _merged(sheet: Any) -> tuple[list[tuple[int, int, int]], list[str]]:
    """Cells of one column that were merged downwards, and ranges of several columns; reading row by row leaves them out, so
    they are looked up."""
    found: dict[tuple[int, int, int], None] = {}
    spread: dict[str, None] = {}
    seam = b""
    with sheet._get_source() as source:
        while chunk := source.read(1 << 20):
            for left, first, right, last in _MERGED.findall(seam + chunk):
                if left == right and len(found) < MERGES_READ:
                    found[(_column_number(left) - 1, int(first), int(last))] = None
                elif left != right and len(spread) < MERGES_READ:
                    spread[f"{left.decode()}{int(first)}:{right.decode()}{int(last)}"] = None
            seam = chunk[-100:]
    return list(found), list(spread)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: Any) -> str:
    """What a cell says, as a person sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "对" if value else "错"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, time.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time.time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    text = str(getattr(value, "text", value))  # an array formula keeps its words there
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def escaped(text: str) -> str:
    """A text that Excel shows as it is: `_x0041_` would be read as A."""
    return _ESCAPE.sub(lambda found: f"_x005F{found[0]}", text)


def _number(value: float, shape: str) -> str:
    if shape.endswith("%"):
        return f"{value * 100:.15g}%"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)
