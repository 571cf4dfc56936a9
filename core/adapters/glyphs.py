"""Which characters a font can draw: names with rare characters must not turn into empty boxes on paper."""

import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_MOST_BYTES = 64 * 1024 * 1024  # of a font file


def lacking(text: str, fonts: Iterable[tuple[Path, int]]) -> frozenset[str]:
    """The characters of a text that none of the fonts `(file, number in it)` can draw."""
    left = {c for c in text if ord(c) > 0x7F and not _is_unseen(c)}
    for path, number in fonts:
        if not left:
            break
        left -= {c for c in left if _draws(_groups(path, number), ord(c))}
    return frozenset(left)


def _is_unseen(c: str) -> bool:
    """Spaces, joiners and variation selectors need no picture of their own."""
    kept = 0xFE00 <= ord(c) <= 0xFE0F or 0xE0100 <= ord(c) <= 0xE01EF
    return kept or unicodedata.category(c) in ("Cc", "Cf", "Zs", "Zl", "Zp")


def _draws(groups: tuple[tuple[int, int], ...], code: int) -> bool:
    low, high = 0, len(groups)
    while low < high:
        middle = (low + high) // 2
        first, last = groups[middle]
        if code > last:
            low = middle + 1
        elif code < first:
            high = middle
        else:
            return True
    return False


@cache
def _groups(path: Path, number: int) -> tuple[tuple[int, int], ...]:
    """The ranges of code points in a font's cmap (formats 4 and 12); none where the file is no such font."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return ()
        font = path.read_bytes()
        start = struct.unpack_from(">I", font, 12 + 4 * number)[0] if font.startswith(b"ttcf") else 0
        return tuple(sorted(_of_font(font, start)))
    except (OSError, struct.error, IndexError):
        return ()


def _of_font(font: bytes, start: int) -> list[tuple[int, int]]:
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for at in range(start + 12, start + 12 + 16 * tables, 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, at)
        if tag == b"cmap":
            return _of_cmap(font, offset)
    return []


def _of_cmap(font: bytes, cmap: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    formats: dict[int, int] = {}
    for at in range(cmap + 4, cmap + 4 + 8 * count, 8):
        platform, _, offset = struct.unpack_from(">HHI", font, at)
        if platform in (0, 3):  # Unicode, Windows
            formats[struct.unpack_from(">H", font, cmap + offset)[0]] = cmap + offset
    if 12 in formats:
        (groups,) = struct.unpack_from(">I", font, formats[12] + 12)
        found = [struct.unpack_from(">III", font, formats[12] + 16 + 12 * n) for n in range(groups)]
        return [(first, last) for first, last, _ in found]
    if 4 in formats:
        (twice,) = struct.unpack_from(">H", font, formats[4] + 6)
        lasts = struct.unpack_from(f">{twice // 2}H", font, formats[4] + 14)
        firsts = struct.unpack_from(f">{twice // 2}H", font, formats[4] + 16 + twice)
        return [(first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF]
    return []
