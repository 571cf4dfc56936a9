"""Makes the JPEG that the notice wants (A2.15) of another picture or of an over-large JPEG; never scales up."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from core.adapters import density, images, jpegs, pressing
from core.adapters.jpegs import Unmendable

_LARGE = 50_000_000  # pixels; a progressive JPEG of more is decoded at half its size, or memory would not do


def mend_jpeg(
    source: Path,
    target: Path,
    *,
    least: int = 0,
    most: int = 10_485_760,
    dpi: int = 300,
    pixels: Sequence[int] = (0, 0),
    told: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """A JPEG of `least` to `most` bytes that says `dpi` and has at least `pixels` [long, short]. Of a JPEG whose picture
    alone fits, every pixel is kept: only what phones append to it goes. Raises Unmendable or NotAPhoto, then there is no
    target."""
    tell = told or (lambda percent: None)
    try:
        with images.opened(source) as picture:
            if not pressing.is_pressable(picture):
                raise Unmendable("no JPEG can hold this picture honestly")
            if not _picture_alone(picture, source, target, most, dpi):
                target.write_bytes(_pressed(picture, most, dpi, pixels, tell))
        _require(target, least, most, dpi, pixels)
    except ValueError:
        target.unlink(missing_ok=True)
        raise
    return {}


def _picture_alone(picture: Image.Image, source: Path, target: Path, most: int, dpi: int) -> bool:
    size = jpegs.size(source) if picture.format in ("JPEG", "MPO") else None
    if size is None or size > most - 18:  # a JFIF segment may come to it
        return False
    cut = target.with_name(f"{target.name}.cut")
    try:
        jpegs.slim(source, cut)
        images.mend_density(cut, target, dpi)
    except Unmendable:
        return False
    finally:
        cut.unlink(missing_ok=True)
    return True


def _pressed(
    picture: Image.Image, most: int, dpi: int, pixels: Sequence[int], tell: Callable[[int], None]
) -> bytes:
    fine = pressing.colours(picture)
    if picture.info.get("progressive") and picture.width * picture.height > _LARGE:
        picture.draft(picture.mode, (picture.width // 2, picture.height // 2))
    ready = pressing.flat(picture)
    words = pressing.told(picture, dpi)  # after decoding: a reader may have turned the picture by then
    if ready is not picture:
        picture.close()  # two of 100 megapixels are enough to hold

    def may_be(size: tuple[int, int]) -> bool:
        return _holds(size, pixels)

    made = pressing.pressed(ready, most, fine=fine, words=words, may_be=may_be, tell=tell)
    if made is None:
        raise Unmendable("it does not fit at any quality worth printing")
    return made


def _holds(size: Sequence[int], pixels: Sequence[int]) -> bool:
    return max(size) >= pixels[0] and min(size) >= pixels[1]


def _require(target: Path, least: int, most: int, dpi: int, pixels: Sequence[int]) -> None:
    """A mended file passes its own check, or there is none."""
    found = density.read(target)
    with images.opened(target) as picture:
        large = _holds(picture.size, pixels)
    if not (least <= target.stat().st_size <= most and large and found.dpi == dpi and not found.conflicts):
        raise Unmendable("the JPEG would not pass either")
