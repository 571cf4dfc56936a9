"""A ZIP of any length, written in one pass: its directory grows on the disk and not in memory, ZIP64 where it is needed.
What is put in is packed already (films, photos, .xlsx), so nothing is squeezed again. Source: PKWARE APPNOTE 6.3.10,
4.3.7 (local header), 4.3.12 (central directory), 4.3.14 and 4.3.15 (ZIP64), 4.4.4 bit 11 (names in UTF-8)."""

import hashlib
import os
import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

_PIECE = 1024 * 1024
_NONE32, _NONE16 = 0xFFFFFFFF, 0xFFFF
_LARGE = 0xFFFF0000  # bytes and offsets from which on a record says them in 64 bits
_UTF8 = 0x0800
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_WHERE64 = struct.Struct("<4sIQI")
_IN_MEMORY = 1024 * 1024  # bytes of the directory before it goes to the disk


@dataclass(frozen=True, slots=True)
class Put:
    """What was put in: bytes, and their sha256."""

    size: int
    sha256: str


class Parcel:
    """Give it a handle to write, add parts, close it. Raises OSError: a full disk, a part that is gone."""

    def __init__(self, handle: IO[bytes], at: datetime) -> None:
        self._handle, self.count = handle, 0
        self._directory = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by `close`
        year = min(2107, max(1980, at.year))
        self._time = at.hour << 11 | at.minute << 5 | at.second // 2
        self._day = (year - 1980) << 9 | at.month << 5 | at.day

    def add(self, name: str, *, path: Path | None = None, content: bytes = b"") -> Put:
        """One part, from the disk or at hand."""
        size = path.stat().st_size if path is not None else len(content)
        return self._add(name.encode(), size, _pieces(path) if path is not None else [content])

    def _add(self, name: bytes, expected: int, pieces: Iterable[bytes]) -> Put:
        start, is_large = self._handle.tell(), expected >= _LARGE
        self._handle.write(self._local(name, is_large, 0, 0))
        crc, size, digest = 0, 0, hashlib.sha256()
        for piece in pieces:
            self._handle.write(piece)
            digest.update(piece)
            crc, size = zlib.crc32(piece, crc), size + len(piece)
        if size >= _LARGE and not is_large:
            raise OSError("a part grew while it was packed")
        end = self._handle.tell()
        self._handle.seek(start)
        self._handle.write(self._local(name, is_large, crc, size))
        self._handle.seek(end)
        self._directory.write(self._central(name, crc, size, start))
        self.count += 1
        return Put(size, digest.hexdigest())

    def _local(self, name: bytes, is_large: bool, crc: int, size: int) -> bytes:
        extra = struct.pack("<2H2Q", 1, 16, size, size) if is_large else b""
        said = _NONE32 if is_large else size
        head = _LOCAL.pack(
            b"PK\x03\x04", 45 if is_large else 20, _UTF8, 0, self._time, self._day, crc, said, said, len(name), len(extra)
        )  # fmt: skip
        return head + name + extra

    def _central(self, name: bytes, crc: int, size: int, start: int) -> bytes:
        wide = [size, size] if size >= _LARGE else []
        wide += [start] if start >= _LARGE else []
        extra = struct.pack(f"<2H{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
        said, at = _NONE32 if size >= _LARGE else size, _NONE32 if start >= _LARGE else start
        needs = 45 if wide else 20
        head = _CENTRAL.pack(
            b"PK\x01\x02", 3 << 8 | needs, needs, _UTF8, 0, self._time, self._day, crc, said, said,
            len(name), len(extra), 0, 0, 0, 0o100644 << 16, at,
        )  # fmt: skip
        return head + name + extra

    def drop(self) -> None:
        """Gives up; the handle is the caller's to close and remove."""
        self._directory.close()

    def close(self) -> None:
        """The directory, and all of it durable."""
        start = self._handle.tell()
        self._directory.seek(0)
        for piece in iter(lambda: self._directory.read(_PIECE), b""):
            self._handle.write(piece)
        self._directory.close()
        end = self._handle.tell()
        length, count = end - start, self.count
        if count >= _NONE16 or start >= _LARGE or length >= _LARGE:
            self._handle.write(_END64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start))
            self._handle.write(_WHERE64.pack(b"PK\x06\x07", 0, end, 1))
        few, at = min(count, _NONE16), _NONE32 if start >= _LARGE else start
        said = _NONE32 if length >= _LARGE else length
        self._handle.write(_END.pack(b"PK\x05\x06", 0, 0, few, few, said, at, 0))
        self._handle.flush()
        os.fsync(self._handle.fileno())


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece
