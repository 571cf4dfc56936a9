"""The anatomy of a JPEG: the segments of its header, where its picture ends, and a copy of nothing but the picture."""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SOS, _EOI = 0xDA, 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15
_PLAIN_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # Huffman: baseline, extended, progressive
_TABLES = frozenset({0xC4, 0xDB, 0xDD})  # DHT, DQT, DRI
_NAMED = ((0xE0, b"JFIF\0"), (0xE1, b"Exif\0\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_NEXT = re.compile(
    rb"\xff[^\x00\xff\xd0-\xd7]"
)  # a marker in scan data that is neither stuffing nor a restart
_MOST_SEGMENTS = 4000  # a hostile header must not keep us walking


class Unmendable(ValueError):
    """This file cannot be mended so without doing it harm; the text says why."""


@dataclass(frozen=True, slots=True)
class Segment:
    marker: int
    offset: int  # of the payload
    payload: bytes


def segments(handle: BinaryIO) -> Iterator[Segment]:
    """The segments before the scan data; afterwards the handle stands behind the marker SOS. Raises Unmendable."""
    if handle.read(2) != b"\xff\xd8":
        raise Unmendable("not a JPEG")
    for _ in range(_MOST_SEGMENTS):
        lead, marker = handle.read(1), handle.read(1)
        while marker == b"\xff":  # fill bytes are allowed before a marker
            marker = handle.read(1)
        if lead != b"\xff" or not marker:
            raise Unmendable("the header of the JPEG is broken")
        if marker[0] == SOS:
            return
        size = handle.read(2)
        length = int.from_bytes(size) - 2
        offset = handle.tell()
        payload = handle.read(max(length, 0))
        if len(size) != 2 or length < 0 or len(payload) != length:
            raise Unmendable("the header of the JPEG is cut off")
        yield Segment(marker[0], offset, payload)
    raise Unmendable("the header of the JPEG has no end")


def is_odd(path: Path) -> bool:
    """Whether its pixels are kept in a way that browsers and printers cannot read: arithmetic coding, lossless, or
    more than 8 bits. What has no readable header is not odd, it is broken."""
    try:
        with path.open("rb") as handle:
            frame = next((s for s in segments(handle) if s.marker in FRAMES), None)
    except Unmendable:
        return False
    return frame is not None and (frame.marker not in _PLAIN_FRAMES or frame.payload[:1] != b"\x08")


def spans(path: Path) -> list[tuple[int, int]]:
    """(start, end) of what makes the picture: its tables, its scans, its colours, density and orientation. What phones
    append (a film, a second picture) and put in (maker's notes, depth) is outside. Raises Unmendable."""
    with path.open("rb") as handle:
        found = list(segments(handle))
        scan = handle.tell() - 2
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
            end = _end(content, scan)
    kept = [(s.offset - 4, s.offset + len(s.payload)) for s in found if _is_needed(s)]
    return [(0, 2), *kept, (scan, end)]


def _is_needed(segment: Segment) -> bool:
    if segment.marker in _TABLES or segment.marker in FRAMES:
        return True
    return any(segment.marker == marker and segment.payload.startswith(name) for marker, name in _NAMED)


def _end(content: mmap.mmap, place: int) -> int:
    """Where the first picture ends, walking over its scans from the first SOS on."""
    for _ in range(_MOST_SEGMENTS):
        length = int.from_bytes(content[place + 2 : place + 4])
        found = _NEXT.search(content, place + 2 + length)
        if found is None or length < 2:
            raise Unmendable("the picture has no end")
        place = found.start()
        if content[place + 1] == _EOI:
            return place + 2
    raise Unmendable("the picture has no end")


def size(path: Path) -> int | None:
    """Bytes of the picture alone; None where its parts cannot be told."""
    try:
        return sum(end - start for start, end in spans(path))
    except Unmendable:
        return None


def slim(source: Path, target: Path) -> None:
    """A copy of nothing but the picture, its scan data byte for byte. Raises Unmendable."""
    kept = spans(source)
    with source.open("rb") as handle, target.open("wb") as copy:
        for start, end in kept:
            handle.seek(start)
            copy.write(handle.read(end - start))
