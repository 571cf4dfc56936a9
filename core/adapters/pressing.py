"""Presses a picture into a JPEG: weighs it, and finds the best quality that fits into a number of bytes."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image, JpegImagePlugin

from core.adapters.pixels import on_white, orientation

BEST = 95  # of Pillow's quality: nothing to see of the pressing; above it only the bytes grow
LEAST = 70  # below it a smaller picture looks better than a harder pressed one
_SHRINKS = 4  # to three quarters of width and height each time
# Times that one picture is pressed, at most: best and least at each size, and five between.
MOST_PRESSED = 2 * (_SHRINKS + 1) + 5
_ORIENTATION, _ACROSS, _DOWN, _UNIT, _INCH = 0x0112, 282, 283, 296, 2
_HALF_COLOURS = frozenset({"HEIF", "AVIF", "WEBP"})  # their colours come at half the size (4:2:0) already
_DEEP = frozenset({"I", "F", "LAB", "HSV"})  # no photo for printing; and I;16, see below
_SPACES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}


class _Full(Exception):
    """More bytes than wanted."""


class _Scale(io.BytesIO):
    """Counts what is written to it, and keeps it if asked to."""

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self.weight, self.kept, self._most = 0, bytearray(), most

    def write(self, piece: Any) -> int:
        self.weight += len(piece)
        if self._most is not None:
            if self.weight > self._most:
                raise _Full
            self.kept += piece
        return len(piece)


def weight(picture: Image.Image) -> int | None:
    """Bytes of a JPEG of this picture at the best quality; None for what no JPEG can hold honestly: several pictures
    one after the other, more than 8 bits, or more pixels than there is memory for."""
    if not is_pressable(picture):
        return None
    scale = _Scale()
    try:
        _save(flat(picture), scale, BEST, colours(picture), told(picture, 300))
    except MemoryError:
        return None
    return scale.weight


def is_pressable(picture: Image.Image) -> bool:
    moves = getattr(picture, "n_frames", 1) > 1 and picture.format not in ("HEIF", "MPO")
    return not (moves or picture.mode in _DEEP or picture.mode.startswith("I;") or picture.format == "GIF")


def flat(picture: Image.Image) -> Image.Image:
    """In a mode that a JPEG has; the same object where it is in one already."""
    picture.load()
    return picture if picture.mode in ("RGB", "L", "CMYK") else on_white(picture)


def colours(picture: Image.Image) -> int:
    """Pillow's `subsampling`: colours are kept as fine as they come, never finer."""
    if picture.format in ("JPEG", "MPO"):
        found = int(JpegImagePlugin.get_sampling(picture))
        return found if found >= 0 else 0
    return 2 if picture.format in _HALF_COLOURS else 0


def told(picture: Image.Image, dpi: int) -> dict[str, Any]:
    """What the new file says of itself: density in JFIF and EXIF, how it is turned, its colour profile. No more: where
    and with what it was taken stays in the original."""
    exif = Image.Exif()
    exif[_ACROSS], exif[_DOWN], exif[_UNIT] = float(dpi), float(dpi), _INCH
    if (turn := orientation(picture)) > 1:
        exif[_ORIENTATION] = turn
    made: dict[str, Any] = {"dpi": (dpi, dpi), "exif": exif}
    profile = picture.info.get("icc_profile")
    if isinstance(profile, bytes) and _SPACES.get(profile[16:20]) == flat_mode(picture):
        made["icc_profile"] = profile
    return made


def flat_mode(picture: Image.Image) -> str:
    return picture.mode if picture.mode in ("RGB", "L", "CMYK") else "RGB"


def _save(picture: Image.Image, scale: _Scale, quality: int, subsampling: int, words: dict[str, Any]) -> None:
    fine = {"subsampling": subsampling} if picture.mode == "RGB" else {}
    picture.save(scale, "JPEG", quality=quality, **fine, **words)


def pressed(
    picture: Image.Image,
    most: int,
    *,
    fine: int,
    words: dict[str, Any],
    may_be: Callable[[tuple[int, int]], bool],
    tell: Callable[[int], None],
) -> bytes | None:
    """The JPEG of at most `most` bytes with the best quality that fits. Where not even LEAST does, the picture is scaled
    down by steps to sizes that it `may_be`. None: it does not fit. `picture` is `flat` and decoded."""
    count = 0

    def tried(quality: int) -> bytes | None:
        nonlocal count
        count += 1
        tell(min(95, 100 * count // MOST_PRESSED))
        scale = _Scale(most)
        try:
            _save(picture, scale, quality, fine, words)
        except _Full:
            return None
        return bytes(scale.kept)

    for _ in range(_SHRINKS + 1):
        if best := tried(BEST):
            return best
        if best := tried(LEAST):
            return _between(tried, LEAST, BEST, best)
        smaller = (picture.width * 3 // 4, picture.height * 3 // 4)
        if not may_be(smaller):
            break
        picture = picture.resize(smaller, Image.Resampling.BICUBIC)
    return None


def _between(tried: Callable[[int], bytes | None], fits: int, fails: int, best: bytes) -> bytes:
    while fails - fits > 1:
        middle = (fits + fails) // 2
        made = tried(middle)
        if made is None:
            fails = middle
        else:
            fits, best = middle, made
    return best
