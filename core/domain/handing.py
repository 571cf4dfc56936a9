"""What a hand-over to the national platform holds, and what comes back: names of columns, kinds of change."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.findings import MUST, Finding

# States in which an entry goes to the national platform, and the states after it in which it still stands.
READY = ("approved", "published", "accepted", "forwarded")
FORWARDED = ("approved", "accepted")  # become `forwarded` when the package has been given over
CHANGES = ("new", "changed", "same", "withdrawn")

# The sheet of the national platform: what a column may be called, blanks left out.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "申报编号", "省级编号"),
    "national": ("全国编号", "全国平台编号", "国家编号"),
    "verdict": ("结果", "评审结果", "审核结果", "全国结果"),
    "note": ("说明", "备注", "意见"),
}
NEEDED = ("number", "national")
LONGEST: Mapping[str, int] = {"number": 20, "national": 60, "verdict": 60, "note": 500}


def mark(cells: Sequence[str], files: Sequence[tuple[str, str, str]]) -> str:
    """What an entry says, as one number: its cells, and `(field, title, sha256)` of its files in their order."""
    written = json.dumps(
        [list(cells), [list(row) for row in files]], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def change(before: tuple[str, str] | None, now: str) -> str:
    """new, changed or same, by the `(mark, change)` that went out last."""
    if before is None or before[1] == "withdrawn":
        return "new"
    return "same" if before[0] == now else "changed"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the returned sheet; `place` counts as Excel does."""

    place: int
    number: str
    national: str
    verdict: str
    note: str


def kept(before: tuple[str, str], said: tuple[str, str]) -> tuple[str, str]:
    """Verdict and note after a sheet that says these two: what it leaves blank stays, since numbers, verdicts and
    certificates come in sheets of their own; but a note goes with the verdict that it explains."""
    verdict = said[0] or before[0]
    return verdict, said[1] or (before[1] if verdict == before[0] else "")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def fault(kind: str, place: int, **params: object) -> Finding:
    return Finding(f"return.{kind}.is", MUST, f"return.row.{kind}", {"row": place, **params})


def read(cells: Sequence[Sequence[str]]) -> tuple[list[Row], list[Finding]]:
    """Rows of a sheet and every fault that the sheet alone shows: columns, blanks, lengths, twins."""
    header = [_plain(cell) for cell in cells[0]] if cells else []
    places = {key: next((header.index(name) for name in names if name in header), None) for key, names in COLUMNS.items()}  # fmt: skip
    missing = [COLUMNS[key][0] for key in NEEDED if places[key] is None]
    if missing:
        return [], [fault("columns", 1, columns="、".join(missing))]
    rows, found = [], []
    for place, line in enumerate(cells[1:], 2):
        said = {
            key: line[at].strip() if at is not None and at < len(line) else "" for key, at in places.items()
        }
        if not any(said.values()):
            continue
        said["number"], said["national"] = _plain(said["number"]).upper(), _plain(said["national"])
        row = Row(place, **said)
        rows.append(row)
        found += _alone(row)
    return rows, found + _twins(rows, "number") + _twins(rows, "national")


def _alone(row: Row) -> list[Finding]:
    found = [fault("blank", row.place, column=COLUMNS[key][0]) for key in NEEDED if not getattr(row, key)]
    for key, most in LONGEST.items():
        if len(getattr(row, key)) > most:
            found.append(fault("long", row.place, column=COLUMNS[key][0], most=most))
    return found


def _twins(rows: Sequence[Row], key: str) -> list[Finding]:
    first: dict[str, int] = {}
    found = []
    for row in rows:
        value = getattr(row, key)
        if value and value in first:
            found.append(fault("twin", row.place, value=value, first=first[value]))
        first.setdefault(value, row.place)
    return found
