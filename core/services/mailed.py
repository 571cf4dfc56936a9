"""A project that came by mail straight to the province (N10): entered by staff, judged by the day it came."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.adapters import confined, ids
from core.adapters.confined import Limits
from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import receipts
from core.domain import courses, filenames, mail_names, moves, phrases
from core.domain.declaration import Track
from core.domain.refusals import Refused
from core.services import accounts, answering, attaching, entries, recommending, units, vetting
from core.services.house import House

MOST = 300 * 1024 * 1024  # bytes of a mail: a film of five minutes, written in letters
_SHOWN = 50  # courses that one person has underway
_LIMITS = Limits(seconds=120, memory=2 * 1024 * 1024 * 1024, writes=MOST)
_ENDINGS = {
    "video": frozenset({".mp4", ".mov", ".m4v", ".avi", ".wmv", ".mkv"}),
    "bank": frozenset({".xlsx", ".xls"}),
    "paper": frozenset({".jpg", ".jpeg", ".png", ".heic", ".pdf"}),
}


@dataclass(frozen=True, slots=True)
class Entered:
    """The draft, and where each file went: `(file, label)`. What no item takes: `left` is in the mail, which is kept whole;
    `unkept` was chosen beside it, and is not here."""

    entry: str
    placed: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    unkept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    path: Path
    key: str = ""


def enter(
    house: House, campaign: str, unit_name: str, received_at: datetime, mail: Path | None, files: Sequence[tuple[str, Path]], *,
    by: str, now: datetime,
) -> Entered:  # fmt: skip
    """A draft of the unit with the mail's attachments and the further `files` `(name, path)`; the mail itself is kept.
    Raises Refused: no grant, an unknown unit, a day to come, a mail that cannot be read; then nothing is kept."""
    with house.db.read() as tx:
        _require_province(tx, by)
        track = recommending.track_of(house, tx, campaign)
        unit = units.by_name(tx, unit_name)
        if unit is None:
            raise Refused("mailed.unit.unknown", unit=unit_name[:60])
    with tempfile.TemporaryDirectory(prefix="mail-") as name:
        told: dict[str, Any] = {"parts": [], "broken": [], "subject": ""}
        if mail is not None:
            told = _opened(mail, Path(name))
        found = [_File(part["filename"], Path(name) / part["place"]) for part in told["parts"]]
        found += [_File(filename, path) for filename, path in files]
        placed = [(file, _field(track, file.name)) for file in found]
        if not any(key or mail is not None for _, key in placed):
            raise Refused("mailed.nothing")
        if not house.files.has_room(sum(file.path.stat().st_size for file in found)):
            raise Refused("upload.disk.full")
        kept = _keep_bytes(house, mail, placed)
        try:
            with house.db.write() as tx:
                made = _write(
                    house, tx, campaign, track, unit, told["subject"], kept, received_at, by=by, now=now
                )
        except Refused:
            for file in kept:
                house.files.remove(file.key)
            raise
    labels = [(file.name, track.by_key[key].label) for file, key in placed if key]
    came = len(told["parts"])
    left = [file.name for file, key in placed[:came] if not key] + list(told["broken"])
    unkept = [file.name for file, key in placed[came:] if not key]
    return Entered(made, tuple(labels), tuple(left), tuple(unkept))


def _require_province(tx: Transaction, by: str) -> None:
    if not any(row.role in accounts.PROVINCE for row in accounts.grants_of(tx, by)):
        raise Refused("entry.forbidden")


def _opened(mail: Path, folder: Path) -> dict[str, Any]:
    size = mail.stat().st_size
    if size == 0:
        raise Refused("mailed.empty")
    if size > MOST:
        raise Refused("mailed.large", most=MOST // 1024 // 1024)
    told = confined.run("core.adapters.mail_parts:facts", mail, folder, limits=_LIMITS)
    if fault := told.get("fault"):
        code = f"mailed.fault.{fault}"
        raise Refused(code if phrases.exists(code) else "mailed.fault.unreadable")
    return told


def _field(track: Track, filename: str) -> str:
    """The item that takes such a file: the first of its kind; nothing where none does."""
    ending = filenames.ending_of(filename)
    for field in track.fields:
        kind = field.kind if field.type == "files" else field.type
        if ending in _ENDINGS.get(kind or "", ()):
            return field.key
    return ""


def _keep_bytes(house: House, mail: Path | None, placed: Sequence[tuple[_File, str]]) -> list[_File]:
    """Into the house, as uploads are: what an item takes, and the mail as it came. `key` is its place."""
    kept = []
    for file, key in placed:
        if key:
            place = f"parts/{ids.new()}"
            _copy(house, file.path, place)
            kept.append(_File(f"{key}/{file.name}", house.files.path(place), place))
    if mail is not None:
        place = f"mails/{ids.new()}.eml"
        _copy(house, mail, place)
        kept.append(_File("mail/", house.files.path(place), place))
    return kept


def _copy(house: House, source: Path, place: str) -> None:
    """Durably; `source` may lie on another disk, and stays where it is."""
    draft = house.files.part(f"{ids.new()}.draft")
    shutil.copyfile(source, draft)
    house.files.keep(draft, place)


def _write(
    house: House, tx: Transaction, campaign: str, track: Track, unit: str, subject: str, kept: Sequence[_File],
    received_at: datetime, *, by: str, now: datetime,
) -> str:  # fmt: skip
    made = entries.start(house, tx, campaign, track.key, by=by, now=now)
    own = entries.unit_field(track)
    told: dict[str, Any] = {own: {"id": unit}} if own else {}
    parts = [part.strip() for part in subject.split(mail_names.PLUS)]
    if len(parts) == 3 and all(parts):  # 单位+名称+联系人
        told[track.name] = parts[1][:200]
        contact = next((k for k in courses.shared(track) if track.by_key[k].type == "text"), None)
        told |= {contact: parts[2][:100]} if contact else {}
    for key, value in told.items():
        answering.save(house, tx, entries.load(house, tx, made), key, value, by=by, now=now)
    for file in kept:
        key, _, filename = file.name.partition("/")
        if key in track.by_key:
            attaching.add(
                house, tx, made, key, filename=filenames.safe(filename[-120:], otherwise="附件"), title="",
                size=file.path.stat().st_size, place=file.key, state="received", source="mailed", by=by, now=now,
            )  # fmt: skip
    place = next((file.key for file in kept if file.name == "mail/"), None)
    vetting.note_receipt(tx, made, "mailed", received_at=received_at, by=by, now=now, place=place)
    return made


def unsent(tx: Transaction, campaign: str, *, by: str) -> list[Any]:
    """Rows `(id, title, state, received_at)` of mailed courses that this person entered and that are not sent in, or came
    back: who closed the page finds them again. The oldest first."""
    query = select(entry_table.c.id, entry_table.c.title, entry_table.c.state, receipts.c.received_at)
    query = query.join(receipts, receipts.c.entry == entry_table.c.id)
    mine = (entry_table.c.campaign == campaign, entry_table.c.owner == by, receipts.c.how == "mailed")
    open_ones = entry_table.c.state.in_(moves.EDITABLE)
    return list(tx.rows(query.where(*mine, open_ones).order_by(entry_table.c.id).limit(_SHOWN)))
