"""Looks for a red seal on a sheet: a hint for people, never a verdict (numbers tried on solid and on faint seals)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

_LONGEST = 1000  # pixels of the picture looked at
_RED = 28  # how far red must stand above green and blue, of 255, on paper that is white
_CELL = 3  # pixels: the ring, the star and the words of a seal grow together
_SMALLEST, _LARGEST = 0.03, 0.45  # of the longer side; a seal of 4 cm on A4 is 0.13
_SHAPE = (0.75, 1.33)  # width by height: round and square, no line of red words
_FILLED = (0.06, 0.9)  # of its square
_PAPER = 0.55  # of the brightest: what lies around a seal is paper
_GREY = 6  # of 255: a picture without any point farther from grey has no colour

Pixels = NDArray[np.float32]


@dataclass
class _Blob:
    left: int
    top: int
    right: int
    bottom: int

    def meet(self, other: "_Blob") -> None:
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)


def has_colour(picture: Image.Image) -> bool:
    """False for what a black-and-white scanner made: on it a red seal is grey."""
    if picture.mode in ("1", "L", "LA", "I", "I;16", "F"):
        return False
    pixels = np.asarray(_small(picture), np.int16)[::2, ::2]
    return bool(np.quantile(pixels.max(axis=2) - pixels.min(axis=2), 0.9995) > _GREY)


def has_red_seal(picture: Image.Image) -> bool:
    """Whether something red, as round or square as a seal, stands on the paper."""
    pixels = np.asarray(_small(picture), np.float32)
    white = np.maximum(np.quantile(pixels[::4, ::4], 0.9, axis=(0, 1)), 1)  # lamplight makes paper yellow
    even = np.minimum(pixels * (255 / white), 255)
    red = even[:, :, 0] - even[:, :, 1:].max(axis=2) > _RED
    bright = even.mean(axis=2) > 255 * _PAPER
    return any(_is_seal(blob, red, bright) for blob in _blobs(_grown(red)))


def _small(picture: Image.Image) -> Image.Image:
    small = picture.convert("RGB")
    small.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BOX)
    return small


def _grown(red: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """In cells, dilated: parts of one seal touch; single red points are gone."""
    height, width = (side // _CELL * _CELL for side in red.shape)
    cells = red[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL).sum(axis=(1, 3))
    mask = Image.fromarray((cells >= 2).astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(3))
    return np.asarray(mask) > 0


def _blobs(mask: NDArray[np.bool_]) -> list[_Blob]:
    """The squares around what hangs together, in cells: runs of a row are joined with those they touch above."""
    above: list[tuple[int, int, int]] = []
    found: list[_Blob] = []
    parent: list[int] = []
    for y, row in enumerate(mask):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(np.int8), [0]))))
        here = []
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            number = len(found)
            found.append(_Blob(start, y, end, y + 1))
            parent.append(number)
            for low, high, other in above:
                if low < end and high > start:
                    _join(found, parent, _root(parent, other), _root(parent, number))
            here.append((start, end, number))
        above = here
    return [blob for number, blob in enumerate(found) if parent[number] == number]


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _join(found: list[_Blob], parent: list[int], old: int, new: int) -> None:
    if old != new:
        parent[old] = new
        found[new].meet(found[old])


def _is_seal(blob: _Blob, red: NDArray[np.bool_], bright: NDArray[np.bool_]) -> bool:
    left, top, right, bottom = (side * _CELL for side in (blob.left, blob.top, blob.right, blob.bottom))
    width, height = right - left, bottom - top
    longest = max(red.shape)
    if not (_SMALLEST * longest <= min(width, height) and max(width, height) <= _LARGEST * longest):
        return False
    if not _SHAPE[0] <= width / height <= _SHAPE[1]:
        return False
    if not _FILLED[0] <= red[top:bottom, left:right].mean() <= _FILLED[1]:
        return False
    edge = max(4, width // 6)
    around = bright[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge]
    rim = np.concatenate(
        (around[:edge].ravel(), around[-edge:].ravel(), around[:, :edge].ravel(), around[:, -edge:].ravel())
    )
    return bool(rim.mean() > 0.7)
