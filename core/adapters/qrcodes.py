"""Reads the QR codes on a photographed sheet: turned, creased, in shadow, small in a large picture."""

from collections.abc import Iterator
from itertools import islice

import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps

LOOKS = 20  # at one picture: a look takes up to a fifth of a second
CODES_KEPT, _CODE_LENGTH = 10, 500
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_GROUND = 250  # pixels of the small picture of the paper's brightness
_SMALLER = (2000, 1400, 1000)
_SMALL = 2000
_PARTS = (
    (0.0, 0.0),
    (1.0, 0.0),
    (0.0, 1.0),
    (1.0, 1.0),
    (0.5, 0.5),
    (0.5, 0.0),
    (0.5, 1.0),
    (0.0, 0.5),
    (1.0, 0.5),
)


def texts(grey: Image.Image, most: int = LOOKS) -> list[str]:
    """Texts of the QR codes of the first look that finds one; `most` looks are taken."""
    if not _holds_something(grey):
        return []
    for look in islice(_looks(grey), most):
        found = zxingcpp.read_barcodes(look, formats=_QR)
        if said := dict.fromkeys(code.text[:_CODE_LENGTH] for code in found if code.text):
            return list(said)[:CODES_KEPT]
    return []


def levelled(grey: Image.Image) -> Image.Image:
    """The picture as if its paper were lit evenly: each point in parts of how bright the paper is around it."""
    small = ImageOps.contain(grey, (_GROUND, _GROUND), Image.Resampling.BOX)
    ground = small.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(5))
    ground = ground.resize(grey.size, Image.Resampling.BILINEAR)
    dark = ImageChops.subtract(ground, grey)  # how much darker than its paper, by how bright that is
    return ImageChops.invert(_in_parts_of(dark, ground))


def _in_parts_of(above: Image.Image, below: Image.Image) -> Image.Image:
    import numpy as np  # noqa: PLC0415 - weight: only a picture that is hard to read needs it

    upper, lower = np.asarray(above, np.float32), np.asarray(below, np.float32)
    return Image.fromarray(np.clip(upper * 255 / np.maximum(lower, 1), 0, 255).astype(np.uint8))


def _looks(grey: Image.Image) -> Iterator[Image.Image]:
    """As it is, smaller, evenly lit, closer; a code that none of them shows is compared by eye."""
    yield grey
    yield ImageOps.contain(grey, (1600, 1600))
    even = levelled(grey.filter(ImageFilter.GaussianBlur(1)))  # the grain of a dark photo is no module
    yield even
    for longest in _SMALLER:
        if longest < max(even.size):
            yield ImageOps.contain(even, (longest, longest))
    if max(grey.size) < _SMALL:
        yield _closer(levelled(grey))
    width, height = even.width // 2, even.height // 2
    for left, top in _PARTS:
        x, y = round(left * (even.width - width)), round(top * (even.height - height))
        part = even.crop((x, y, x + width, y + height))
        if not _holds_something(part):  # most of a sheet with few words: found out before it is made larger
            continue
        yield _closer(part) if max(part.size) < _SMALL else part.filter(ImageFilter.GaussianBlur(1.5))


def _holds_something(picture: Image.Image) -> bool:
    """On one even tone stands no code."""
    low, high = picture.getextrema()
    return bool(low != high)


def _closer(part: Image.Image) -> Image.Image:
    double = part.resize((part.width * 2, part.height * 2), Image.Resampling.BICUBIC)
    return double.filter(ImageFilter.GaussianBlur(2))
