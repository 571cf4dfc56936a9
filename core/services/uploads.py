"""Uploads: created with limits, appended to byte by byte, finished into an attachment (tus 1.0 is the door's affair)."""

import contextlib
import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.files import DiskFull, Held, Part
from core.adapters.tables import attachments, uploads
from core.domain import characters, fieldtypes
from core.domain.declaration import Field
from core.domain.refusals import Refused
from core.services import answering, attaching, entries
from core.services.house import House

LIVES = timedelta(days=7)
_REFRESH = 5.0  # seconds between two lines of a long append in the database
_MB = 1024 * 1024
_READ_ON = 16 * _MB  # bytes of a refused piece that are still taken off the line
LIMITS = {"photo": 100 * _MB, "video": 4096 * _MB, "audio": 1024 * _MB, "bank": 32 * _MB, "paper": 100 * _MB}


_FIND = select(uploads).where(uploads.c.id == bindparam("wanted"))
_NOTE = update(uploads).where(uploads.c.id == bindparam("wanted")).values(offset=bindparam("reached"))


def kind_of(field: Field) -> str:
    """What a field's files are looked at as: photo, video, audio, bank, paper; people bring videos."""
    return "video" if field.type == "people" else field.kind or field.type


def create(
    house: House, entry_id: str, field_key: str, *, length: int | None, filename: str, title: str = "", item: str | None = None,
    sha256: str | None = None, by: str, now: datetime,
) -> str:  # fmt: skip
    """A new upload's id. Refused before a byte is sent: field, size, a full disk, a locked entry."""
    if length is None:
        raise Refused("upload.size.unknown", field=field_key)
    if length == 0:
        raise Refused("upload.size.zero", field=field_key)
    with house.db.write() as tx:
        entry = entries.open_for(house, tx, entry_id, by=by, to_edit=True)
        answering.require_editable(entry)
        field = _field(entry, field_key)
        limit = LIMITS[kind_of(field)]
        if length > limit:
            raise Refused("upload.size.max", field=field_key, measured=_size(length), wanted=_size(limit))
        if not house.files.has_room(length):
            raise Refused("upload.disk.full")
        upload = ids.new()
        row: dict[str, Any] = {
            "entry": entry_id,
            "field": field_key,
            "item": item,
            "filename": _name(filename),
            "length": length,
        }
        row |= {
            "title": " ".join(title.split())[:80],
            "sha256": sha256,
            "by": by,
            "offset": 0,
            "created_at": now,
        }
        tx.run(insert(uploads).values(id=upload, expires_at=real() + LIVES, **row))
        house.files.part(upload).touch(mode=0o600)
    return upload


def _field(entry: entries.Entry, key: str) -> Field:
    field = entry.track.by_key.get(key)
    if field is None:
        raise Refused("answer.field.unknown", field=key)
    if not fieldtypes.TYPES[field.type].has_files and field.type != "people":
        raise Refused("upload.field.wrong", field=field.label)
    return field


def _name(filename: str) -> str:
    """The last part of a name a browser sent, without control characters."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(filter(characters.is_drawn, last)).strip()[-200:] or "未命名文件"


def _size(count: int) -> str:
    return f"{count / _MB:.0f} MB" if count < 1024 * _MB else f"{count / _MB / 1024:.1f} GB"


def find(tx: Transaction, upload_id: str, *, by: str) -> Any:
    """The row of a person's own upload. Raises Refused: unknown, expired."""
    row = tx.one(_FIND, wanted=upload_id)
    if row is None or row.by != by:
        raise Refused("upload.unknown")
    if row.expires_at < real() and row.attachment is None:
        raise Refused("upload.expired")
    return row


@contextmanager
def locked(house: House, upload_id: str, *, by: str) -> Iterator[tuple[Any, Part]]:
    """The row and part of an unfinished upload, for one writer at a time. The part is opened first and the row read
    under its lock, so that one look is enough. Raises Refused('upload.locked')."""
    if not house.files.has_part(upload_id):
        raise Refused("upload.unknown")
    try:
        part = house.files.open_part(upload_id)
    except Held:
        raise Refused("upload.locked") from None
    except FileNotFoundError:  # moved on in this very moment
        raise Refused("upload.locked") from None
    try:
        with house.db.read() as tx:
            row = find(tx, upload_id, by=by)
        yield row, part
    finally:
        part.close()


def reached(house: House, row: Any) -> int:
    """How many bytes are there: what the row says, or less where the part lost its end with the power."""
    if row.attachment is not None:
        return int(row.length)
    return min(int(row.offset), house.files.size(f"parts/{row.id}"))


