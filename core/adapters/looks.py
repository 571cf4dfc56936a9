"""How a picture looks, measured on a small grey copy: whose twin it may be, how light, varied and sharp it is."""

import hashlib
from typing import Any

from PIL import Image, ImageChops, ImageFilter

LONGEST = 1000  # pixels of the small copy; the figures of sharpness belong to this size
SKETCH = 16  # points a side
_NOISE = 4  # steps of grey between neighbours that grain and pressing make
_FLOOR = [max(0, step - _NOISE) for step in range(256)]
_REACH = 4  # pixels to both sides


def facts(grey: Image.Image) -> dict[str, Any]:
    """Of an upright grey copy: `dhash` (see there), `dhash_mirrored` (left and right changed), `sketch` (16 × 16 levels of grey, in hex), `fingerprint` (the same
    only for the same pixels), `light` (0 to 255: only a hundredth of the picture is lighter), `contrast` (0 to 255: from
    its darkest to its lightest spot), `sharpness` (0 to 100)."""
    spots = grey.reduce(4).getextrema()
    return {
        "dhash": dhash(grey),
        "dhash_mirrored": dhash(grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        "sketch": grey.resize((SKETCH, SKETCH), Image.Resampling.BOX).tobytes().hex(),
        "fingerprint": hashlib.sha256(repr(grey.size).encode() + grey.tobytes()).hexdigest()[:32],
        "light": _lightest(grey),
        "contrast": int(spots[1]) - int(spots[0]),  # type: ignore[arg-type]  # one band: two numbers
        "sharpness": sharpness(grey),
    }


def dhash(grey: Image.Image) -> str:
    """16 hex digits: each bit says whether a point is brighter than its left neighbour. Up to 3 different bits: pressed
    or scaled again; from about 12 on: another picture (measured, docs/decisions.md)."""
    grid = grey.resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grid[row * 9 + column + 1] > grid[row * 9 + column])
    return f"{bits:016x}"


def _lightest(grey: Image.Image) -> int:
    left = grey.width * grey.height // 100
    for level, count in reversed(list(enumerate(grey.histogram()))):
        left -= count
        if left < 0:
            return level
    return 0


def sharpness(grey: Image.Image) -> int:
    """Percent of the steps between neighbours that blurring once more would take away: nearly none of a blurred picture,
    most of a sharp one (after Crété-Roffet and others, 2007; steps as small as grain do not count). The duller of the
    two directions, so that a shaken hand is seen."""
    return min(_lost(grey, 1, 0), _lost(grey, 0, 1))


def _lost(grey: Image.Image, across: int, down: int) -> int:
    blurred = grey.filter(ImageFilter.BoxBlur((_REACH * across, _REACH * down)))
    before = _steps(grey, across, down).point(_FLOOR)
    there = _sum(before)
    lost = _sum(ImageChops.subtract(before, _steps(blurred, across, down)))
    return round(100 * lost / there) if there else 0


def _steps(grey: Image.Image, across: int, down: int) -> Image.Image:
    width, height = grey.size
    return ImageChops.difference(
        grey.crop((across, down, width, height)), grey.crop((0, 0, width - across, height - down))
    )


def _sum(grey: Image.Image) -> int:
    return sum(level * count for level, count in enumerate(grey.histogram()))
