"""Photos as people send them: what is read from them, what previews show, and what hostile ones come to (A2.15)."""

import random
import struct

import numpy as np
import pytest
from PIL import Image

from core.adapters import pixels
from core.adapters.images import NotAPhoto, dhash, photo_facts, preview
from tests import making

SIZE = (400, 300)
CUT_FAULTS = {"truncated", "unreadable", "not_an_image", "empty"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("photos")


@pytest.fixture(scope="module")
def photo(folder):
    """A phone's photo, lying."""
    return making.jpeg(folder / "phone.jpg", SIZE, phone=True, orientation=1)


LOOKS = {
    "dhash",
    "dhash_mirrored",
    "sketch",
    "fingerprint",
    "light",
    "contrast",
    "sharpness",
    "jpeg_bytes",
    "unmendable",
}


def facts_of(path):
    """Facts without how it looks and what mends make of it, which have tests of their own."""
    return {key: value for key, value in photo_facts(path).items() if key not in LOOKS}


def facts(kind, width=400, height=300, dpi=None, most=None, frames=1):
    return {
        "format": kind, "width": width, "height": height, "long": max(width, height), "short": min(width, height),
        "dpi": dpi, "dpi_most": most or dpi, "dpi_conflict": most is not None, "frames": frames, "fault": None,
    }  # fmt: skip


SAVED = [
    ("JPEG", "RGB", {"dpi": (300, 300)}, facts("JPEG", dpi=300)),
    ("JPEG", "RGB", {}, facts("JPEG")),
    ("JPEG", "L", {"dpi": (72, 72)}, facts("JPEG", dpi=72)),
    ("JPEG", "CMYK", {"dpi": (72, 72), "progressive": True}, facts("JPEG", dpi=72)),
    ("PNG", "RGB", {"dpi": (300, 300)}, facts("PNG", dpi=300)),
    ("PNG", "P", {}, facts("PNG")),
    ("PNG", "RGBA", {}, facts("PNG")),
    ("PNG", "1", {}, facts("PNG")),
    ("WEBP", "RGB", {}, facts("WEBP")),
    ("AVIF", "RGB", {}, facts("AVIF")),
    ("GIF", "RGB", {}, facts("GIF")),
    ("BMP", "RGB", {"dpi": (96, 96)}, facts("BMP", dpi=96)),
    ("TIFF", "RGB", {"dpi": (300, 300)}, facts("TIFF", dpi=300)),
]


@pytest.mark.parametrize(("kind", "mode", "told", "expected"), SAVED)
def test_the_format_is_that_of_the_content(tmp_path, kind, mode, told, expected):
    path = tmp_path / "named.jpg"  # whatever its name says
    making.picture(SIZE, mode=mode).save(path, kind, **told)
    assert facts_of(path) == expected


def test_a_heic(tmp_path):
    assert facts_of(making.heic(tmp_path / "IMG.jpg", SIZE)) == facts("HEIC")


def test_a_jpeg_of_several_pictures_is_a_jpeg(tmp_path):
    path = tmp_path / "several.jpg"
    making.picture(SIZE).save(path, "MPO", save_all=True, append_images=[making.picture((80, 60), seed=1)])
    assert facts_of(path) == facts("JPEG", frames=2)


def test_a_jpeg_with_a_film_behind_it_is_a_photo(tmp_path, photo):
    """Phones append the seconds around the shot."""
    path = tmp_path / "live.jpg"
    path.write_bytes(photo.read_bytes() + struct.pack(">I", 20) + b"ftypmp42" + bytes(5000))
    assert facts_of(path) == facts("JPEG", dpi=72)


def test_densities_that_differ_are_a_conflict(tmp_path):
    path = making.jpeg(tmp_path / "two.jpg", SIZE, phone=True)
    jfif = b"JFIF\0\1\2\1" + struct.pack(">HHBB", 300, 300, 0, 0)
    path.write_bytes(making.segment(path.read_bytes(), 0xE0, jfif))
    assert facts_of(path) == facts("JPEG", dpi=72, most=300)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_sizes_and_hash_are_those_of_the_picture_as_shown(tmp_path, orientation):
    lying = making.picture(SIZE)
    shown = lying if orientation == 1 else lying.transpose(pixels.TURNS[orientation])
    turned, upright = tmp_path / "turned.jpg", tmp_path / "upright.png"
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying.save(turned, exif=exif, quality=95)
    shown.save(upright)
    found, expected = photo_facts(turned), photo_facts(upright)
    assert (found["width"], found["height"]) == (expected["width"], expected["height"]) == shown.size
    assert differing(found["dhash"], expected["dhash"]) <= 2


def differing(one, other):
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_the_hash_knows_a_picture_again_and_tells_others_apart(tmp_path):
    sizes = [((1600, 1200), 92), ((1600, 1200), 40), ((640, 480), 80)]
    shot = making.picture((1600, 1200))
    hashes = []
    for number, (size, quality) in enumerate(sizes):
        path = tmp_path / f"{number}.jpg"
        shot.resize(size).save(path, quality=quality)
        hashes.append(photo_facts(path)["dhash"])
    others = [dhash(making.picture((1600, 1200), seed=seed)) for seed in range(1, 6)]
    assert max(differing(hashes[0], one) for one in hashes) <= 4
    assert min(differing(hashes[0], one) for one in others) > 10


@pytest.mark.parametrize(
    "payload",
    [
        b"Exif\0\0",
        b"Exif\0\0no tiff at all",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
    ],
)
def test_broken_exif_breaks_no_photo(tmp_path, payload):
    path = making.jpeg(tmp_path / "odd.jpg", SIZE, dpi=300)
    path.write_bytes(making.segment(path.read_bytes(), 0xE1, payload))
    assert facts_of(path) == facts("JPEG", dpi=300)
    preview(path, tmp_path / "small.jpg")


def test_a_photo_of_24_megapixels(tmp_path):
    path = making.jpeg(tmp_path / "large.jpg", (6000, 4000), quality=70)
    assert facts_of(path) == facts("JPEG", 6000, 4000, dpi=72)


@pytest.mark.parametrize(
    ("size", "orientation", "shown"),
    [((3000, 2000), 1, (1280, 853)), ((3000, 2000), 6, (853, 1280)), ((400, 300), 8, (300, 400))],
)
def test_a_preview_is_small_upright_and_says_nothing_of_the_phone(tmp_path, size, orientation, shown):
    source, target = tmp_path / "photo.jpg", tmp_path / "small.jpg"
    making.jpeg(source, size, phone=True, orientation=orientation)
    preview(source, target)
    with Image.open(target) as small:
        assert (small.format, small.mode, small.size) == ("JPEG", "RGB", shown)
        assert dict(small.getexif()) == {}
    assert b"Fictional" in source.read_bytes() and b"Fictional" not in target.read_bytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "1", "L"])
