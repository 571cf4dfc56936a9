"""Numbers, verdicts and certificates that come back from the national platform: shown first, then all of it or nothing."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

from sqlalchemy import delete, insert, select, update

from core.adapters import confined, ids
from core.adapters.confined import Limits
from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import national, returns
from core.domain import handing, phrases
from core.domain.findings import MUST, Finding
from core.domain.refusals import Refused
from core.services import accounts, audit_log, messages
from core.services import national as evidence
from core.services.house import House

LIVES = timedelta(days=30)
MOST = 5000  # rows of one sheet: they are written in one transaction
_STANDING = ("forwarded", "shortlisted", "selected", "not_selected", "published")
_BATCH = 500
_ZIP = "core.adapters.certificate_zips:facts"
_LIMITS = Limits(seconds=60, writes=256 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry, as it is and as it would be. `certificate` is the name in the archive, "" for none and for the very one
    that is there already; `digest` the SHA-256 of its bytes, which its place in the store bears."""

    entry: str
    owner: str
    number: str
    title: str
    before: tuple[str, str, str] | None
    national: str
    verdict: str
    note: str
    certificate: str = ""
    ending: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`same`: rows that say what is known already."""

    changes: tuple[Change, ...]
    same: int
    faults: tuple[Finding, ...] = field(default=())


def keep(
    house: House, campaign: str, sheet: bytes, archive: IO[bytes] | None, *, by: str, now: datetime
) -> str:
    """The files as they came, for the preview and for what is written then. Raises Refused('return.sheet.missing')."""
    if not sheet:
        raise Refused("return.sheet.missing")
    made = ids.new()
    places = {"sheet": f"returns/{made}.xlsx", "certificates": f"returns/{made}.zip" if archive else None}
    house.files.put(str(places["sheet"]), sheet)
    if archive:
        part = house.files.part(made)
        with part.open("wb") as target:
            shutil.copyfileobj(archive, target)
        house.files.keep(part, str(places["certificates"]))
    with house.db.write() as tx:
        if accounts.scope(tx, by, *accounts.PROVINCE).is_empty:
            raise Refused("grant.missing")
        tx.run(insert(returns).values(id=made, campaign=campaign, by=by, at=now, **places))
        audit_log.note(tx, "return.ask", by=by, now=now, returned=made)
    return made


def row(tx: Transaction, returned: str, *, by: str) -> Any:
    """Own ones only: what is in the sheet is not another's. Raises Refused('return.unknown')."""
    found = tx.one(select(returns).where(returns.c.id == returned, returns.c.by == by))
    if found is None or accounts.scope(tx, by, *accounts.PROVINCE).is_empty:
        raise Refused("return.unknown")
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """What the files say, whoever is in the database: rows, parts of the archive, faults."""

    rows: tuple[handing.Row, ...] = ()
    parts: tuple[tuple[str, str, str, str], ...] = ()
    faults: tuple[Finding, ...] = ()
    is_whole: bool = True


def read(house: House, returned: Any) -> Read:
    """Opens the files: slow, so never while a transaction is open for writing."""
    told = confined.run("core.adapters.sheets:rows_facts", house.files.path(returned.sheet), limits=_LIMITS)
    if told.get("fault"):
        return Read(faults=(Finding("return.sheet.is", MUST, "return.sheet.unopened"),), is_whole=False)
    rows, faults = handing.read(told["rows"])
    if len(rows) > MOST:
        many = Finding("return.sheet.is", MUST, "return.sheet.many", {"count": len(rows), "most": MOST})
        return Read(faults=(many,), is_whole=False)
    parts: tuple[tuple[str, str, str, str], ...] = ()
    if returned.certificates:
        told = confined.run(_ZIP, house.files.path(returned.certificates), limits=_LIMITS)
        if told.get("fault"):
            faults.append(Finding("return.zip.is", MUST, "return.zip.unopened"))
        else:
            parts = tuple((name, stem, ending, digest) for name, stem, ending, digest in told["files"])
    return Read(tuple(rows), parts, tuple(faults))


