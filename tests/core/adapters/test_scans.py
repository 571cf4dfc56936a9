"""Sealed papers: the code of a printed letter read from a photo, and what strangers send instead."""

import zlib

import pillow_heif
import pytest
from PIL import Image

from core.adapters import papers, probing, scans
from tests.core.adapters.test_papers import CODE, page
from tests.sealing import blank_pdf, photo_of, printed

URL = f"http://127.0.0.1:8000/p/{CODE}"
OTHER = "http://127.0.0.1:8000/p/ZZZZZZZZZZZZZZZZ"


@pytest.fixture(scope="module")
def letter():
    return papers.letters([page("innovation", 0), page("innovation", 1, qr=OTHER)])


def kept(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "shot",
    [
        {},
        {"tilt": 7, "blur": 1.2, "quality": 60},
        {"tilt": -21, "quality": 60},
        {"tilt": 90},
        {"tilt": 187, "longest": 2200},
        {"tilt": 3, "longest": 1300, "quality": 50},
        {"tilt": 2, "longest": 4300, "blur": 2},
    ],
)
def test_the_code_of_a_printed_letter_is_read_from_a_photo(tmp_path, letter, shot):
    facts = probing.probe("paper", photo_of(letter, tmp_path / "p.jpg", **shot))
    assert (facts["fault"], facts["format"], facts["pages"], facts["codes"]) == (None, "JPEG", 1, [URL])


def test_a_photo_in_half_shadow(tmp_path, letter):
    picture = printed(letter)
    shade = Image.linear_gradient("L").resize(picture.size).convert("RGB")
    Image.blend(
        picture, Image.composite(picture, Image.new("RGB", picture.size), shade.convert("L")), 0.8
    ).save(tmp_path / "p.png")
    facts = scans.paper_facts(tmp_path / "p.png")
    assert (facts["fault"], facts["format"], facts["codes"]) == (None, "PNG", [URL])


