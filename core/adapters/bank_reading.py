"""Reads question banks that strangers send, .xlsx or a table in .docx, as facts (notice Annex 4)."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.adapters import bank_tables, grids, zips
from core.adapters.grids import Sheet, Unreadable
from core.domain import bank_sheet, questions

ROWS_KEPT = 20_000  # of a bank; the rest is counted
_SHEETS_READ = 100
_ROW_OF_TABLE = 4  # filled cells: less is a guide or a remark
_TOO_MANY = re.compile(r"(?:答案|选项)[G-Z]")
_HEADING_ROWS = 20  # where a heading is looked for
_MERGED_KEYS = ("type", "difficulty", "source")

Places = Mapping[str, int]  # the column of each cell, from 0


def bank_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of a question bank: `kind` (xlsx, docx), `header` (a heading was found), `sheets` `[{name, columns, missing}]`
    with where each column stands and which are wanting, `rows` `[{row, sheet, cells, formulas?}]` with the cells of Annex
    4 as text, `rows_left` (how many more there are), `parts_left` (names of sheets and columns that hold something which
    no row could be made of), `fault`. Examples (例) are no rows."""
    try:
        kind = _kind(path)
        found = bank_tables.tables(path) if kind == "docx" else grids.read(path, sheets=_SHEETS_READ)
    except Unreadable as refused:
        return {"fault": refused.fault}
    return {"fault": None, "kind": kind, **_facts(found)}


def _kind(path: Path) -> str:
    """By content, never by name. What is neither is told by the reader of .xlsx."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zips.BROKEN:
        return "xlsx"
    return "docx" if any(name.startswith("word/") for name in names) else "xlsx"


def _facts(found: Sequence[Sheet]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    listed: list[dict[str, Any]] = []
    before: Places | None = None
    left, parts = 0, []
    for sheet in found:
        further = _further_options(sheet)
        places = _going_on(sheet, before) or _heading(sheet)
        if places is None:
            if any(sum(map(bool, texts)) >= _ROW_OF_TABLE for _, texts in sheet.lines):
                parts.append(f"“{sheet.name}”")
            continue
        parts += [f"“{sheet.name}”的“{label}”列" for label in further]
        before, left = places, left + sheet.left
        missing = [bank_sheet.COLUMNS[key] for key in bank_sheet.NEEDED if key not in places]
        listed.append({"name": sheet.name, "columns": dict(places), "missing": missing})
        rows += _questions(sheet, places)
    left += max(0, len(rows) - ROWS_KEPT)
    facts = {"header": bool(listed), "sheets": listed, "rows": rows[:ROWS_KEPT], "rows_left": left}
    return {**facts, "parts_left": parts} if parts and listed else facts


def _further_options(sheet: Sheet) -> list[str]:
    """Headings of a seventh option and more (A4.3 knows six)."""
    return [
        text
        for number, texts in sheet.lines
        if number <= _HEADING_ROWS
        for text in texts
        if _TOO_MANY.fullmatch(text)
    ]


def _heading(sheet: Sheet) -> Places | None:
    """Where each column stands, by the first row that has three headings; the lines up to it are dropped."""
    for place, (number, texts) in enumerate(sheet.lines):
        if number > _HEADING_ROWS:
            return None
        places = _places(texts)
        if len(places) >= 3:
            sheet.lines = sheet.lines[place + 1 :]
            return places
    return None


def _going_on(sheet: Sheet, before: Places | None) -> Places | None:
    """A table that was cut in two has its heading in the first part: it goes on where a type stands in the same column."""
    if before is None or "type" not in before or not sheet.lines:
        return None
    first = _cells(sheet.lines[0][1], before)
    return before if questions.kind_of(first) in questions.TYPES else None


def _places(texts: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(texts):
        if len(text) < 40 and (key := bank_sheet.column(text)):
            places.setdefault(key, place)
    return places


def _questions(sheet: Sheet, places: Places) -> Iterator[dict[str, Any]]:
    """Rows that are questions. One 单选 merged over many rows is meant for each of them."""
    texts_of = dict(sheet.lines)
    down = _merged_down(sheet, places, texts_of)
    for number, texts in sheet.lines:
        cells = _cells(texts, places)
        if not any(cells.values()) or questions.is_example(cells) or _is_heading(cells):
            continue
        for key in _MERGED_KEYS:
            if (key, number) in down:
                cells[key] = cells[key] or _at(texts_of[down[key, number]], places[key])
        formulas = [key for key in places if (number, places[key]) in sheet.formulas and cells[key]]
        row = {"row": number, "sheet": sheet.name, "cells": cells}
        yield {**row, "formulas": formulas} if formulas else row


def _merged_down(
    sheet: Sheet, places: Places, texts_of: Mapping[int, Sequence[str]]
) -> dict[tuple[str, int], int]:
    down: dict[tuple[str, int], int] = {}
    for key in _MERGED_KEYS:
        for column, first, last in sheet.merged:
            if places.get(key) == column and first in texts_of:
                reach = range(first + 1, min(last, first + ROWS_KEPT) + 1)
                down |= {(key, row): first for row in reach if row in texts_of}
    return down


def _is_heading(cells: Mapping[str, str]) -> bool:
    """The heading again, as on every page of a table in Word."""
    return all(bank_sheet.column(cells[key]) == key for key in ("type", "stem") if cells[key]) and bool(
        cells["type"] and cells["stem"]
    )


def _cells(texts: Sequence[str], places: Places) -> dict[str, str]:
    return {key: _at(texts, places.get(key)) for key in bank_sheet.COLUMNS}


def _at(texts: Sequence[str], place: int | None) -> str:
    return texts[place] if place is not None and place < len(texts) else ""
