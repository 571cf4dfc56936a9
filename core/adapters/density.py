"""The density tag (dpi) of a JPEG: read from its header, and rewritten there without touching a pixel."""

import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.adapters import jpegs
from core.adapters.jpegs import Segment
from core.adapters.jpegs import Unmendable as Unmendable

_JFIF, _EXIF, _MPF, _PHOTOSHOP, _ADOBE = b"JFIF\0", b"Exif\0\0", b"MPF\0", b"Photoshop 3.0\0", b"Adobe"
_APP0, _APP1, _APP2, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
_X, _Y, _UNIT = 282, 283, 296  # TIFF 6.0: XResolution, YResolution, ResolutionUnit
_INCH, _CM, _CM_PER_INCH = 2, 3, 2.54


@dataclass(frozen=True, slots=True)
class Density:
    """What the header says, in dots per inch; None where a tag is missing or means no real density."""

    jfif: int | None
    exif: int | None

    @property
    def dpi(self) -> int | None:
        """The smaller one: what a strict reader might see."""
        return min((value for value in (self.jfif, self.exif) if value is not None), default=None)

    @property
    def conflicts(self) -> bool:
        return self.jfif is not None and self.exif is not None and self.jfif != self.exif


def read(path: Path) -> Density:
    """The density of a JPEG. Raises ValueError when its header is broken."""
    with path.open("rb") as handle:
        segments = list(jpegs.segments(handle))
    jfif = next((_jfif_dpi(s.payload) for s in segments if _is(s, _APP0, _JFIF)), None)
    exif = next((_Tiff(s.payload[6:]).dpi() for s in segments if _is(s, _APP1, _EXIF)), None)
    return Density(jfif, exif)


def can_write(path: Path) -> bool:
    """Whether `write` would do no harm."""
    try:
        with path.open("rb") as handle:
            found = list(jpegs.segments(handle))
        if not any(True for segment in found for _ in _patches(segment, 300)):
            _new_jfif(found, 300)
    except Unmendable:
        return False
    return True


def write(source: Path, target: Path, dpi: int) -> None:
    """A copy that says `dpi` in JFIF, EXIF and Photoshop's block, wherever it has them; all other bytes are the same.
    With neither JFIF nor EXIF, a JFIF segment of 18 bytes is put in. Raises Unmendable when that would do harm."""
    with source.open("rb") as handle:
        segments = list(jpegs.segments(handle))
        patches = [patch for segment in segments for patch in _patches(segment, dpi)]
        inserted = b"" if patches else _new_jfif(segments, dpi)
        patches += [patch for segment in segments for patch in _photoshop_patches(segment, dpi)]
        with target.open("wb") as copy:
            handle.seek(0)
            copy.write(handle.read(2) + inserted)
            shutil.copyfileobj(handle, copy)
            for offset, replacement in patches:
                copy.seek(offset + len(inserted))
                copy.write(replacement)


def _new_jfif(segments: list[Segment], dpi: int) -> bytes:
    if any(_is(segment, _APP2, _MPF) for segment in segments):
        raise Unmendable("an APP0 segment would shift the offsets of the pictures inside")
    if _is_rgb(segments):
        raise Unmendable("an APP0 segment would make readers take its RGB for YCbCr")
    return struct.pack(">BBH5s2sBHHBB", 0xFF, _APP0, 16, _JFIF, b"\1\2", 1, dpi, dpi, 0, 0)


def _is_rgb(segments: list[Segment]) -> bool:
    """Whether the colours are kept as RGB, which a reader believes only where there is no JFIF."""
    frame = next((segment.payload for segment in segments if segment.marker in jpegs.FRAMES), b"")
    if len(frame) < 15 or frame[5] != 3:
        return False
    adobe = next((s.payload for s in segments if _is(s, _APP14, _ADOBE) and len(s.payload) >= 12), None)
    return adobe[11] == 0 if adobe else frame[6:15:3] == b"RGB"


