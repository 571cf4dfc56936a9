"""Hashes of pictures: a near one shares a piece, a turned one is known, a blank one says nothing."""

import random

import pytest

from core.domain import likeness


@pytest.mark.parametrize("seed", range(20))
def test_a_hash_within_ten_bits_is_near_in_one_band(seed):
    chance = random.Random(seed)
    hash = chance.getrandbits(64)
    for count in range(likeness.SAME + 1):
        other = hash
        for bit in chance.sample(range(64), count):
            other ^= 1 << bit
        assert likeness.match({"": hash}, other) == ("", count)
        pieces = zip(likeness.bands(hash), likeness.bands(other), strict=True)
        is_turned = count <= likeness.SAME_TURNED  # then fewer looks suffice
        assert any(piece in set(likeness.around(mine, is_turned=is_turned)) for mine, piece in pieces)


def test_eleven_bits_are_another_picture():
    assert likeness.match({"": 0xFFFF_0000_FFFF_0000}, 0xFFFF_0000_FFFF_0000 ^ 0x7FF) is None


def test_a_turned_picture_says_how():
    hash, mirrored = 0x0123456789ABCDEF, 0xFEDCBA9876543210
    turned = likeness.turns(hash, mirrored)
    assert turned == {
        "": hash, "upside_down": 0xEFCDAB8967452301, "mirrored": mirrored, "turned": 0x1032547698BADCFE
    }  # fmt: skip
    assert likeness.match(turned, 0x1032547698BADCFE ^ 0x3F) == ("turned", 6)
    assert likeness.match(turned, 0x1032547698BADCFE ^ 0x7F) is None
    assert likeness.turns(hash, None).keys() == {"", "upside_down"}


@pytest.mark.parametrize(
    ("hash", "is_telling"), [(0, False), (2**64 - 1, False), (0b1111, False), (0b11111, True)]
)
def test_one_colour_tells_nothing(hash, is_telling):
    assert likeness.is_telling(hash) is is_telling
