"""Measures whether a person could read a photographed sheet: lit, written on, a sheet at all, sharp."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from core.adapters import qrcodes

_LONGEST = 1600  # pixels: lines of 12 pt on A4 are 20 of them high
_TILE = 40
_LIT = 40  # of 255: the brightest paper of a picture in which nothing can be seen
_BRIGHT = 80  # of 255: paper that is darker is hard to read
_INK = 0.3  # how much darker than its paper a stroke is
_INKED = 0.0004  # of all points: less than this is an empty sheet; a line of writing is more
_STROKES = (0.02, 0.35)  # of a tile: words are thin and stand apart
_WORDS = 0.05  # of all tiles that must hold words
_EDGE = (
    0.12  # of the contrast, from one point to the next but one: words blurred over a tenth of their height
)

Grey = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]


def seen(grey: Image.Image) -> dict[str, Any]:
    """`lit`: something can be seen. `inked`: something is written. `sheet`: a good part looks like words on paper.
    `bright`, `sharp`: of these words. None is what cannot be told, since something before it is False."""
    small = ImageOps.contain(grey, (_LONGEST, _LONGEST), Image.Resampling.BOX)
    told: dict[str, Any] = dict.fromkeys(("lit", "inked", "sheet", "bright", "sharp"))
    coarse = np.asarray(ImageOps.contain(small, (200, 200), Image.Resampling.BOX))
    told["lit"] = bool(np.quantile(coarse, 0.99) >= _LIT)
    if not told["lit"]:
        return told
    even = np.asarray(qrcodes.levelled(small.filter(ImageFilter.GaussianBlur(0.7))), np.float32) / 255
    ink = even < 1 - _INK
    told["inked"] = bool(ink.mean() >= _INKED)
    if not told["inked"]:
        return told
    words = _words(even, ink)
    told["sheet"] = bool(words.mean() >= _WORDS) if words.size else False
    if told["sheet"]:
        paper = _tiles(np.asarray(small, np.float32)).max(axis=(1, 3))[words]
        told["bright"] = bool(np.median(paper) >= _BRIGHT)
        told["sharp"] = bool(edge(even, words) >= _EDGE)
    return told


def _tiles(pixels: NDArray[Any]) -> NDArray[Any]:
    height, width = (side // _TILE * _TILE for side in pixels.shape)
    return pixels[:height, :width].reshape(height // _TILE, _TILE, width // _TILE, _TILE)


def _words(even: Grey, ink: Mask) -> Mask:
    """Tiles of paper with strokes: most of it as bright as paper, some of it ink, none of it a dark body."""
    share = _tiles(ink).mean(axis=(1, 3))
    paper = (_tiles(even) > 0.8).mean(axis=(1, 3))
    words: Mask = (share >= _STROKES[0]) & (share <= _STROKES[1]) & (paper >= 0.5)
    return words


def edge(even: Grey, words: Mask) -> float:
    """How steep the strokes are, in parts of full contrast over two points: 1 is print, words in a fog are near 0."""
    steep = np.zeros_like(even)
    steep[:, 1:-1] = np.abs(even[:, 2:] - even[:, :-2])
    return float(np.median(np.quantile(_tiles(steep).swapaxes(1, 2)[words], 0.98, axis=(1, 2))))
