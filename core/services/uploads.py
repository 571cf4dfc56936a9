"""Uploads: created with limits, appended to byte by byte, finished into an attachment (tus 1.0 is the door's affair)."""

import hashlib
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.files import DiskFull
from core.adapters.tables import attachments, uploads
from core.domain import fieldtypes
from core.domain.declaration import Field
from core.domain.refusals import Refused
from core.services import answering, attaching, entries
from core.services.house import House

LIVES = timedelta(days=7)
LOCK = timedelta(seconds=20)
_REFRESH = 5.0  # seconds between two lines of a long append in the database
_MB = 1024 * 1024
LIMITS = {"photo": 100 * _MB, "video": 4096 * _MB, "audio": 1024 * _MB, "bank": 32 * _MB, "paper": 100 * _MB}


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
    return "".join(c for c in last if c.isprintable()).strip()[-200:] or "未命名文件"


def _size(count: int) -> str:
    return f"{count / _MB:.0f} MB" if count < 1024 * _MB else f"{count / _MB / 1024:.1f} GB"


def find(tx: Transaction, upload_id: str, *, by: str) -> Any:
    """The row of a person's own upload. Raises Refused: unknown, expired."""
    row = tx.one(select(uploads).where(uploads.c.id == upload_id))
    if row is None or row.by != by:
        raise Refused("upload.unknown")
    if row.expires_at < real() and row.attachment is None:
        raise Refused("upload.expired")
    return row


@contextmanager
def locked(house: House, upload_id: str, *, by: str) -> Iterator[Any]:
    """The upload for one writer at a time, over all processes. A writer that died lets go within LOCK."""
    mark = secrets.token_hex(8)
    with house.db.write() as tx:
        row = find(tx, upload_id, by=by)
        free = or_(uploads.c.locked_until.is_(None), uploads.c.locked_until < real())
        taken = tx.run(
            update(uploads)
            .where(uploads.c.id == upload_id, free)
            .values(locked_by=mark, locked_until=real() + LOCK)
        )
        if not taken:
            raise Refused("upload.locked")
    try:
        yield row, mark
    finally:
        with house.db.write() as tx:
            here = (uploads.c.id == upload_id, uploads.c.locked_by == mark)
            tx.run(update(uploads).where(*here).values(locked_by=None, locked_until=None))


def append(
    house: House,
    upload_id: str,
    chunks: Iterable[bytes],
    *,
    offset: int,
    checksum: tuple[str, bytes] | None = None,
    by: str,
    now: datetime,
) -> int:
    """Writes bytes at `offset` and gives the new one. What arrived before a cut stays, unless a checksum covers the
    whole request. The last byte makes the attachment. Raises Refused, files.DiskFull."""
    with locked(house, upload_id, by=by) as (row, mark):
        if offset != row.offset:
            raise Refused("upload.offset.wrong", offset=row.offset)
        writer = _Writer(house, row, mark)
        try:
            whole = writer.take(chunks, checksum)
        finally:
            writer.close()
        if checksum and (not whole or writer.digest != checksum[1]):
            writer.note(row.offset)
            if whole:
                raise Refused("upload.checksum.mismatch")
            return int(row.offset)
        if writer.overrun:
            writer.note(writer.offset)
            raise Refused("upload.length.exceeded")
        writer.note(writer.offset)
        if writer.offset == row.length and row.attachment is None:
            finish(house, upload_id, by=by, now=now)
        return writer.offset


class _Writer:
    """Puts chunks into the part file and, now and then, the offset into the row."""

    def __init__(self, house: House, row: Any, mark: str) -> None:
        self._house, self._row, self._mark = house, row, mark
        self.offset: int = row.offset
        self.overrun = False
        self.digest = b""
        self._handle = house.files.open_part(row.id, offset=row.offset)

    def take(self, chunks: Iterable[bytes], checksum: tuple[str, bytes] | None) -> bool:
        """True when the body came whole; a cut connection ends it early."""
        sums = hashlib.new(checksum[0]) if checksum else None
        noted = time.monotonic()
        try:
            for chunk in chunks:
                room = self._row.length - self.offset
                if len(chunk) > room:
                    self.overrun, chunk = True, chunk[:room]
                self._house.files.write(self._handle, chunk)
                self.offset += len(chunk)
                if sums:
                    sums.update(chunk)
                if self.overrun:
                    break
                if time.monotonic() - noted > _REFRESH:
                    self.note(self.offset if not checksum else self._row.offset)
                    noted = time.monotonic()
        except (ConnectionError, TimeoutError):
            return False
        except DiskFull:
            self.note(self.offset if not checksum else self._row.offset)
            raise
        self.digest = sums.digest() if sums else b""
        return True

    def note(self, offset: int) -> None:
        """The offset and the lock's next end, unless another writer has the lock by now."""
        with self._house.db.write() as tx:
            here = (uploads.c.id == self._row.id, uploads.c.locked_by == self._mark)
            if not tx.run(update(uploads).where(*here).values(offset=offset, locked_until=real() + LOCK)):
                raise Refused("upload.locked")

    def close(self) -> None:
        self._handle.close()


def finish(house: House, upload_id: str, *, by: str, now: datetime) -> None:
    """The upload is whole: an attachment, in its answer, to be stored and checked. Done once."""
    with house.db.write() as tx:
        row = find(tx, upload_id, by=by)
        if row.attachment is not None or row.offset != row.length:
            return
        attachment = attaching.add(
            house, tx, row.entry, row.field, filename=row.filename, title=row.title, size=row.length, item=row.item,
            place=f"parts/{row.id}", state="received", source="upload", by=by, now=now, sha256=row.sha256,
        )  # fmt: skip
        tx.run(update(uploads).where(uploads.c.id == upload_id).values(attachment=attachment))


def terminate(house: House, upload_id: str, *, by: str) -> None:
    """Gives an upload up; its bytes go."""
    with locked(house, upload_id, by=by) as (row, _mark), house.db.write() as tx:
        tx.run(uploads.delete().where(uploads.c.id == upload_id))
        if row.attachment is None:
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
