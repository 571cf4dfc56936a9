"""What every reader of strangers' .docx shares: the file is judged before it is opened, and a table becomes a sheet.

Who reads a question bank wants neither text boxes nor looks, who reads a filled form wants both: they say which elements
are rows and cells, and what the words of a cell are."""

import contextlib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from core.adapters import grids, olds, zips
from core.adapters.grids import Sheet, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
COLUMNS = 60

Element = ElementTree.Element
# What its readers raise: LookupError for an encoding that nobody knows.
_BROKEN = (
    ElementTree.ParseError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    RecursionError,
)


@contextlib.contextmanager
def opened(path: Path, *, largest: int, has_macros: bool = True) -> Iterator[zipfile.ZipFile]:
    """The archive of a .docx that can be read without harm: its body has at most `largest` bytes, unpacked. Raises
    Unreadable, also for what goes wrong in the block; without `has_macros` a file that holds some is refused."""
    if old := olds.fault(path):
        raise Unreadable(old)
    with path.open("rb") as handle:
        if not handle.read(4).startswith(b"PK\x03\x04"):
            raise Unreadable("not_a_sheet")
    try:
        parts = zips.judge(path)  # also refuses every DOCTYPE, so that no entity can multiply
        if not has_macros and zips.has_macros(parts):
            raise Unreadable("macros")
        if BODY not in parts:
            raise Unreadable("not_a_sheet")
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(BODY).file_size > largest:
                raise Unreadable("zip_bomb")
            yield archive
    except Unreadable:
        raise  # it is a ValueError too
    except zips.Unfit as refused:
        raise Unreadable(refused.fault) from None
    except _BROKEN:
        raise Unreadable("unreadable") from None


def sheet(
    name: str,
    rows: Iterable[Element],
    *,
    cells: Callable[[Element], Iterable[Element]],
    words: Callable[[Element], str],
) -> Sheet:
    """A table as a sheet: `lines` by row number from 1, a cell that spans columns stands in its first one, cells merged
    downwards are in `merged`."""
    found = Sheet(name)
    open_cells: dict[int, int] = {}  # column: the row in which a merged cell began
    merged: dict[tuple[int, int], int] = {}
    for number, row in enumerate(rows, 1):
        if len(found.lines) >= grids.ROWS_READ:
            found.left += 1
            continue
        texts = [""] * _before(row)
        for cell in cells(row):
            column, span, goes_on = len(texts), *_shape(cell)
            if goes_on and column in open_cells:
                merged[column, open_cells[column]] = number
            else:
                open_cells[column] = number
            texts += ["" if goes_on else grids.ILLEGAL.sub("", words(cell)).strip(), *[""] * (span - 1)]
            if len(texts) > COLUMNS:
                break
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found.lines.append((number, texts))
    found.merged = [(column, first, last) for (column, first), last in merged.items()]
    return found


def _before(row: Element) -> int:
    """Columns that a row leaves out at its beginning."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    return _number(before) if before is not None else 0


def _shape(cell: Element) -> tuple[int, bool]:
    """How many columns a cell spans, and whether it goes on from the one above."""
    shape = cell.find(f"{W}tcPr")
    span = shape.find(f"{W}gridSpan") if shape is not None else None
    merge = shape.find(f"{W}vMerge") if shape is not None else None
    return _number(span), merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _number(element: Element | None) -> int:
    value = element.get(f"{W}val", "1") if element is not None else "1"
    return min(int(value), COLUMNS) if value.isdecimal() and int(value) > 0 else 1
