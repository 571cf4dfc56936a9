"""Density of a JPEG: read as printers read it, rewritten without touching a pixel (A2.15)."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.adapters import density, images
from core.adapters.density import Density, Unmendable
from tests import making


def tiff(*entries, order="<", values=b""):
    """A TIFF block; an entry is (tag, kind, count, value)."""
    start = b"II*\0" if order == "<" else b"MM\0*"
    rows = b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    return start + struct.pack(order + "IH", 8, len(entries)) + rows + bytes(4) + values


def resolution(across, down, unit=2, *, order="<"):
    """EXIF that says a density; unit None: none is said."""
    count = 2 + (unit is not None)
    place = 8 + 2 + 12 * count + 4
    entries = [(282, 5, 1, place), (283, 5, 1, place + 8)]
    if unit is not None:
        entries.append((296, 3, 1, unit if order == "<" else unit << 16))
    values = struct.pack(order + "IIII", *across, *down)
    return b"Exif\0\0" + tiff(*entries, order=order, values=values)


def jfif(unit, across, down):
    return b"JFIF\0\1\2" + struct.pack(">BHHBB", unit, across, down, 0, 0)


def photoshop(dpi):
    """Photoshop's block: some resource with a name of odd length, then the resolution."""
    other = b"8BIM\x04\x04\x03abc" + struct.pack(">I", 3) + b"xyz\0"
    return (
        b"Photoshop 3.0\0"
        + other
        + b"8BIM\x03\xed\0\0"
        + struct.pack(">IIHHIHH", 16, dpi << 16, 1, 2, dpi << 16, 1, 2)
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The bytes of a JPEG that says nothing of its density."""
    return making.jpeg(
        tmp_path_factory.mktemp("bare") / "bare.jpg", (160, 120), dpi=72, phone=True
    ).read_bytes()


@pytest.fixture
def put(bare, tmp_path):
    """A JPEG with these segments, (marker, payload), in this order."""

    def put(*segments, base=None):
        made = _without(base or bare, 0xE1)
        for marker, payload in reversed(segments):
            made = making.segment(made, marker, payload)
        path = tmp_path / "given.jpg"
        path.write_bytes(made)
        return path

    return put


def _without(made, marker):
    if made[2:4] != bytes((0xFF, marker)):
        return made
    return made[:2] + made[4 + int.from_bytes(made[4:6]) :]


def scan(made):
    """Everything from the start of the scan on: what pixels are made of, and what follows."""
    place = 2
    while made[place + 1] != 0xDA:
        place += 2 + int.from_bytes(made[place + 2 : place + 4])
    return made[place:]


def pixels(path):
    with Image.open(path) as shot:
        return np.asarray(shot)


TOLD = [
    ("nothing", [], Density(None, None)),
    ("jfif", [(0xE0, jfif(1, 72, 72))], Density(72, None)),
    ("jfif in centimetres", [(0xE0, jfif(2, 118, 118))], Density(300, None)),
    ("jfif with a ratio only", [(0xE0, jfif(0, 300, 300))], Density(None, None)),
    ("jfif uneven", [(0xE0, jfif(1, 300, 72))], Density(72, None)),
    ("jfif zero", [(0xE0, jfif(1, 0, 0))], Density(None, None)),
    ("jfif too short", [(0xE0, b"JFIF\0\1\2")], Density(None, None)),
    ("exif", [(0xE1, resolution((72, 1), (72, 1)))], Density(None, 72)),
    ("exif big-endian", [(0xE1, resolution((240, 1), (240, 1), order=">"))], Density(None, 240)),
    ("exif fraction", [(0xE1, resolution((3_000_000, 10_000), (3_000_000, 10_000)))], Density(None, 300)),
    ("exif in centimetres", [(0xE1, resolution((118, 1), (118, 1), 3))], Density(None, 300)),
    ("exif without a unit", [(0xE1, resolution((72, 1), (72, 1), None))], Density(None, 72)),
    ("exif over zero", [(0xE1, resolution((72, 0), (72, 0)))], Density(None, None)),
    ("both agree", [(0xE0, jfif(1, 72, 72)), (0xE1, resolution((72, 1), (72, 1)))], Density(72, 72)),
    ("both differ", [(0xE0, jfif(1, 300, 300)), (0xE1, resolution((72, 1), (72, 1)))], Density(300, 72)),
    ("photoshop too", [(0xE0, jfif(1, 72, 72)), (0xED, photoshop(72))], Density(72, None)),
]  # fmt: skip


@pytest.mark.parametrize(("segments", "found"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_read(put, segments, found):
    assert density.read(put(*segments)) == found


@pytest.mark.parametrize(
    ("found", "dpi", "conflicts"),
    [
        (Density(None, None), None, False),
        (Density(300, None), 300, False),
        (Density(300, 72), 72, True),
        (Density(300, 300), 300, False),
    ],
)
def test_a_strict_reader_sees_the_smaller_one(found, dpi, conflicts):
    assert (found.dpi, found.conflicts) == (dpi, conflicts)


@pytest.mark.parametrize("segments", [row[1] for row in TOLD], ids=[row[0] for row in TOLD])
def test_a_mended_copy_has_the_same_pixels_and_says_300(put, tmp_path, segments):
    source, target = put(*segments), tmp_path / "mended.jpg"
    before = source.read_bytes()
    images.mend_density(source, target)
    after = target.read_bytes()
    found = density.read(target)
    assert (found.dpi, found.conflicts) == (300, False)
    assert source.read_bytes() == before
    assert scan(after) == scan(before)
    assert np.array_equal(pixels(target), pixels(source))
    if len(after) == len(before):  # in place: nothing moved, and nothing but a few bytes of density changed
        assert sum(one != other for one, other in zip(before, after, strict=True)) <= 40
    else:  # 18 bytes went in after the first two, and nothing else changed
        assert after[:2] + after[20:] == before


def test_photoshops_own_block_says_300_too(put, tmp_path):
    source, target = put((0xE0, jfif(1, 72, 72)), (0xED, photoshop(72))), tmp_path / "mended.jpg"
    images.mend_density(source, target)
    assert photoshop(300) in target.read_bytes()


def test_photoshops_block_alone_gets_a_jfif_beside_it(put, tmp_path):
    source, target = put((0xED, photoshop(72))), tmp_path / "mended.jpg"
    images.mend_density(source, target)
    assert photoshop(300) in target.read_bytes()
    assert scan(target.read_bytes()) == scan(source.read_bytes())


@pytest.mark.parametrize("kind", ["grey", "cmyk", "progressive", "several"])
def test_other_jpegs_are_mended_as_well(tmp_path, kind):
    source, target = tmp_path / "given.jpg", tmp_path / "mended.jpg"
    shot = making.picture((160, 120))
    if kind == "several":
        shot.save(
            source, "MPO", save_all=True, append_images=[making.picture((80, 60), seed=1)], dpi=(72, 72)
        )
    else:
        mode = {"grey": "L", "cmyk": "CMYK"}.get(kind, "RGB")
        shot.convert(mode).save(source, "JPEG", dpi=(72, 72), progressive=kind == "progressive")
    images.mend_density(source, target)
    assert density.read(target).dpi == 300
    assert scan(target.read_bytes()) == scan(source.read_bytes())
    assert np.array_equal(pixels(target), pixels(source))
    assert images.photo_facts(target)["frames"] == images.photo_facts(source)["frames"]


def test_rgb_without_jfif_is_left_alone(tmp_path):
    """A JFIF segment says YCbCr: the colours would turn."""
    source, target = tmp_path / "given.jpg", tmp_path / "mended.jpg"
    making.picture((160, 120)).save(source, "JPEG", keep_rgb=True)
    assert density.read(source) == Density(None, None)
    with pytest.raises(Unmendable):
        images.mend_density(source, target)
    assert not target.exists()


def test_several_pictures_without_density_are_left_alone(put, tmp_path):
    target = tmp_path / "mended.jpg"
    with pytest.raises(Unmendable):
        images.mend_density(put((0xE2, b"MPF\0II*\0\x08\0\0\0\0\0")), target)
    assert not target.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff\xe0\0\x10JF", b"\xff\xd8abc", b"\xff\xd8\xff\xe0\0\0"],
    ids=["empty", "start", "png", "cut", "no marker", "no length"],
)  # fmt: skip
def test_a_broken_header_is_refused_and_leaves_nothing(tmp_path, content):
    source, target = tmp_path / "given.jpg", tmp_path / "mended.jpg"
    source.write_bytes(content)
    with pytest.raises(Unmendable):
        density.read(source)
    with pytest.raises(Unmendable):
        images.mend_density(source, target)
    assert not target.exists()


@given(
    block=st.binary(max_size=80),
    order=st.sampled_from([b"II*\0", b"MM\0*", b""]),
    marker=st.sampled_from([0xE1, 0xED, 0xE0]),
    dpi=st.sampled_from([300, 65535]),
)
def test_whatever_a_header_says_the_copy_keeps_the_rest(bare, tmp_path_factory, block, order, marker, dpi):
    name = {0xE1: b"Exif\0\0" + order, 0xED: b"Photoshop 3.0\x008BIM\x03\xed", 0xE0: b"JFIF\0"}[marker]
    source = tmp_path_factory.getbasetemp() / "any.jpg"
    target = source.with_name("any-mended.jpg")
    source.write_bytes(making.segment(_without(bare, 0xE1), marker, name + block))
    try:
        images.mend_density(source, target, dpi)
    except Unmendable:
        assert not target.exists()
    else:
        assert density.read(target).dpi == dpi
        assert scan(target.read_bytes()) == scan(source.read_bytes())
