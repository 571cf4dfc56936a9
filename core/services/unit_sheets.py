"""Units from an .xlsx sheet: what would change is shown first, then all of it happens or none."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from core.adapters import sheets
from core.adapters.db import Transaction
from core.adapters.tables import units as unit_table
from core.domain.findings import MUST, Finding
from core.domain.names import normalised
from core.domain.refusals import Refused
from core.services import units
from core.services.house import House

COLUMNS = ("单位名称", "上级单位", "类型", "是否直属", "原名称")
_YES, _NO = frozenset({"是", "直属", "yes", "1"}), frozenset({"否", "不是", "no", "0", ""})


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    name: str
    parent: str
    kind: str
    direct: str
    former: str


@dataclass(frozen=True, slots=True)
class Change:
    """`act` is add, rename or move."""

    act: str
    row: Row
    text: str
    unit: str | None = None


def take(house: House, path: Path, *, apply: bool, now: datetime) -> list[Change]:
    """The differences between a sheet and the tree; with `apply` they are made, in one transaction. Raises Refused
    ('units.sheet.wrong') with a finding for each faulty row; then nothing is changed."""
    rows = _rows(sheets.read_rows(path))
    with house.db.write() as tx:
        if found := _faults(tx, rows):
            raise Refused("units.sheet.wrong", count=len(found), findings=found)
        changes = _changes(tx, rows)
        if apply:
            for change in changes:
                _make(tx, change, now=now)
    return changes


def faults_of(refused: Refused) -> list[str]:
    return [finding.sentence for finding in refused.findings]


def _rows(cells: list[list[str]]) -> list[Row]:
    header = [cell.strip() for cell in cells[0]] if cells else []
    missing = [column for column in COLUMNS[:2] if column not in header]
    if missing:
        raise Refused(
            "units.sheet.wrong", count=1, findings=[_fault("columns", 1, columns="、".join(missing))]
        )
    places = [header.index(column) if column in header else None for column in COLUMNS]
    made = []
    for number, line in enumerate(cells[1:], 2):
        values = [line[place].strip() if place is not None and place < len(line) else "" for place in places]
        if any(values):
            made.append(Row(number, *values))
    return made


def _fault(kind: str, row: int, **params: object) -> Finding:
    return Finding(f"units.{kind}.is", MUST, f"units.row.{kind}", {"row": row, **params})


def _faults(tx: Transaction, rows: list[Row]) -> list[Finding]:
    found: list[Finding] = []
    first: dict[str, int] = {}
    names = {normalised(row.name) for row in rows}
    for row in rows:
        if not row.name:
            found.append(_fault("columns", row.number, columns="单位名称"))
            continue
        key = normalised(row.name)
        if key in first:
            found.append(_fault("repeated", row.number, value=row.name, first=first[key]))
        first.setdefault(key, row.number)
        if row.parent and normalised(row.parent) not in names and units.by_name(tx, row.parent) is None:
            found.append(_fault("parent", row.number, value=row.parent))
        if row.direct.casefold() not in _YES | _NO:
            found.append(_fault("level", row.number, value=row.direct))
    return found


def _changes(tx: Transaction, rows: list[Row]) -> list[Change]:
    changes = []
    for row in rows:
        unit = units.by_name(tx, row.name)
        former = units.by_name(tx, row.former) if row.former else None
        if unit is None and former is not None:
            changes.append(Change("rename", row, f"改名：{row.former} → {row.name}", former))
            unit = former
        elif unit is None:
            changes.append(Change("add", row, f"新增：{row.name}（上级：{row.parent or '无'}）"))
            continue
        above = units.above(tx, unit)
        parent = units.names(tx, [above[0].parent]).get(above[0].parent, "") if above[0].parent else ""
        if normalised(parent) != normalised(row.parent):
            changes.append(
                Change("move", row, f"调整：{row.name} 的上级 {parent or '无'} → {row.parent or '无'}", unit)
            )
    return changes


def _make(tx: Transaction, change: Change, *, now: datetime) -> None:
    row = change.row
    if change.act == "rename" and change.unit:
        units.rename(tx, change.unit, row.name, now=now)
    elif change.act == "move":
        tx.run(update(unit_table).where(unit_table.c.id == change.unit).values(parent=_parent(tx, row)))
    elif change.act == "add" and units.by_name(tx, row.name) is None:
        parent = _parent(tx, row)
        direct = row.direct.casefold() in _YES
        units.add(tx, row.name, parent=parent, kind=row.kind or "unit", is_direct=direct, now=now)


def _parent(tx: Transaction, row: Row) -> str | None:
    return units.by_name(tx, row.parent) if row.parent else None
