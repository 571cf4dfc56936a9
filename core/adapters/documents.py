"""The words of .docx files that strangers send: tables as rows of text, judged before anything is opened."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from core.adapters import grids, olds, paragraphs, zips
from core.adapters.grids import Sheet, Unreadable
from core.adapters.paragraphs import Words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_LARGEST = 24 * 1024 * 1024  # bytes of the body, unpacked; ten thousand questions are 12
_TABLES = 50
_AS_DOCUMENT = {"not_a_sheet": "not_word"}
_COLUMNS = 60
_WRAPPERS = frozenset(
    {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"}
)


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    span: int
    goes_on: bool  # merged with the cell above


def tables(path: Path) -> list[Sheet]:
    """Every table as a sheet: `lines` by row number from 1, a cell that spans columns stands in its first one, cells
    merged downwards are in `merged`. What tracked changes deleted is left out, what stands in text boxes is read. Tables
    within cells are sheets of their own too. Raises Unreadable."""
    body, words = _parsed(path)
    found = []
    for number, table in enumerate(body.iter(f"{_W}tbl"), 1):
        if number > _TABLES:
            break
        found.append(_sheet(f"表{number}", table, words))
    return found


def _parsed(path: Path) -> tuple[ElementTree.Element, Words]:
    if old := olds.fault(path):
        raise Unreadable(old)
    with path.open("rb") as handle:
        if not handle.read(4).startswith(b"PK\x03\x04"):
            raise Unreadable("not_a_sheet")
    try:
        parts = zips.judge(path)  # also refuses every DOCTYPE, so that no entity can multiply
        if _BODY not in parts:
            raise Unreadable("not_a_sheet")
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_BODY).file_size > _LARGEST:
                raise Unreadable("zip_bomb")
            return ElementTree.fromstring(archive.read(_BODY)), paragraphs.of(archive)
    except Unreadable:
        raise
    except zips.Unfit as refused:
        raise Unreadable(refused.fault) from None
    except (ElementTree.ParseError, zipfile.BadZipFile, ValueError, RecursionError):
        raise Unreadable("unreadable") from None


def _sheet(name: str, table: ElementTree.Element, words: Words) -> Sheet:
    found = Sheet(name)
    open_cells: dict[int, int] = {}  # column: the row in which a merged cell began
    merged: dict[tuple[int, int], int] = {}
    for number, row in enumerate(_rows(table), 1):
        if len(found.lines) >= grids.ROWS_READ:
            found.left += 1
            continue
        texts: list[str] = []
        for cell in _cells(row, words):
            column = len(texts)
            if cell.goes_on and column in open_cells:
                merged[column, open_cells[column]] = number
            else:
                open_cells[column] = number
            texts += [cell.text if not cell.goes_on else "", *[""] * (cell.span - 1)]
            if len(texts) > _COLUMNS:
                break
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found.lines.append((number, texts))
    found.merged = [(column, first, last) for (column, first), last in merged.items()]
    return found


def _rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Rows of this table, and not of those within its cells. A row that a tracked change deleted is none."""
    for row in _own(table, f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}del") is None:
            yield row


def _own(part: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    """Children of a kind, also those that a content control holds."""
    for child in part:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, tag)


def _cells(row: ElementTree.Element, words: Words) -> Iterator[_Cell]:
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    if before is not None:
        yield _Cell("", _number(before), False)
    for cell in _own(row, f"{_W}tc"):
        shape = cell.find(f"{_W}tcPr")
        span = shape.find(f"{_W}gridSpan") if shape is not None else None
        merge = shape.find(f"{_W}vMerge") if shape is not None else None
        goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        text = "\n".join(words.lines(cell))
        yield _Cell(grids.ILLEGAL.sub("", text).strip(), _number(span), goes_on)


def _number(element: ElementTree.Element | None) -> int:
    value = element.get(f"{_W}val", "1") if element is not None else "1"
    return min(int(value), _COLUMNS) if value.isdecimal() and int(value) > 0 else 1


# A filled form -----------------------------------------------------------------------------------------------------
def form_facts(path: Path) -> dict[str, Any]:
    """`tables` `[{lines: [[row, cells]], merged: [[column, first, last]]}]`, `has_macros`, `fault`. For a confined
    process. Macros are never run, and nothing but words is taken from the file."""
    try:
        found = tables(path)
        with zipfile.ZipFile(path) as archive:
            has_macros = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except Unreadable as refused:
        return {"fault": _AS_DOCUMENT.get(refused.fault, refused.fault)}
    shown = [{"lines": sheet.lines, "merged": sheet.merged} for sheet in found]
    return {"fault": None, "tables": shown, "has_macros": has_macros}
