"""The words of .docx files that strangers send: tables as rows of text, judged before anything is opened."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from core.adapters import paragraphs, word_tables, zips
from core.adapters.grids import Sheet, Unreadable
from core.adapters.paragraphs import Words
from core.adapters.word_tables import W

_LARGEST = 24 * 1024 * 1024  # bytes of the body, unpacked; ten thousand questions are 12
_TABLES = 50
_AS_DOCUMENT = {"not_a_sheet": "not_word"}
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"})


def tables(path: Path) -> list[Sheet]:
    """Every table as a sheet (see `word_tables.sheet`). What tracked changes deleted is left out, what stands in text boxes
    is read. Tables within cells are sheets of their own too. Raises Unreadable."""
    with word_tables.opened(path, largest=_LARGEST) as archive:
        body = ElementTree.fromstring(archive.read(word_tables.BODY))
        words = paragraphs.of(archive)
        found = []
        for number, table in enumerate(body.iter(f"{W}tbl"), 1):
            if number > _TABLES:
                break
            found.append(_sheet(f"表{number}", table, words))
        return found


def _sheet(name: str, table: ElementTree.Element, words: Words) -> Sheet:
    return word_tables.sheet(
        name,
        _rows(table),
        cells=lambda row: _own(row, f"{W}tc"),
        words=lambda cell: "\n".join(words.lines(cell)),
    )


def _rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Rows of this table, and not of those within its cells. A row that a tracked change deleted is none."""
    for row in _own(table, f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            yield row


def _own(part: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    """Children of a kind, also those that a content control holds."""
    for child in part:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, tag)


# A filled form -----------------------------------------------------------------------------------------------------
def form_facts(path: Path) -> dict[str, Any]:
    """`tables` `[{lines: [[row, cells]], merged: [[column, first, last]]}]`, `has_macros`, `fault`. For a confined
    process. Macros are never run, and nothing but words is taken from the file."""
    try:
        found = tables(path)
        with zipfile.ZipFile(path) as archive:
            has_macros = zips.has_macros(archive.namelist())
    except Unreadable as refused:
        return {"fault": _AS_DOCUMENT.get(refused.fault, refused.fault)}
    shown = [{"lines": sheet.lines, "merged": sheet.merged} for sheet in found]
    return {"fault": None, "tables": shown, "has_macros": has_macros}
