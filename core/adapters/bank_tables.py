"""The tables of a bank in .docx as rows of text: without text boxes, and within memory for ten thousand questions.

A filled form (documents.py) is read otherwise: there a text box may hold the answer, and looks carry numbers."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from core.adapters import grids, olds, zips
from core.adapters.grids import Sheet, Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_LARGEST = 96 * 1024 * 1024  # bytes of the body, unpacked; Word writes 60 for ten thousand questions
_TABLES = 400
_COLUMNS = 60
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}drawing", f"{_W}pict", f"{_W}object", _FALLBACK})
_LOOKS = frozenset({f"{_W}rPr", f"{_W}pPr"})
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    span: int
    goes_on: bool  # merged with the cell above


def tables(path: Path) -> list[Sheet]:
    """Every table as a sheet: `lines` by row number from 1, a cell that spans columns stands in its first one, cells
    merged downwards are in `merged`. Deleted text of tracked changes is left out. Raises Unreadable."""
    body = _parsed(path)
    found: list[Sheet] = []
    for number, table in enumerate(_tables(body), 1):
        if number > _TABLES:
            found[-1].left += sum(1 for _row in _within(table, f"{_W}tr"))
            continue
        found.append(_sheet(f"表{number}", table))
    return found


def _tables(part: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Tables of the text itself, those inside a cell after the one they stand in; not those of text boxes."""
    for table in _within(part, f"{_W}tbl"):
        yield table
        for row in _within(table, f"{_W}tr"):
            for cell in _within(row, f"{_W}tc"):
                yield from _tables(cell)


def _within(part: ElementTree.Element, tag: str, *, but: str = "") -> Iterator[ElementTree.Element]:
    """The nearest elements of a tag below a part, through content controls and tracked insertions."""
    for child in part:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED and child.tag != but:
            yield from _within(child, tag, but=but)


def _parsed(path: Path) -> ElementTree.Element:
    if old := olds.fault(path):
        raise Unreadable(old)
    with path.open("rb") as handle:
        if not handle.read(4).startswith(b"PK\x03\x04"):
            raise Unreadable("not_a_sheet")
    try:
        parts = zips.judge(path)  # also refuses every DOCTYPE, so that no entity can multiply
        if zips.has_macros(parts):
            raise Unreadable("macros")
        if _BODY not in parts:
            raise Unreadable("not_a_sheet")
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_BODY).file_size > _LARGEST:
                raise Unreadable("zip_bomb")
            with archive.open(_BODY) as body:
                return _grown(body)
    except Unreadable:
        raise  # it is a ValueError too
    except zips.Unfit as refused:
        raise Unreadable(refused.fault) from None
    except (ElementTree.ParseError, zipfile.BadZipFile, ValueError, RecursionError):
        raise Unreadable("unreadable") from None


def _grown(body: IO[bytes]) -> ElementTree.Element:
    """The tree without looks, which are two thirds of what Word writes: fonts, sizes, spacing."""
    reader = ElementTree.iterparse(body, events=("end",))
    for _event, element in reader:
        if element.tag in _LOOKS:
            element.clear()
    root: ElementTree.Element = reader.root  # type: ignore[attr-defined]  # set at the end of the document
    return root


def _sheet(name: str, table: ElementTree.Element) -> Sheet:
    found = Sheet(name)
    open_cells: dict[int, int] = {}  # column: the row in which a merged cell began
    merged: dict[tuple[int, int], int] = {}
    for number, row in enumerate(_within(table, f"{_W}tr"), 1):
        if len(found.lines) >= grids.ROWS_READ:
            found.left += 1
            continue
        texts: list[str] = []
        for cell in _cells(row):
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


def _cells(row: ElementTree.Element) -> Iterator[_Cell]:
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    if before is not None:
        yield _Cell("", _number(before), False)
    for cell in _within(row, f"{_W}tc"):
        shape = cell.find(f"{_W}tcPr")
        span = shape.find(f"{_W}gridSpan") if shape is not None else None
        merge = shape.find(f"{_W}vMerge") if shape is not None else None
        goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        text = "\n".join(_words(paragraph) for paragraph in _within(cell, f"{_W}p", but=f"{_W}tbl"))
        yield _Cell(grids.ILLEGAL.sub("", text).strip(), _number(span), goes_on)


def _number(element: ElementTree.Element | None) -> int:
    value = element.get(f"{_W}val", "1") if element is not None else "1"
    return min(int(value), _COLUMNS) if value.isdecimal() and int(value) > 0 else 1


def _words(part: ElementTree.Element) -> str:
    said: list[str] = []
    for child in part:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            said.append(child.text or "")
        else:
            said.append(_BREAKS.get(child.tag, "") or _words(child))
    return "".join(said)
