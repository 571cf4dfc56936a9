"""The outermost boxes of an MP4 or QuickTime file: what it calls itself, and whether all of it is here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_FIRST = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"})
_NEEDED = frozenset({b"ftyp", b"moov", b"mdat", b"moof"})  # cut off elsewhere, the film still plays
_MOST = 200_000  # a hostile file must not keep us walking; five minutes in fragments of one frame are 20 000
_PICTURES = frozenset(
    {"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "avif", "avis", "jp2 ", "crx "}
)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Its brands (the first is the major one; none in an old QuickTime file) and the kinds of its boxes in order."""

    brands: tuple[str, ...]
    kinds: tuple[bytes, ...]
    is_cut: bool

    @property
    def is_picture(self) -> bool:
        return bool(self.brands) and self.brands[0] in _PICTURES

    @property
    def has_index(self) -> bool:
        return b"moov" in self.kinds

    @property
    def is_fast(self) -> bool:
        """Plays before it has arrived: the index stands before the frames."""
        kinds = [kind for kind in self.kinds if kind in (b"moov", b"mdat")]
        return kinds[:1] == [b"moov"]

    @property
    def container(self) -> str:
        """mp4, mov, m4a or 3gp. Phones that name 3GP first and MP4 too write what every MP4 player reads."""
        major = self.brands[0] if self.brands else "qt  "
        if major == "qt  ":
            return "mov"
        if major.startswith("M4A") or major.startswith("M4B"):
            return "m4a"
        if major.startswith("3g"):
            return "mp4" if {"mp41", "mp42"} & set(self.brands) else "3gp"
        return "mp4"


def read(path: Path) -> Boxes | None:
    """None when the file is none of this family."""
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        brands: tuple[str, ...] = ()
        kinds: list[bytes] = []
        is_cut = False
        for kind, offset, end in _walk(handle, size):
            kinds.append(kind)
            is_cut = is_cut or (kind in _NEEDED and end > size)
            if kind == b"ftyp" and not brands:
                brands = _brands(handle, offset, min(end, size))
    if not kinds:
        return None
    has_frames = b"mdat" in kinds
    return Boxes(brands, tuple(kinds), is_cut or (b"moov" in kinds and not has_frames))


def _walk(handle: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, offset of the content, end as announced); stops where something else than boxes begins."""
    place = 0
    for number in range(_MOST):
        handle.seek(place)
        head = handle.read(16)
        kind, length, header = head[4:8], int.from_bytes(head[:4]), 8
        if len(head) < 8 or not kind.isascii() or (number == 0 and kind not in _FIRST):
            return
        if length == 1 and len(head) == 16:
            length, header = int.from_bytes(head[8:]), 16
        elif length == 0 and kind == b"mdat":  # up to the end of the file
            length = size - place
        if length < header:
            return
        yield kind, place + header, place + length
        place += length
        if place >= size:
            return


def _brands(handle: BinaryIO, offset: int, end: int) -> tuple[str, ...]:
    """The major brand and the compatible ones; between them stands a version."""
    handle.seek(offset)
    content = handle.read(min(end - offset, 4096))
    names = [content[:4], *(content[at : at + 4] for at in range(8, len(content) - 3, 4))]
    return tuple(name.decode("latin-1") for name in names if len(name) == 4)