def append(
    house: House,
    upload_id: str,
    chunks: Iterable[bytes | memoryview],
    *,
    offset: int,
    checksum: tuple[str, bytes] | None = None,
    by: str,
    now: datetime,
) -> int:
    """Writes bytes at `offset` and gives the new one. What arrived before a cut stays, unless a checksum covers the
    whole request. The last byte makes the attachment. Raises Refused, files.DiskFull."""
    if not house.files.has_part(upload_id):
        with house.db.read() as tx:
            return _again(find(tx, upload_id, by=by), offset)
    with locked(house, upload_id, by=by) as (row, part):
        if row.attachment is not None:
            return _again(row, offset)
        if offset != (there := reached(house, row)):
            raise Refused("upload.offset.wrong", offset=there)
        writer = _Writer(house, row, part, offset)
        whole = writer.take(chunks, checksum)
        if checksum and (not whole or writer.digest != checksum[1]):
            if whole:
                raise Refused("upload.checksum.mismatch")
            return offset
        writer.note(writer.offset, finished_by=by, now=now)
        if writer.overrun:
            raise Refused("upload.length.exceeded")
        return writer.offset


def _again(row: Any, offset: int) -> int:
    """A whole upload takes nothing more; its last request, sent again, gets its answer again."""
    if row.attachment is None:
        raise Refused("upload.unknown")  # its part is gone
    if offset != row.length:
        raise Refused("upload.offset.wrong", offset=row.length)
    return offset


class _Writer:
    """Puts chunks into the part and, now and then, the offset into the row."""

    def __init__(self, house: House, row: Any, part: Part, offset: int) -> None:
        self._house, self._row, self._part, self._start = house, row, part, offset
        self.offset = offset
        self.overrun = False
        self.digest = b""

    def take(self, chunks: Iterable[bytes | memoryview], checksum: tuple[str, bytes] | None) -> bool:
        """True when the body came whole; a cut connection ends it early."""
        sums = hashlib.new(checksum[0]) if checksum else None
        noted = time.monotonic()
        self._part.start(self._start)
        coming = iter(chunks)
        try:
            for chunk in coming:
                room = self._row.length - self.offset
                if len(chunk) > room:
                    self.overrun, chunk = True, chunk[:room]
                self._part.write(chunk)
                self.offset += len(chunk)
                if sums:
                    sums.update(chunk)
                if self.overrun:
                    break
                if not checksum and time.monotonic() - noted > _REFRESH:
                    self.note(self.offset)
                    noted = time.monotonic()
        except (ConnectionError, TimeoutError):
            return False
        except DiskFull:
            if not checksum:
                self.note(self.offset)
            _read_on(coming)
            raise
        self.digest = sums.digest() if sums else b""
        return True

    def note(self, offset: int, *, finished_by: str | None = None, now: datetime | None = None) -> None:
        """The offset into the row; with `finished_by`, a whole upload becomes an attachment in the same transaction."""
        if offset == self._row.length:
            self._part.sync()  # before anybody is told that the file is here
        with self._house.db.write() as tx:
            if offset != self._row.offset:
                tx.run(_NOTE, wanted=self._row.id, reached=offset)
            if offset == self._row.length and finished_by and now:
                _attach(self._house, tx, self._row, by=finished_by, now=now)


def _read_on(chunks: Iterator[bytes | memoryview]) -> None:
    """Takes the rest of a piece and forgets it: a sender whose line is closed while it sends never reads the answer."""
    left = _READ_ON
    with contextlib.suppress(ConnectionError, TimeoutError):
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                return


def _attach(house: House, tx: Transaction, row: Any, *, by: str, now: datetime) -> None:
    """The upload is whole: an attachment, in its answer, to be stored and checked."""
    attachment = attaching.add(
        house, tx, row.entry, row.field, filename=row.filename, title=row.title, size=row.length, item=row.item,
        place=f"parts/{row.id}", state="received", source="upload", by=by, now=now, sha256=row.sha256,
    )  # fmt: skip
    tx.run(update(uploads).where(uploads.c.id == row.id).values(attachment=attachment))


def terminate(house: House, upload_id: str, *, by: str) -> None:
    """Gives an upload up; its bytes go."""
    with house.db.read() as tx:
        row = find(tx, upload_id, by=by)
    if row.attachment is not None:  # its file belongs to the entry by now
        with house.db.write() as tx:
            tx.run(uploads.delete().where(uploads.c.id == upload_id))
        return
    with locked(house, upload_id, by=by) as (row, _part), house.db.write() as tx:
        tx.run(uploads.delete().where(uploads.c.id == upload_id))
        tx.after_commit.append(lambda: house.files.remove(f"parts/{row.id}"))


def expire(house: House) -> int:
    """Removes uploads that nobody continued. Gives how many."""
    with house.db.write() as tx:
        past = (uploads.c.expires_at < real(), uploads.c.attachment.is_(None))
        gone = [row.id for row in tx.rows(select(uploads.c.id).where(*past).limit(500))]
        tx.run(uploads.delete().where(uploads.c.id.in_(gone)))
    for upload in gone:
        house.files.remove(f"parts/{upload}")
    return len(gone)


def pending(tx: Transaction, entry_id: str) -> list[Any]:
    """Uploads of an entry that are still on their way."""
    live = (uploads.c.entry == entry_id, uploads.c.attachment.is_(None))
    return list(tx.rows(select(uploads).where(*live).order_by(uploads.c.id)))


def attachment_of(tx: Transaction, upload_id: str) -> Any:
    joined = uploads.c.attachment == attachments.c.id
    return tx.one(select(attachments).join(uploads, joined).where(uploads.c.id == upload_id))