def plan(house: House, tx: Transaction, returned: Any, held: Read | None = None) -> Plan:
    """What would change, or every fault. Nothing is written by this. `held`: the files as `read` gave them."""
    held = held or read(house, returned)
    if not held.is_whole:
        return Plan((), 0, held.faults)
    rows = held.rows
    known = _known(tx, returned, [row.number for row in rows])
    faults = list(held.faults)
    faults += [
        handing.fault("foreign", r.place, value=r.number) for r in rows if r.number and r.number not in known
    ]
    faults += _taken(tx, returned.campaign, rows, known)
    files, more = _certificates(held)
    if faults or more:
        return Plan((), 0, tuple(faults + more))
    changes = [_change(house, row, known[row.number], files.get(row.number)) for row in rows]
    real = tuple(change for change in changes if _differs(change))
    return Plan(real, len(changes) - len(real))


def _known(tx: Transaction, returned: Any, numbers: Sequence[str]) -> dict[str, Any]:
    """Entries by number, that were handed over and that a grant of the asker covers."""
    scope = accounts.scope(tx, returned.by, *accounts.PROVINCE)
    found: dict[str, Any] = {}
    kept = (national.c.number, national.c.verdict, national.c.note, national.c.certificate)
    for start in range(0, len(numbers), _BATCH):
        here = (
            entry_table.c.campaign == returned.campaign,
            entry_table.c.state.in_(_STANDING),
            entry_table.c.number.in_(numbers[start : start + _BATCH]),
            scope.where(),
        )
        columns = (
            entry_table.c.id,
            entry_table.c.owner,
            entry_table.c.title,
            entry_table.c.number.label("ours"),
        )
        query = select(*columns, *kept).outerjoin(national, national.c.entry == entry_table.c.id).where(*here)
        found |= {row.ours: row for row in tx.rows(query)}
    return found


def _taken(
    tx: Transaction, campaign: str, rows: Sequence[handing.Row], known: Mapping[str, Any]
) -> list[Finding]:
    """National numbers that another entry holds and keeps."""
    wanted = {row.national: row for row in rows if row.national}
    moving = {known[row.number].id for row in rows if row.number in known}
    found = []
    numbers = list(wanted)
    for start in range(0, len(numbers), _BATCH):
        here = (national.c.campaign == campaign, national.c.number.in_(numbers[start : start + _BATCH]))
        query = select(national.c.entry, national.c.number, entry_table.c.number.label("ours"))
        for held in tx.rows(query.join(entry_table, entry_table.c.id == national.c.entry).where(*here)):
            if held.entry not in moving:
                place = wanted[held.number].place
                found.append(handing.fault("taken", place, value=held.number, other=held.ours or "另一项"))
    return found


def _certificates(read: Read) -> tuple[dict[str, tuple[str, str, str]], list[Finding]]:
    """`(name in the archive, ending, digest)` by our number; a file goes by either number."""
    rows = read.rows
    ours = {name.upper(): row.number for row in rows for name in (row.number, row.national) if name}
    example = rows[0].number if rows else "AH24-000001"
    held: dict[str, tuple[str, str, str]] = {}
    faults = []
    for name, stem, ending, digest in read.parts:
        number = ours.get(stem.strip().upper())
        kind = "foreign" if number is None else "kind" if not ending else "twin" if number in held else ""
        if kind:
            params = {"name": name, "number": number or "", "example": example}
            faults.append(Finding("return.zip.is", MUST, f"return.zip.{kind}", params))
        elif number is not None:
            held[number] = (name, ending, digest)
    return held, faults


def _change(house: House, row: handing.Row, known: Any, certificate: tuple[str, str, str] | None) -> Change:
    before = (known.number, known.verdict, known.note) if known.number else None
    name, ending, digest = certificate or ("", "", "")
    if digest and digest == evidence.digest(house, known.certificate or ""):
        name, ending, digest = "", "", ""
    said = handing.kept(before[1:] if before else ("", ""), (row.verdict, row.note))
    return Change(
        known.id, known.owner, row.number, known.title, before, row.national, *said, name, ending, digest
    )  # fmt: skip


