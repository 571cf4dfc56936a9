"""Workbooks of any length: rows go to the disk as they come, all sheets at once, every cell a text."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.adapters import sheets
from core.adapters.workbooks import WorkbookAlreadySaved, get_column_letter, openpyxl

_ROWS = 1_000_000  # of one sheet; Excel takes 1,048,576
_WIDEST = 60


class Book:
    """Rows by sheet. A sheet that is full goes on in the next one. `=1+1` stays what a person wrote."""

    def __init__(self) -> None:
        self._book = openpyxl.Workbook(write_only=True)
        self._used: set[str] = set()
        self._sheets: dict[str, tuple[str, Sequence[str], Any, int]] = {}

    def sheet(self, key: str, title: str, heading: Sequence[str], *, widths: Sequence[int] = ()) -> None:
        """Opens a sheet; `widths` in characters."""
        made = self._book.create_sheet(sheets.titled(title, self._used))
        made.freeze_panes = "A2"
        for place, label in enumerate(heading, 1):
            width = widths[place - 1] if place <= len(widths) else min(_WIDEST, 6 + 2 * len(label))
            made.column_dimensions[get_column_letter(place)].width = width
        made.append([sheets.cell(made, label, sheets.HEAD, sheets.MIDDLE, sheets.RED) for label in heading])
        self._sheets[key] = (title, heading, made, 0)

    def has(self, key: str) -> bool:
        return key in self._sheets

    def row(self, key: str, texts: Iterable[str]) -> None:
        title, heading, made, count = self._sheets[key]
        if count >= _ROWS:
            _filter(made, heading, count)
            self.sheet(key, title, heading)
            title, heading, made, count = self._sheets[key]
        made.append([sheets.cell(made, text, sheets.BODY, sheets.TOP) for text in texts])
        self._sheets[key] = (title, heading, made, count + 1)

    def save(self, path: Path) -> None:
        for _title, heading, made, count in self._sheets.values():
            _filter(made, heading, count)
        self._book.save(path)

    def drop(self) -> None:
        """Gives up what was written so far, with its files on the disk."""
        for made in self._book.worksheets:
            with suppress(WorkbookAlreadySaved, FileNotFoundError):  # `save` got so far
                made.close()
                made._writer.cleanup()


@contextmanager
def written(path: Path) -> Iterator[Book]:
    """A workbook that lies at `path` once the block is through; after a fault nothing of it is left."""
    book = Book()
    try:
        yield book
        book.save(path)
    except BaseException:
        book.drop()
        raise


def _filter(made: Any, heading: Sequence[str], count: int) -> None:
    made.auto_filter.ref = f"A1:{get_column_letter(max(1, len(heading)))}{count + 1}"
