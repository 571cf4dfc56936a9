"""Hashes of pictures (see adapters.images.dhash): how far two are apart, what turning does, how near ones are found."""

from collections.abc import Iterator
from itertools import combinations

SAME = 10  # bits of 64: up to so many different ones mean the same picture, pressed or scaled again (deps: 0 to 6)
SAME_TURNED = (
    6  # of a picture that was turned over; four looks find four times as many that only seem the same
)
BANDS, BITS = 4, 16
_MASKS = sorted(
    (
        sum(1 << bit for bit in bits)
        for count in range(SAME // BANDS + 1)
        for bits in combinations(range(BITS), count)
    ),
    key=int.bit_count,
)
_FLAT = 5  # a picture of one colour, or of one slope: its hash says nothing

TURNS = ("", "mirrored", "upside_down", "turned")


def is_telling(hash: int) -> bool:
    """Whether a hash tells its picture from others: white paper and a plain sky all have the same."""
    return _FLAT <= hash.bit_count() <= 64 - _FLAT


def bands(hash: int) -> list[int]:
    """The hash in four pieces."""
    return [hash >> BITS * band & (1 << BITS) - 1 for band in range(BANDS)]


def around(piece: int, *, is_turned: bool = False) -> Iterator[int]:
    """Every value that a piece of a near hash may have, in the band that changed least: of ten different bits at most
    two fall into one of the four bands, of six at most one."""
    reach = (SAME_TURNED if is_turned else SAME) // BANDS
    return (piece ^ mask for mask in _MASKS if mask.bit_count() <= reach)


def turns(hash: int, mirrored: int | None) -> dict[str, int]:
    """The hash of the picture as it is, and turned over: the rows of a picture upside down come in the other order."""
    found = {"": hash, "upside_down": _rows_reversed(hash)}
    if mirrored is not None:
        found |= {"mirrored": mirrored, "turned": _rows_reversed(mirrored)}
    return found


def _rows_reversed(hash: int) -> int:
    return int.from_bytes(hash.to_bytes(8, "big"), "little")


def match(turned: dict[str, int], other: int) -> tuple[str, int] | None:
    """How the picture must be turned to be the other one, and the bits that differ; None for another picture."""
    found = [
        (distance, TURNS.index(turn), turn)
        for turn, hash in turned.items()
        if (distance := (hash ^ other).bit_count()) <= (SAME_TURNED if turn else SAME)
    ]
    return (min(found)[2], min(found)[0]) if found else None
