"""Somebody without an invitation applies for a seat at a unit, with a letter that the unit has sealed."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from core.adapters import ids, probing
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import applications
from core.domain import filenames, phones
from core.domain.refusals import Refused
from core.services import accounts, audit_log, leaving, messages, seats, units
from core.services.house import House

MOST = 20 * 1024 * 1024  # bytes of a letter: a photo of a phone, or a scan
A_DAY = 3  # applications of one person in 24 hours, withdrawn ones too
WAITING, ADMITTED, REFUSED, WITHDRAWN = "waiting", "admitted", "refused", "withdrawn"


@dataclass(frozen=True, slots=True)
class Told:
    """What the applicant says. `unit` is one of the tree, or blank where `unit_name` stands for one that is not there."""

    unit: str
    unit_name: str
    name: str
    phone: str


def ask(house: House, told: Told, letter: Path | None, filename: str, *, by: str, now: datetime) -> str:
    """A new application's id, its letter looked at in a confined process and kept. Raises Refused; then nothing is kept."""
    with house.db.read() as tx:
        unit, unit_name = _place(tx, told)
        _require_free(tx, unit, by=by)
    name, phone = " ".join(told.name.split())[:60], phones.tidy(told.phone)
    if not name:
        raise Refused("seat.ask.name")
    if not phones.is_valid(phone):
        raise Refused("seat.ask.phone")
    size = letter.stat().st_size if letter else 0
    if letter is None or not size:
        raise Refused("seat.ask.letter")
    if size > MOST:
        raise Refused("seat.ask.large", most=MOST // 1024 // 1024)
    if not house.files.has_room(2 * size):
        raise Refused("upload.disk.full")
    made = ids.new()
    row: dict[str, Any] = {
        "id": made, "person": by, "unit": unit, "unit_name": unit_name, "name": name, "phone": house.vault.seal(phone),
        "filename": filenames.safe(filename[-120:], otherwise="推荐信"), "state": WAITING, "reason": "", "at": now,
    }  # fmt: skip
    row |= _kept(house, made, letter)
    try:
        with house.db.write() as tx:
            _write(house, tx, row, by=by, now=now)
    except Refused:
        _drop(house, row["place"], row["preview"])
        raise
    return made


def _place(tx: Transaction, told: Told) -> tuple[str | None, str]:
    """(unit of the tree or None, its name). A merged unit is the one it has become."""
    if told.unit:
        if not units.exists(tx, told.unit):
            raise Refused("unit.unknown")
        unit = units.heir(tx, told.unit)
        return unit, units.names(tx, [unit]).get(unit, "")
    unit_name = " ".join(told.unit_name.split())[:100]
    if not unit_name:
        raise Refused("seat.ask.unit")
    return units.by_name(tx, unit_name), unit_name


def _require_free(tx: Transaction, unit: str | None, *, by: str) -> None:
    """Not an officer there, nothing waiting, not too often: days are real ones, for this keeps strangers' files out."""
    if unit and any((row.role, row.unit) == ("officer", unit) for row in accounts.grants_of(tx, by)):
        raise Refused("seat.already", unit=units.names(tx, [unit]).get(unit, ""))
    mine = applications.c.person == by
    if tx.one(select(applications.c.id).where(mine, applications.c.state == WAITING)):
        raise Refused("seat.waiting")
    since = ids.of_moment(real() - timedelta(days=1))
    if (
        tx.value(select(func.count()).select_from(applications).where(mine, applications.c.id > since))
        >= A_DAY
    ):
        raise Refused("seat.tries", most=A_DAY)


def _kept(house: House, made: str, letter: Path) -> dict[str, Any]:
    """The letter in the house, and what a confined process sees in it. Raises Refused for what shows nothing."""
    place, drawn = f"letters/{made[-2:]}/{made}", f"previews/{made}.jpg"
    draft = house.files.part(f"{made}.draft")
    shutil.copyfile(letter, draft)
    sha256 = house.files.keep(draft, place)
    house.files.path(drawn).parent.mkdir(parents=True, exist_ok=True)
    facts = probing.probe("paper", house.files.path(place), drawn=house.files.path(drawn), sha256=sha256)
    if fault := _fault(facts):
        _drop(house, place, drawn)
        raise Refused(f"seat.ask.{fault}")
    return {"place": place, "preview": drawn if house.files.path(drawn).exists() else None, "facts": facts}


def _fault(facts: dict[str, Any]) -> str:
    if not facts["readable"]:
        return "unreadable"
    if facts.get("inert") is False:
        return "inert"
    return "blank" if facts.get("lit") is False or facts.get("inked") is False else ""


def _write(house: House, tx: Transaction, row: dict[str, Any], *, by: str, now: datetime) -> None:
    _require_free(tx, row["unit"], by=by)
    try:
        with tx.attempt():
            tx.run(insert(applications).values(**row))
    except Taken:  # twice at once
        raise Refused("seat.waiting") from None
    audit_log.note(tx, "seat.ask", by=by, now=now, unit=row["unit"], application=row["id"])
    told = {"title": row["unit_name"], "unit": row["unit_name"], "who": row["name"]}
    url = f"{house.settings.origin}/console/applications"
    for seat in seats.of(tx, row["unit"]) if row["unit"] else ():
        messages.post(house, tx, seat.person, "seat_asked", row["id"], now=now, **told)
    for person in leaving.province_of(tx, row["unit"]):
        messages.post(house, tx, person, "seat_applied", row["id"], now=now, url=url, **told)


def latest(tx: Transaction, person: str) -> Any:
    """The row of the person's newest application, or None."""
    mine = applications.c.person == person
    return tx.one(select(applications).where(mine).order_by(applications.c.id.desc()).limit(1))


def withdraw(house: House, tx: Transaction, *, by: str, now: datetime) -> None:
    """Takes back what waits; its letter goes. Nothing waiting is no fault: a second click."""
    row = tx.one(select(applications).where(applications.c.person == by, applications.c.state == WAITING))
    if row is None:
        return
    ended = {"state": WITHDRAWN, "decided_at": now, "preview": None}
    tx.run(update(applications).where(applications.c.id == row.id).values(**ended))
    audit_log.note(tx, "seat.withdraw", by=by, now=now, unit=row.unit, application=row.id)
    tx.after_commit.append(lambda: _drop(house, row.place, row.preview))


def of(house: House, tx: Transaction, person: str) -> list[dict[str, Any]]:
    """All that is kept of the person's applications, for their own data."""
    rows = tx.rows(select(applications).where(applications.c.person == person).order_by(applications.c.id))
    return [
        {
            "at": row.at.isoformat(), "unit": row.unit_name, "name": row.name, "phone": house.vault.open(row.phone),
            "file": row.filename, "state": row.state, "reason": row.reason,
        }
        for row in rows
    ]  # fmt: skip


def forget(house: House, tx: Transaction, person: str) -> None:
    """They end with their person, and the letters with them."""
    rows = tx.rows(select(applications).where(applications.c.person == person))
    tx.run(delete(applications).where(applications.c.person == person))
    places = [place for row in rows for place in (row.place, row.preview)]
    tx.after_commit.append(lambda: _drop(house, *places))


def _drop(house: House, *places: str | None) -> None:
    for place in filter(None, places):
        house.files.remove(place)