def test_two_letters_on_one_photo(tmp_path, letter):
    left, right = printed(letter, 0, 2000), printed(letter, 1, 2000)
    both = Image.new("RGB", (left.width * 2, left.height), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    both.save(tmp_path / "p.jpg", quality=80)
    assert set(scans.paper_facts(tmp_path / "p.jpg")["codes"]) == {URL, OTHER}


def test_a_heic_photo(tmp_path, letter):
    picture = printed(letter, longest=2000)
    pillow_heif.register_heif_opener()
    picture.save(tmp_path / "p.heic", format="HEIF", quality=80)
    facts = scans.paper_facts(tmp_path / "p.heic")
    assert (facts["fault"], facts["format"], facts["codes"]) == (None, "HEIC", [URL])


def test_a_photo_without_a_code_is_compared_by_eye(tmp_path):
    Image.new("RGB", (1200, 1600), "white").save(tmp_path / "p.jpg")
    facts = probing.probe("paper", tmp_path / "p.jpg")
    del facts["sha256"], facts["bytes"]
    size = {"width": 1200, "height": 1600, "long": 1600, "short": 1200, "pages": 1, "pages_unseen": 0}
    seen = dict.fromkeys(("sheet", "bright", "sharp", "coloured", "red_seal")) | {"lit": True, "inked": False}
    assert facts == {"fault": None, "readable": True, "format": "JPEG", "codes": [], **size, **seen}


def test_a_pdf_of_both_letters(tmp_path, letter):
    facts = probing.probe("paper", kept(tmp_path / "p.pdf", letter))
    found = {key: facts[key] for key in ("fault", "format", "pages", "codes", "long")}
    assert found == {"fault": None, "format": "PDF", "pages": 2, "codes": [URL, OTHER], "long": 2400}


def test_a_scanned_pdf(tmp_path, letter):
    photo = Image.open(photo_of(letter, tmp_path / "p.jpg", tilt=1))
    photo.save(tmp_path / "p.pdf", resolution=200)
    assert scans.paper_facts(tmp_path / "p.pdf")["codes"] == [URL]


def test_pages_beyond_the_bound_are_counted_only(tmp_path):
    facts = scans.paper_facts(kept(tmp_path / "p.pdf", blank_pdf(pages=30)))
    assert (facts["fault"], facts["pages"], facts["pages_unseen"], facts["codes"]) == (None, 30, 10, [])


def test_a_page_as_large_as_a_hall_is_drawn_small(tmp_path):
    facts = probing.probe("paper", kept(tmp_path / "p.pdf", blank_pdf(14_400_000, 14_400_000)), seconds=20)
    assert (facts["fault"], facts["long"]) == (None, 2400)


def pdf_with_picture(width, height):
    """A PDF whose one picture says that it is so large; only the numbers are."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 29>>stream\nq 595 0 0 842 0 0 cm /I Do Q \nendstream",
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Length 4>>stream\nabcd\nendstream" % (width, height),
    ]  # fmt: skip
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s\nendobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def locked_pdf():
    """A PDF that wants a password (standard handler, revision 2; its keys are noise)."""
    lock = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -44>>" % (b"1f" * 32, b"2e" * 32)
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n3 0 obj"
        + lock
    )
    return body + b"endobj\ntrailer<</Root 1 0 R/Size 4/Encrypt 3 0 R/ID[<00><00>]>>\n%%EOF"


def bomb_png():
    """A PNG whose header promises 40,000 × 40,000 points."""
    header = (40_000).to_bytes(4) * 2 + b"\x08\x00\x00\x00\x00"
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(999))), (b"IEND", b"")]
    made = [len(c).to_bytes(4) + kind + c + zlib.crc32(kind + c).to_bytes(4) for kind, c in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


HOSTILE = {
    "a password": (lambda letter: locked_pdf(), "encrypted"),
    "a pdf cut off": (lambda letter: letter[: len(letter) // 3], "unreadable"),
    "a pdf of noise": (lambda letter: b"%PDF-1.7\n" + bytes(range(256)) * 30, "unreadable"),
    "no page": (lambda letter: blank_pdf(pages=0), "unreadable"),
    "a giant picture in a pdf": (lambda letter: pdf_with_picture(60_000, 60_000), "bomb"),
    "a giant picture": (lambda letter: bomb_png(), "bomb"),
    "a jpeg cut off": (lambda letter: b"\xff\xd8\xff\xe0" + bytes(300), "truncated"),
    "a text": (lambda letter: "承诺书".encode() * 99, "not_a_document"),
    "a page of the web": (lambda letter: b"<html><script>alert(1)</script></html>", "not_a_document"),
    "postscript": (lambda letter: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_document"),
    "a zip": (lambda letter: b"PK\x03\x04" + bytes(200), "not_a_document"),
    "nothing": (lambda letter: b"", "empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_is_no_paper_is_a_fault(tmp_path, letter, name):
    make, fault = HOSTILE[name]
    path = kept(tmp_path / "x", make(letter))
    facts = probing.probe("paper", path, seconds=30)
    assert (facts["fault"], "codes" in facts) == (fault, False)
    with pytest.raises((ValueError, OSError)):
        scans.preview(path, tmp_path / "preview.jpg")
    assert not (tmp_path / "preview.jpg").exists()


def test_a_picture_in_a_pdf_of_bearable_size_is_looked_at(tmp_path):
    assert scans.paper_facts(kept(tmp_path / "p.pdf", pdf_with_picture(600, 800)))["fault"] is None


@pytest.mark.parametrize("kind", ["pdf", "jpg"])
def test_a_preview_shows_the_first_pages(tmp_path, letter, kind):
    source = (
        kept(tmp_path / "p.pdf", letter) if kind == "pdf" else photo_of(letter, tmp_path / "p.jpg", tilt=0)
    )
    scans.preview(source, tmp_path / "preview.jpg")
    with Image.open(tmp_path / "preview.jpg") as shown:
        assert (shown.format, shown.height, shown.mode) == ("JPEG", 1280, "RGB")
        assert (shown.width > shown.height) is (kind == "pdf")  # both letters, side by side
        assert shown.convert("L").getextrema()[0] < 60  # words stand on it
