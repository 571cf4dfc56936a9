"""A sheet of units as rows of text, read in a confined process."""

from pathlib import Path
from typing import Any

from core.adapters import grids


def unit_facts(path: Path) -> dict[str, Any]:
    """`{rows: [[text, …], …], merged: [place, …]}`: blank rows where they stand, merged cells as Excel names them. Or
    `{fault}`: why it cannot be read."""
    try:
        (sheet,) = grids.read(path, sheets=1)
    except grids.Unreadable as unread:
        return {"fault": unread.fault}
    if sheet.left:
        return {"fault": "too_long"}
    rows: list[list[str]] = [[] for _ in range(sheet.lines[-1][0])] if sheet.lines else []
    for number, texts in sheet.lines:
        rows[number - 1] = texts
    down = [
        f"{chr(65 + column)}{first}:{chr(65 + column)}{last}"
        for column, first, last in sheet.merged
        if column < 26
    ]
    return {"rows": rows, "merged": [*down, *sheet.spread][:50]}
