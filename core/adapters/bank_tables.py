"""The tables of a bank in .docx as rows of text: without text boxes, and within memory for ten thousand questions.

A filled form (documents.py) is read otherwise: there a text box may hold the answer, and looks carry numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from core.adapters import word_tables
from core.adapters.grids import Sheet
from core.adapters.word_tables import W

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LARGEST = 96 * 1024 * 1024  # bytes of the body, unpacked; Word writes 60 for ten thousand questions
_TABLES = 400
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}drawing", f"{W}pict", f"{W}object", _FALLBACK})
_LOOKS = frozenset({f"{W}rPr", f"{W}pPr"})
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def tables(path: Path) -> list[Sheet]:
    """Every table as a sheet (see `word_tables.sheet`). Deleted text of tracked changes is left out. Raises Unreadable."""
    found: list[Sheet] = []
    with word_tables.opened(path, largest=_LARGEST, has_macros=False) as archive:
        with archive.open(word_tables.BODY) as body:
            tree = _grown(body)
        for number, table in enumerate(_tables(tree), 1):
            if number > _TABLES:
                found[-1].left += sum(1 for _row in _within(table, f"{W}tr"))
                continue
            rows = _within(table, f"{W}tr")
            found.append(
                word_tables.sheet(f"表{number}", rows, cells=lambda row: _within(row, f"{W}tc"), words=_said)
            )
    return found


def _tables(part: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Tables of the text itself, those inside a cell after the one they stand in; not those of text boxes."""
    for table in _within(part, f"{W}tbl"):
        yield table
        for row in _within(table, f"{W}tr"):
            for cell in _within(row, f"{W}tc"):
                yield from _tables(cell)


def _within(part: ElementTree.Element, tag: str, *, but: str = "") -> Iterator[ElementTree.Element]:
    """The nearest elements of a tag below a part, through content controls and tracked insertions."""
    for child in part:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED and child.tag != but:
            yield from _within(child, tag, but=but)


def _grown(body: IO[bytes]) -> ElementTree.Element:
    """The tree without looks, which are two thirds of what Word writes: fonts, sizes, spacing."""
    reader = ElementTree.iterparse(body, events=("end",))
    for _event, element in reader:
        if element.tag in _LOOKS:
            element.clear()
    root: ElementTree.Element = reader.root  # type: ignore[attr-defined]  # set at the end of the document
    return root


def _said(cell: ElementTree.Element) -> str:
    return "\n".join(_words(paragraph) for paragraph in _within(cell, f"{W}p", but=f"{W}tbl"))


def _words(part: ElementTree.Element) -> str:
    said: list[str] = []
    for child in part:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{W}t":
            said.append(child.text or "")
        else:
            said.append(_BREAKS.get(child.tag, "") or _words(child))
    return "".join(said)