def _differs(change: Change) -> bool:
    return bool(change.certificate) or change.before != (change.national, change.verdict, change.note)


def apply(house: House, returned: str, count: int, *, by: str, now: datetime) -> int:
    """Writes all of it in one transaction, and tells the owners. `count` restates how many. Raises Refused."""
    with house.db.read() as tx:
        files = read(house, row(tx, returned, by=by))
        wanted = plan(house, tx, row(tx, returned, by=by), files)
        places = _unpacked(house, row(tx, returned, by=by), wanted)
    with house.db.write() as tx:
        held = row(tx, returned, by=by)
        if held.applied_at is not None:
            raise Refused("return.done")
        found = plan(house, tx, held, files)
        if found.faults:
            raise Refused("return.wrong", count=len(found.faults), findings=list(found.faults))
        if len(found.changes) != count or found != wanted:
            raise Refused("return.changed", count=len(found.changes), told=count)
        _free(tx, found.changes)
        for change in found.changes:
            _write(house, tx, held, change, places.get(change.certificate), by=by, now=now)
        counts = {"changes": count, "same": found.same}
        tx.run(update(returns).where(returns.c.id == returned).values(applied_at=now, counts=counts))
        audit_log.note(tx, "return.take", by=by, now=now, returned=returned)
    return count


def _unpacked(house: House, held: Any, found: Plan) -> dict[str, str]:
    """Certificates at places of their own, before anything says that they are there. Raises Refused('return.wrong') for an
    archive that cannot be unpacked, whatever it said of itself."""
    wanted = {change.certificate: change for change in found.changes if change.certificate}
    places: dict[str, str] = {}
    if not wanted:
        return places
    with tempfile.TemporaryDirectory(prefix="certificates-") as name:
        told = confined.run(_ZIP, house.files.path(held.certificates), Path(name), limits=_LIMITS)
        if told.get("fault"):
            fault = Finding("return.zip.is", MUST, "return.zip.unopened")
            raise Refused("return.wrong", count=1, findings=[fault])
        for place, (file, *_) in enumerate(told["files"]):
            if change := wanted.get(file):
                places[file] = f"national/{held.id}/{change.entry}-{change.digest}{change.ending}"
                house.files.put(places[file], (Path(name) / str(place)).read_bytes())
    return places


def _free(tx: Transaction, changes: Sequence[Change]) -> None:
    """Numbers that change hands within one sheet never meet on the way."""
    for change in changes:
        if change.before and change.before[0] != change.national:
            here = national.c.entry == change.entry
            tx.run(update(national).where(here).values(number=f"~{change.entry}"))


def _write(
    house: House, tx: Transaction, held: Any, change: Change, place: str | None, *, by: str, now: datetime
) -> None:
    said = {"number": change.national, "verdict": change.verdict, "note": change.note, "by": by, "at": now}
    if place:
        said |= {"certificate": place, "certificate_name": f"{change.number}{change.ending}"}
    tx.put(national, {"entry": change.entry}, said, first={"campaign": held.campaign, **said})
    audit_log.note(tx, "national.take", by=by, now=now, entry=change.entry, returned=held.id)
    told = [phrases.say("told.national.verdict", verdict=change.verdict)] if change.verdict else []
    told += [phrases.say("told.national.certificate")] if place else []
    entry = SimpleNamespace(id=change.entry, row=SimpleNamespace(title=change.title, number=change.number))
    occasion = f"{change.entry}:{held.id}"
    messages.post(
        house, tx, change.owner, "national", occasion, now=now, entry=entry, national=change.national, verdict="".join(told)
    )  # fmt: skip


def expire(house: House, *, now: datetime) -> int:
    """Removes sheets that are a month old, with their certificates as they came; what was written stays. Gives how many."""
    with house.db.write() as tx:
        rows = tx.rows(select(returns).where(returns.c.at < now - LIVES).limit(50))
        for held in rows:
            for place in filter(None, (held.sheet, held.certificates)):
                tx.after_commit.append(lambda place=place: house.files.remove(place))  # type: ignore[misc]
            tx.run(delete(returns).where(returns.c.id == held.id))
    return len(rows)
