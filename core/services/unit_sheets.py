"""Units from an .xlsx sheet: what would change is shown first, then all of it happens or none."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from core.adapters import confined, ids
from core.adapters.confined import Limits
from core.adapters.db import Transaction
from core.adapters.tables import contacts, unit_imports, unit_names, unit_quotas
from core.adapters.tables import units as unit_table
from core.domain import unit_rows
from core.domain.declaration import Campaign
from core.domain.findings import MUST, Finding
from core.domain.refusals import Refused
from core.domain.unit_rows import Change, Known, Row, Tree
from core.services import audit_log, campaigns, unit_changes
from core.services.house import House

COLUMNS = unit_rows.COLUMNS[:5]
_LIMITS = Limits(seconds=30, writes=1024 * 1024)
_FIELDS = ("name", "parent", "kind", "direct", "former", "into", "contact", "phone")


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet that was looked at: its id, and what it would change."""

    id: str
    changes: list[Change]


def take(house: House, path: Path, *, apply: bool, now: datetime) -> list[Change]:
    """The differences between a sheet and the tree; with `apply` they are made, in one transaction. Raises Refused
    ('units.sheet.wrong') with a finding for each faulty row; then nothing is changed."""
    facts = _facts(path)
    with house.db.write() as tx:
        made = campaigns.current(house, tx, now=now)
        rows = _rows(facts, made)
        found = [change for change in _judged(house, tx, rows, facts, made) if change.act != "gone"]
        if apply:
            unit_changes.make(house, tx, found, campaign=made, by=None, now=now)
    return found


def look(house: House, path: Path, *, by: str, now: datetime) -> Shown:
    """Keeps the rows, telephones sealed, and shows what they would change; nothing of the tree is changed. Raises Refused."""
    facts = _facts(path)
    with house.db.write() as tx:
        made = campaigns.current(house, tx, now=now)
        rows = _rows(facts, made)
        found = _judged(house, tx, rows, facts, made)
        kept = [asdict(row) | {"phone": house.vault.seal(row.phone) if row.phone else ""} for row in rows]
        shown = Shown(ids.new(), found)
        row = {"id": shown.id, "rows": kept, "digest": _digest(found), "by": by, "at": now}
        tx.run(insert(unit_imports).values(**row))
    return shown


def apply(house: House, tx: Transaction, looked: str, *, by: str, now: datetime) -> int:
    """Makes just what was shown to this person. Gives how many differences. Again: nothing more. Raises Refused:
    units.import.unknown, units.import.changed when the tree has moved meanwhile."""
    kept = tx.one(select(unit_imports).where(unit_imports.c.id == looked, unit_imports.c.by == by))
    if kept is None:
        raise Refused("units.import.unknown")
    rows = [
        Row(**row | {"phone": house.vault.open(row["phone"]) if row["phone"] else ""}) for row in kept.rows
    ]
    made = campaigns.current(house, tx, now=now)
    if kept.applied_at is not None:
        return 0
    titles = {track.key: track.title for track in made.tracks}
    found = unit_rows.changes(rows, tree(house, tx, made.key), titles)
    if _digest(found) != kept.digest:
        raise Refused("units.import.changed")
    wanted = [change for change in found if change.act != "gone"]
    unit_changes.make(house, tx, wanted, campaign=made, by=by, now=now)
    tx.run(update(unit_imports).where(unit_imports.c.id == looked).values(applied_at=now))
    audit_log.note(tx, "units.import", by=by, now=now, count=len(wanted))
    return len(wanted)


def faults_of(refused: Refused) -> list[str]:
    return [finding.sentence for finding in refused.findings]


def headings(made: Campaign) -> list[str]:
    """The columns of the sheet to fill in."""
    return [*unit_rows.COLUMNS, *(f"{unit_rows.LEAST}{track.title}" for track in made.tracks)]


def tree(house: House, tx: Transaction, campaign: str) -> Tree:
    """Every unit that lives, with its contact and its own quotas. Three queries."""
    own: dict[str, dict[str, int]] = {}
    for row in tx.rows(select(unit_quotas).where(unit_quotas.c.campaign == campaign)):
        own.setdefault(row.unit, {})[row.track] = row.least
    people = {row.unit: row for row in tx.rows(select(contacts))}
    live = (unit_names.c.unit == unit_table.c.id) & unit_names.c.until.is_(None)
    rows = tx.rows(
        select(unit_table, unit_names.c.name).join(unit_names, live).where(unit_table.c.successor.is_(None))
        .order_by(unit_table.c.id)
    )  # fmt: skip
    return Tree([
        Known(
            row.id, row.name, row.parent, row.kind, row.is_direct,
            people[row.id].name if row.id in people else "",
            house.vault.open(people[row.id].sealed) if row.id in people and people[row.id].sealed else "",
            own.get(row.id, {}),
        )
        for row in rows
    ])  # fmt: skip


def _facts(path: Path) -> dict[str, Any]:
    facts = confined.run("core.adapters.unit_tables:unit_facts", path, limits=_LIMITS)
    if facts.get("fault"):
        raise _wrong([Finding("units.sheet.is", MUST, "units.sheet.unopened")])
    return facts


def _wrong(found: Sequence[Finding]) -> Refused:
    return Refused("units.sheet.wrong", count=len(found), findings=list(found))


def _rows(facts: Mapping[str, Any], made: Campaign) -> list[Row]:
    cells = facts["rows"]
    header = [cell.strip() for cell in cells[0]] if cells else []
    if missing := [column for column in COLUMNS[:2] if column not in header]:
        lacks = {"row": 1, "column": "A", "columns": "、".join(missing)}
        raise _wrong([Finding("units.columns.is", MUST, "units.row.columns", lacks)])
    if facts["merged"]:
        raise _wrong(
            [Finding("units.merged.is", MUST, "units.sheet.merged", {"at": at}) for at in facts["merged"]]
        )
    places = [header.index(column) if column in header else None for column in unit_rows.COLUMNS]
    asked = {track.key: f"{unit_rows.LEAST}{track.title}" for track in made.tracks}
    wide = {track: header.index(heading) for track, heading in asked.items() if heading in header}
    found = []
    for number, line in enumerate(cells[1:], 2):
        told = [_cell(line, place) for place in places]
        quotas = {track: _cell(line, place) for track, place in wide.items()}
        if any(told) or any(quotas.values()):
            found.append(Row(number, **dict(zip(_FIELDS, told, strict=True)), quotas=quotas))
    return found


def _cell(line: Sequence[str], place: int | None) -> str:
    return line[place].strip() if place is not None and place < len(line) else ""


def _judged(
    house: House, tx: Transaction, rows: Sequence[Row], facts: Mapping[str, Any], made: Campaign
) -> list[Change]:
    here = tree(house, tx, made.key)
    header = [cell.strip() for cell in facts["rows"][0]]
    places = {heading: chr(65 + n) for n, heading in enumerate(header[:26])}
    titles = {track.key: track.title for track in made.tracks}
    headed = {track: f"{unit_rows.LEAST}{title}" for track, title in titles.items()}
    if found := unit_rows.faults(rows, here, places, headed):
        raise _wrong(found)
    return unit_rows.changes(rows, here, titles)


def _digest(found: Sequence[Change]) -> str:
    said = "\n".join(f"{change.act}:{change.unit}:{change.text}" for change in found)
    return hashlib.sha256(said.encode()).hexdigest()
