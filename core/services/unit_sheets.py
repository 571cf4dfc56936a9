"""Units from an .xlsx sheet: what would change is shown first, then all of it happens or none."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from core.adapters import grids, sheets
from core.adapters.db import Transaction
from core.adapters.tables import units as unit_table
from core.domain.findings import MUST, Finding
from core.domain.names import normalised
from core.domain.refusals import Refused
from core.services import units
from core.services.house import House

COLUMNS = ("单位名称", "上级单位", "类型", "是否直属", "原名称")
_KINDS = {"": "unit", "单位": "unit", "工会": "union", "省级工会": "province"}
_KINDS |= {kind: kind for kind in ("unit", "union", "province")}
_ORDER = ("rename", "add", "move", "mark")
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
    """`act` is one of _ORDER, in which they are made: a parent may stand in a later row than its parts."""

    act: str
    row: Row
    text: str
    unit: str | None = None


def take(house: House, path: Path, *, apply: bool, now: datetime) -> list[Change]:
    """The differences between a sheet and the tree; with `apply` they are made, in one transaction. Raises Refused
    ('units.sheet.wrong') with a finding for each faulty row; then nothing is changed."""
    try:
        rows = _rows(sheets.read_rows(path))
    except grids.Unreadable:
        unopened = Finding("units.sheet.is", MUST, "units.sheet.unopened")
        raise Refused("units.sheet.wrong", count=1, findings=[unopened]) from None
    with house.db.write() as tx:
        if found := _faults(tx, rows):
            raise Refused("units.sheet.wrong", count=len(found), findings=found)
        changes = _changes(tx, rows)
        if apply:
            _make(tx, changes, now=now)
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
        if row.kind not in _KINDS:
            found.append(_fault("kind", row.number, value=row.kind))
    return found + [_fault("circle", row.number, value=row.name) for row in _circles(tx, rows)]


def _circles(tx: Transaction, rows: list[Row]) -> list[Row]:
    """Rows whose unit would stand above itself, through the sheet and the tree together."""
    wanted = {normalised(row.name): row.parent for row in rows if row.name}
    found = []
    for row in rows:
        start = normalised(row.name)
        at, seen = normalised(row.parent), set[str]()
        while at and at != start and at not in seen:
            seen.add(at)
            at = normalised(_above(tx, at, wanted))
        if at and at == start:
            found.append(row)
    return found


def _above(tx: Transaction, name: str, wanted: dict[str, str]) -> str:
    if name in wanted:
        return wanted[name]
    unit = units.by_name(tx, name)
    chain = units.above(tx, unit)[1:2] if unit else []
    return units.names(tx, [chain[0].id]).get(chain[0].id, "") if chain else ""


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
        changes += _shifts(tx, row, unit)
    return changes


def _shifts(tx: Transaction, row: Row, unit: str) -> list[Change]:
    """How a known unit stands otherwise than its row says; what a row leaves blank, but its parent, stays."""
    here = units.above(tx, unit)[0]
    parent = units.names(tx, [here.parent]).get(here.parent, "") if here.parent else ""
    shifts = []
    if normalised(parent) != normalised(row.parent):
        text = f"调整：{row.name} 的上级 {parent or '无'} → {row.parent or '无'}"
        shifts.append(Change("move", row, text, unit))
    marks = []
    if row.direct and (row.direct.casefold() in _YES) != here.is_direct:
        marks.append("不再直属" if here.is_direct else "列为直属")
    if row.kind and _KINDS[row.kind] != here.kind:
        marks.append(f"类型改为{row.kind}")
    if marks:
        shifts.append(Change("mark", row, f"调整：{row.name} {'，'.join(marks)}", unit))
    return shifts


def _make(tx: Transaction, changes: list[Change], *, now: datetime) -> None:
    before = {change.row.parent: units.by_name(tx, change.row.parent) for change in changes}
    placed: list[tuple[str, Row]] = []
    for change in sorted(changes, key=lambda change: _ORDER.index(change.act)):
        row, unit = change.row, change.unit
        direct, kind = row.direct.casefold() in _YES, _KINDS[row.kind]
        if change.act == "add":
            unit = units.add(tx, row.name, parent=None, kind=kind, is_direct=direct, now=now)
            placed.append((unit, row))
        elif unit and change.act == "rename":
            units.rename(tx, unit, row.name, now=now)
        elif unit and change.act == "move":
            placed.append((unit, row))
        elif unit:
            said = ({"is_direct": direct} if row.direct else {}) | ({"kind": kind} if row.kind else {})
            tx.run(update(unit_table).where(unit_table.c.id == unit).values(**said))
    for unit, row in placed:
        parent = (before[row.parent] or units.by_name(tx, row.parent)) if row.parent else None
        tx.run(update(unit_table).where(unit_table.c.id == unit).values(parent=parent))