def _photoshop_patches(segment: Segment, dpi: int) -> Iterator[tuple[int, bytes]]:
    """Photoshop believes its own block of resources (resource 1005, fixed point 16.16) before all others."""
    if not _is(segment, _APP13, _PHOTOSHOP):
        return
    block, place = segment.payload, len(_PHOTOSHOP)
    while block[place : place + 4] == b"8BIM" and place + 12 <= len(block):
        name = place + 6
        start = name + (block[name] + 2) // 2 * 2 + 4  # a name and its length fill an even number of bytes
        size = int.from_bytes(block[start - 4 : start])
        if block[place + 4 : name] == b"\x03\xed" and size >= 16 and start + 16 <= len(block):
            for across in (0, 8):
                yield segment.offset + start + across, struct.pack(">IH", dpi << 16, 1)
        place = start + (size + 1) // 2 * 2


def _patches(segment: Segment, dpi: int) -> Iterator[tuple[int, bytes]]:
    """(offset in the file, bytes) that make one segment say `dpi`."""
    if _is(segment, _APP0, _JFIF) and len(segment.payload) >= 12:
        yield segment.offset + 7, struct.pack(">BHH", 1, dpi, dpi)
    elif _is(segment, _APP1, _EXIF):
        for offset, replacement in _Tiff(segment.payload[6:]).patches(dpi):
            yield segment.offset + 6 + offset, replacement


def _is(segment: Segment, marker: int, name: bytes) -> bool:
    return segment.marker == marker and segment.payload.startswith(name)


def _jfif_dpi(payload: bytes) -> int | None:
    if len(payload) < 12:
        return None
    unit, across, down = struct.unpack_from(">BHH", payload, 7)
    return _inches(min(across, down), {1: _INCH, 2: _CM}.get(unit, 0))  # unit 0 is a ratio, no density


def _inches(value: float, unit: int) -> int | None:
    """118 dots per centimetre are 299.72 per inch, and meant as 300: rounded."""
    if value <= 0 or unit not in (_INCH, _CM):
        return None
    return round(value * (_CM_PER_INCH if unit == _CM else 1)) or None


class _Tiff:
    """The first directory (IFD0) of the TIFF block inside EXIF; what is out of bounds counts as missing."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._order = {b"II": "<", b"MM": ">"}.get(block[:2], "")
        self._entries = dict(self._walk()) if self._order and len(block) >= 8 else {}

    def _walk(self) -> Iterator[tuple[int, int]]:
        """(tag, offset of its entry)"""
        start = self._number("I", 4)
        if start + 2 > len(self._block):
            return
        for place in range(self._number("H", start)):
            entry = start + 2 + 12 * place
            if entry + 12 > len(self._block):
                return
            yield self._number("H", entry), entry

    def _number(self, kind: str, offset: int) -> int:
        return int(struct.unpack_from(self._order + kind, self._block, offset)[0])

    def _rational(self, tag: int) -> int | None:
        """Offset of the 8 bytes of a rational."""
        entry = self._entries.get(tag)
        if entry is None or self._number("H", entry + 2) != 5 or self._number("I", entry + 4) != 1:
            return None
        offset = self._number("I", entry + 8)
        return offset if 8 <= offset <= len(self._block) - 8 else None

    def _value(self, tag: int) -> float:
        offset = self._rational(tag)
        if offset is None:
            return 0
        above, below = self._number("I", offset), self._number("I", offset + 4)
        return above / below if below else 0

    def dpi(self) -> int | None:
        values = [value for value in (self._value(_X), self._value(_Y)) if value]
        entry = self._entries.get(_UNIT)
        unit = self._number("H", entry + 8) if entry is not None else _INCH  # TIFF 6.0: inch when not said
        return _inches(min(values), unit) if values else None

    def patches(self, dpi: int) -> Iterator[tuple[int, bytes]]:
        """(offset in the block, bytes); nothing where no resolution is kept, for the block cannot grow in place."""
        offsets = [offset for tag in (_X, _Y) if (offset := self._rational(tag)) is not None]
        for offset in offsets:
            yield offset, struct.pack(self._order + "II", dpi, 1)
        entry = self._entries.get(_UNIT)
        if offsets and entry is not None and self._number("H", entry + 2) == 3:
            yield entry + 8, struct.pack(self._order + "HH", _INCH, 0)
