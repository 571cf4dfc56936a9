"""Judges a ZIP before anybody unpacks it: what it says of itself and what really comes out, within bounds."""

import struct
import zipfile
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import IO

MOST_ENTRIES = 2_000
MOST_BYTES = 256 * 1024 * 1024  # of all parts, unpacked
MOST_RATIO = 150  # of a part above _LARGE; a sheet of a million empty rows with a border stays below
_LARGE = 32 * 1024 * 1024
_CHUNK = 256 * 1024
_LOCAL = struct.Struct("<4s22xHH")  # signature, lengths of name and extra
_SEAM = 32  # bytes of a chunk in which a DOCTYPE may have begun
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def has_macros(parts: Collection[str]) -> bool:
    """Whether an Office file of these parts carries programs (.xlsm, .docm, sheets of Excel 4 macros). They would never
    run here; but the file is handed on to people, on whose machines they would."""
    return any(part.lower().endswith("vbaproject.bin") or "/macrosheets/" in part.lower() for part in parts)


BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    ValueError,
    OverflowError,
)  # what opening a bad one raises


class Unfit(ValueError):
    """Not to be unpacked; `fault` is one of zip_bomb, encrypted, unreadable."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def judge(path: Path) -> frozenset[str]:
    """The names of the parts of a ZIP that can be unpacked without harm. Raises Unfit."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except BROKEN:
        raise Unfit("unreadable") from None
    _believe(parts, path.stat().st_size)
    with path.open("rb") as handle:
        for part in parts:
            _measure(part, handle)
    return frozenset(part.filename for part in parts)


def _believe(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    """What the directory says. Parts that overlap pack more than the file holds."""
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unfit("encrypted")
    if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_BYTES:
        raise Unfit("zip_bomb")
    if sum(part.compress_size for part in parts) > size:
        raise Unfit("zip_bomb")
    for part in parts:
        if part.file_size > _LARGE and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise Unfit("zip_bomb")


def _measure(part: zipfile.ZipInfo, handle: IO[bytes]) -> None:
    """What really comes out. The zipfile module stops at the size declared and would not see a lie."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unfit("unreadable")
    if part.header_offset < 0:  # a directory that points before the file
        raise Unfit("unreadable")
    handle.seek(part.header_offset)
    header = handle.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise Unfit("unreadable")
    _, name, extra = _LOCAL.unpack(header)
    handle.seek(name + extra, 1)
    if part.compress_type == zipfile.ZIP_STORED:
        if part.file_size != part.compress_size:
            raise Unfit("zip_bomb" if part.file_size < part.compress_size else "unreadable")
        _look(part, handle)
        return
    try:
        came = _unpacked(part, handle)
    except zlib.error:
        raise Unfit("unreadable") from None
    if came < part.file_size:
        raise Unfit("unreadable")


class _Watch:
    """Looks at what comes out of a part, piece by piece. No sheet declares entities; who does wants them to multiply."""

    def __init__(self, part: zipfile.ZipInfo) -> None:
        self._is_xml = part.filename.endswith((".xml", ".rels"))
        self._seam = b""

    def see(self, chunk: bytes) -> None:
        """Raises Unfit('unreadable') for a DOCTYPE, also one that began in the piece before."""
        if not self._is_xml:
            return
        seen = self._seam + chunk
        if any(doctype in seen for doctype in _DOCTYPES):
            raise Unfit("unreadable")
        self._seam = seen[-_SEAM:]


def _look(part: zipfile.ZipInfo, handle: IO[bytes]) -> None:
    """At a part that is stored unpacked."""
    watch, left = _Watch(part), part.file_size
    while left > 0 and (chunk := handle.read(min(_CHUNK, left))):
        watch.see(chunk)
        left -= len(chunk)


def _unpacked(part: zipfile.ZipInfo, handle: IO[bytes]) -> int:
    """Bytes that come out of a packed part, without keeping them."""
    unpacker, watch = zlib.decompressobj(-zlib.MAX_WBITS), _Watch(part)
    left, came = part.compress_size, 0
    while left > 0 and not unpacker.eof:
        packed = handle.read(min(_CHUNK, left))
        if not packed:
            raise Unfit("unreadable")
        left -= len(packed)
        while packed and not unpacker.eof:
            chunk = unpacker.decompress(packed, _CHUNK)
            packed = unpacker.unconsumed_tail
            came += len(chunk)
            if came > part.file_size:
                raise Unfit("zip_bomb")
            watch.see(chunk)
    return came