def test_a_preview_of_any_mode(tmp_path, mode):
    source, target = tmp_path / "given.png", tmp_path / "small.jpg"
    making.picture(SIZE, mode=mode).save(source, "JPEG" if mode == "CMYK" else "PNG")
    preview(source, target)
    with Image.open(target) as small:
        assert (small.mode, small.size) == ("RGB", SIZE)


def test_what_is_transparent_becomes_white_paper(tmp_path):
    source, target = tmp_path / "clear.png", tmp_path / "small.jpg"
    Image.new("RGBA", SIZE, (0, 0, 0, 0)).save(source)
    preview(source, target)
    with Image.open(target) as small:
        assert np.asarray(small).min() == 255


def png(side):
    return lambda path: making.bomb_png(path, side)


def text(content):
    return lambda path: path.write_bytes(content)


HOSTILE = [
    (text(b""), "empty"),
    (text(bytes(5000)), "not_an_image"),
    (text("这是一段文字".encode()), "not_an_image"),
    (text(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\nshowpage\n"), "not_an_image"),
    (
        text(b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
        "not_an_image",
    ),
    (text(b"%PDF-1.7\n"), "not_an_image"),
    (text(b"PK\3\4" + bytes(60)), "not_an_image"),
    (text(b"\xff\xd8\xff"), "truncated"),
    (text(b"\x89PNG\r\n\x1a\n"), "truncated"),
    (text(b"\0\0\0\x18ftypheic\0\0\0\0"), "truncated"),
    (png(50_000), "bomb"),
    (png(10_001), "bomb"),
    (png(9_999), "truncated"),  # within bounds, and nothing behind the header
]


@pytest.mark.parametrize(("make", "fault"), HOSTILE)
def test_what_is_no_photo_is_named(tmp_path, make, fault):
    path = tmp_path / "photo.jpg"
    make(path)
    assert photo_facts(path) == {"fault": fault}
    with pytest.raises(NotAPhoto) as refused:
        preview(path, tmp_path / "small.jpg")
    assert refused.value.fault == fault
    assert not (tmp_path / "small.jpg").exists()


def cuts(size, count=20):
    chance = random.Random(size)
    return sorted({0, 1, 2, 3, size - 1, size - 2, *(chance.randrange(size) for _ in range(count))})


@pytest.mark.parametrize("kind", ["JPEG", "progressive", "HEIF"])
def test_a_photo_cut_off_anywhere_is_found(tmp_path, photo, kind):
    path = tmp_path / "cut.jpg"
    if kind == "JPEG":
        content = photo.read_bytes()
    elif kind == "HEIF":
        content = making.heic(path, SIZE).read_bytes()
    else:
        making.picture(SIZE).save(path, "JPEG", progressive=True)
        content = path.read_bytes()
    for size in cuts(len(content)):
        path.write_bytes(content[:size])
        found = photo_facts(path)
        assert found.keys() == {"fault"} and found["fault"] in CUT_FAULTS, size
    path.write_bytes(content)
    assert photo_facts(path)["fault"] is None


def test_a_photo_cut_off_in_its_pixels_is_called_truncated(tmp_path, photo):
    content, path = photo.read_bytes(), tmp_path / "cut.jpg"
    for part in (0.3, 0.5, 0.9, 0.99):
        path.write_bytes(content[: int(len(content) * part)])
        assert photo_facts(path) == {"fault": "truncated"}, part


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF", "WEBP", "TIFF", "GIF"])
def test_flipped_bits_are_a_fault_or_a_photo(tmp_path, kind):
    path, chance = tmp_path / "flipped.jpg", random.Random(7)
    making.heic(path, SIZE) if kind == "HEIF" else making.picture(SIZE).save(path, kind)
    content = path.read_bytes()
    for _ in range(25):
        flipped = bytearray(content)
        for _ in range(8):  # half of them in the header, where they tell
            flipped[chance.randrange(chance.choice([200, len(content)]))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        found = photo_facts(path)
        assert found["fault"] in {None, "bomb", "odd_jpeg"} | CUT_FAULTS
        assert (found["fault"] is None) is ("dhash" in found)
