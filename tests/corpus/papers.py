"""Sealed papers (A2.7, A3.3): photos, scans and PDFs as people send them, and what they send instead.

`flask check` knows no entry, so a code that is read is neither own nor foreign here: tests/core/services/test_seals.py."""

import io
import zipfile
from functools import cache, partial

import pikepdf
from PIL import Image, ImageDraw, ImageFilter

from core.adapters import papers
from tests import making, sealing
from tests.core.adapters.test_papers import page
from tests.corpus.cases import Case

FIELD = "papers"
UNREADABLE = (("papers.readable.is", None),)


@cache
def letters():
    return papers.letters([page("innovation", 0), page("innovation", 1)])


@cache
def blank_letter():
    return papers.letters([page("innovation", 1, qr="", code="")])


def photo(path, pdf=letters, turn=0, **shot):
    sealing.photo_of(pdf(), path, **shot)
    if turn:
        Image.open(path).rotate(turn, expand=True).save(path, quality=85)


def _pressed(path, *pages, resolution=200, **options):
    first, *rest = pages
    first.save(path, "PDF", save_all=True, append_images=rest, resolution=resolution, **options)


def scan(path, pages=(0, 1), mode="RGB", seal=sealing.RED):
    """What a flatbed scanner makes: straight, even, A4 at 200 dpi."""
    sheets = [sealing.printed(letters(), number, 2339) for number in pages]
    for sheet in sheets if seal else ():
        sealing.stamp(sheet, seal)
    _pressed(path, *(sheet.convert(mode) for sheet in sheets))


def many(path, count):
    sheet = sealing.printed(letters(), 1, 1654)
    sealing.stamp(sheet)
    _pressed(path, *[sheet] * count, resolution=140)


def plain(path, colour, size=(1200, 1600), **how):
    Image.new("RGB", size, colour).save(path, **how)


def blank_sheet(path):
    """The back of the sheet, in uneven light, with the grain of a phone."""
    light = Image.linear_gradient("L").resize((1500, 2000)).point(lambda value: 150 + value // 4)
    Image.blend(light.convert("RGB"), Image.effect_noise((1500, 2000), 24).convert("RGB"), 0.06).save(path)


def red_title(path):
    sheet = sealing.printed(letters(), 1)
    ImageDraw.Draw(sheet).rectangle((400, 200, 1700, 330), fill=(200, 30, 40))
    sealing.shot_of(sheet, seal=None).save(path, quality=85)


def screenshot(path):
    screen = Image.new("RGB", (1080, 1920), (40, 90, 200))
    screen.paste(sealing.printed(letters(), 1, 1527), (0, 200))
    screen.save(path)


def small(path, longest):
    sheet = sealing.printed(letters(), 1)
    sealing.stamp(sheet)
    sheet.thumbnail((longest, longest))
    sheet.save(path, quality=80)


def fogged(path):
    shot = sealing.shot_of(sealing.printed(letters(), 1))
    shot.filter(ImageFilter.GaussianBlur(9)).save(path, quality=80)


def locked(path):
    with pikepdf.open(io.BytesIO(letters())) as document:
        document.save(path, encryption=pikepdf.Encryption(user="geheim", owner="geheim"))


def cut(path, whole, keep):
    whole(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])


def word_file(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")


def _case(name, make, must=(), advise=(), track="innovation", field=FIELD, **options):
    return Case(
        name, field, partial(make, **options), must, tuple(f"{field}.{rule}" for rule in advise), track
    )


CASES = [
    # as it should be
    _case("phone photo.jpg", photo),
    _case("tilted phone photo.jpg", photo, tilt=-14, page=1),
    _case("lying on its side.jpg", photo, turn=90),
    _case("on its head.jpg", photo, turn=180),
    _case("iphone.heic", photo, longest=2400),
    _case("as chat sends it 1280.jpg", photo, longest=1210, quality=70, blur=0.4),
    _case("the last of the ink pad.jpg", photo, seal=sealing.FAINT),
    _case("in the evening.jpg", photo, light=0.35),
    _case("scanner, both letters.pdf", scan),
    _case("scanner, one letter.pdf", scan, pages=(1,)),
    _case("scanner.png", lambda path: (sealing.photo_of(letters(), path), Image.open(path).save(path, "PNG"))),
    _case("electronic seal.pdf", lambda path: sealing.electronic_seal(letters(), path)),
    _case("20 pages.pdf", many, count=20),
    _case("600 pixels.jpg", small, longest=600),
    # for the officer's eye
    _case("21 pages.pdf", many, (), ("pages_unseen.max",), count=21),
    _case("hand-filled, without our code.jpg", photo, (), ("code_read.is",), pdf=blank_letter),
    _case("not sealed.jpg", photo, (), ("red_seal.is",), seal=None),
    _case("a red title is no seal.jpg", red_title, (), ("red_seal.is",)),
    _case("scanner, black and white.pdf", scan, (), ("coloured.is",), mode="1"),
    _case("scanner, grey.pdf", scan, (), ("coloured.is",), mode="L"),
    _case("downloaded and not printed.pdf", lambda path: path.write_bytes(letters()), (), ("coloured.is",)),
    _case("screenshot.png", screenshot, (), ("red_seal.is",)),
    _case("out of focus.jpg", fogged, (), ("sharp.is",)),
    _case("selfie.jpg", lambda path: sealing.selfie().save(path), (), ("sheet.is",)),
    _case("a wall.jpg", lambda path: Image.radial_gradient("L").resize((1500, 1500)).save(path), (), ("sheet.is",)),
    # nobody could read it
    _case("599 pixels.jpg", small, (("papers.pixels.fits", None),), longest=599),
    _case("black.jpg", plain, (("papers.lit.is", None),), colour=(9, 8, 10)),
    _case("white.png", plain, (("papers.inked.is", None),), colour="white"),
    _case("the back of the sheet.jpg", blank_sheet, (("papers.inked.is", None),)),
    _case("empty page.pdf", lambda path: path.write_bytes(sealing.blank_pdf()), (("papers.inked.is", None),)),
    # no paper
    _case("moving picture.gif", plain, (("papers.format.one_of", None), ("papers.inked.is", None)), colour="white"),
    _case("a word file by another name.pdf", word_file, UNREADABLE),
    _case("half a photo.jpg", cut, UNREADABLE, whole=photo, keep=0.5),
    _case("a third of a pdf.pdf", cut, UNREADABLE, whole=lambda path: path.write_bytes(letters()), keep=0.3),
    _case("locked.pdf", locked, UNREADABLE),
    _case("nothing.jpg", lambda path: path.write_bytes(b""), UNREADABLE),
    _case("bomb.png", making.bomb_png, UNREADABLE),
    # acts by itself
    *(
        _case(f"{act}.pdf", sealing.acting_pdf, (("papers.inert.is", None), ("papers.inked.is", None)), act=act)
        for act in ("script", "launch", "attachment", "hidden")
    ),
    # Annex 3
    _case("sealed sheet.jpg", lambda path: sealing.photo_of(papers.letters([page("roadshow", 0)]), path), track="roadshow", field="seal"),
    _case("black sheet.jpg", plain, (("seal.lit.is", None),), track="roadshow", field="seal", colour=(5, 5, 5)),
]  # fmt: skip
