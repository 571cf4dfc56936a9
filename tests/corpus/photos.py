"""Photos (A2.15): each limit from both sides, each fault, and what phones, scanners and chats really make."""

import io
import random
import struct
from functools import partial

from PIL import Image, ImageFilter

from tests import making
from tests.corpus.cases import Case

FIELD = "photos"
_LEAST = {"size": (1800, 1200), "dpi": 300, "bytes": 1_000_000}
_PHONE = {"size": (4000, 3000), "phone": True, "quality": 85}

SHORT = ("photos.bytes.min", None)
LARGE = ("photos.bytes.max", "jpeg")
TAG = ("photos.dpi.min", "density")
NO_TAG_NOW = ("photos.dpi.min", None)
FEW = ("photos.pixels.fits", None)
OTHER = ("photos.format.is", "jpeg")
OTHER_BY_HAND = ("photos.format.is", None)
BROKEN = ("photos.readable.is", None)


def _jpeg(**options):
    return partial(making.jpeg, **options)


def _least(**changed):
    return _jpeg(**(_LEAST | changed))


def _case(name, make, *must, advise=()):
    return Case(name, FIELD, make, must, advise)


# Headers ------------------------------------------------------------------------------------------------------------
def _jfif(unit, across, down=None):
    return b"JFIF\0\1\2" + struct.pack(">BHHBB", unit, across, across if down is None else down, 0, 0)


def _exif(dpi, unit=2, order="<"):
    """A block with nothing but the density."""
    start = b"II*\0" if order == "<" else b"MM\0*"
    entries = [(282, 5, 1, 50), (283, 5, 1, 58), (296, 3, 1, unit if order == "<" else unit << 16)]
    rows = b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    return (
        b"Exif\0\0"
        + start
        + struct.pack(order + "IH", 8, 3)
        + rows
        + bytes(4)
        + struct.pack(order + "IIII", dpi, 1, dpi, 1)
    )


def _headed(*segments):
    """The least of everything, its density said by these segments only."""

    def make(path):
        made = making.jpeg(path, **(_LEAST | {"bytes": 1_000_100})).read_bytes()
        made = making.without_jfif(made)
        for marker, payload in reversed(segments):
            made = making.segment(made, marker, payload)
        path.write_bytes(made)

    return make


def _pressed(**options):
    """A large enough JPEG, saved with these words of Pillow."""

    def make(path):
        mode = options.get("mode", "RGB")
        told = {"dpi": (300, 300), "quality": 88} | {
            key: value for key, value in options.items() if key != "mode"
        }
        making.picture((2400, 1600), seed=3).convert(mode).save(path, "JPEG", **told)

    return make


def _several(**options):
    """A JPEG with a second picture behind it, as phones of two lenses write it; density in EXIF."""

    def make(path):
        exif = Image.Exif()
        exif[282], exif[283], exif[296] = 72.0, 72.0, 2
        second = making.picture((800, 600), seed=5)
        shot = making.picture((2400, 1600), seed=4)
        shot.save(path, "MPO", save_all=True, append_images=[second], exif=exif, quality=88, **options)

    return make


def _live(picture, film):
    """A phone's photo with the seconds around the shot behind it (Huawei, Samsung, Xiaomi)."""

    def make(path):
        making.jpeg(path, **picture)
        with path.open("ab") as handle:
            handle.write(
                struct.pack(">I", 24) + b"ftypmp42" + random.Random(1).randbytes(film) + b"LIVE_3319"
            )

    return make


def _patched(old, new, **options):
    """A JPEG whose frame header says something else."""

    def make(path):
        made = making.jpeg(path, **(_LEAST | options)).read_bytes()
        place = made.index(old)
        path.write_bytes(made[:place] + new + made[place + len(new) :])

    return make


# Other pictures -----------------------------------------------------------------------------------------------------
def _saved(kind, size=(2400, 1600), *, mode="RGB", seed=0, **told):
    return lambda path: making.picture(size, seed=seed).convert(mode).save(path, kind, **told)


def _heic(size, quality, grain):
    """As an iPhone writes it: with grain, or so smooth that there is nearly nothing to keep."""

    def make(path):
        making.heic(path, (64, 64))  # its writer is there now
        shot = making.picture(size, seed=7)
        (shot if grain else shot.filter(ImageFilter.GaussianBlur(3))).save(path, "HEIF", quality=quality)

    return make


def _screenshot(size):
    """Flat areas and sharp edges: many pixels, few bytes."""

    def make(path):
        making.picture((size[0] // 40, size[1] // 40), seed=9).resize(size, Image.Resampling.NEAREST).save(
            path, "PNG"
        )

    return make


def _moving(kind):
    def make(path):
        frames = [making.picture((1800, 1200), seed=seed) for seed in (1, 2)]
        frames[0].save(path, kind, save_all=True, append_images=frames[1:])

    return make


# Faults and hints ---------------------------------------------------------------------------------------------------
def _cut(part, **options):
    def make(path):
        made = making.jpeg(path, **(_PHONE | options)).read_bytes()
        path.write_bytes(made[: int(len(made) * part)])

    return make


def _cut_heic(path):
    making.heic(path, (2400, 1600))
    path.write_bytes(path.read_bytes()[:-2000])


def _bytes(content):
    return lambda path: path.write_bytes(content)


def _shot(picture):
    """A photo of that picture with the grain of a sensor, of a real size."""

    def make(path):
        shot = picture()
        grain = Image.effect_noise(shot.size, 6)
        kept = io.BytesIO()
        Image.blend(shot, Image.merge("RGB", [grain] * 3), 0.08).save(
            kept, "JPEG", quality=97, dpi=(300, 300)
        )
        made = kept.getvalue()
        path.write_bytes(making.filled(made, max(len(made), 1_200_000)))

    return make


def _plain(colour):
    return lambda: Image.new("RGB", (3000, 2000), colour)


def _scene(blur=0, turned=None):
    def make():
        shot = making.picture((3000, 2000), seed=11)
        if turned:  # a shaken hand: smeared in one direction
            shot = shot.filter(ImageFilter.BoxBlur(turned))
        return shot.filter(ImageFilter.GaussianBlur(blur)) if blur else shot

    return make


def _drawing():
    """A three-view drawing: thin lines on white paper."""
    shot = Image.new("RGB", (3000, 2000), "white")
    for place in (300, 900, 1700, 2600):
        shot.paste((0, 0, 0), (place, 200, place + 5, 1800))
        shot.paste((0, 0, 0), (200, place * 7 // 10, 2800, place * 7 // 10 + 5))
    return shot


def _night():
    """Dark, with a lamp in it."""
    shot = Image.new("RGB", (3000, 2000), (6, 6, 9))
    shot.paste(making.picture((600, 400), seed=2), (1200, 800))
    return shot


CASES = [
    # each limit from both sides
    _case("the least of everything.jpg", _least()),
    _case("one byte short.jpg", _least(bytes=999_999), SHORT),
    _case("the most bytes.jpg", _least(bytes=10_485_760)),
    _case("one byte more than the most.jpg", _jpeg(size=(4000, 3000), dpi=300, bytes=10_485_761), LARGE),
    _case("299 dpi.jpg", _least(dpi=299), TAG),
    _case("301 dpi.jpg", _least(dpi=301)),
    _case("1799 wide.jpg", _least(size=(1799, 1200)), FEW),
    _case("1199 high.jpg", _least(size=(1800, 1199)), FEW),
    _case("upright 1200x1800.jpg", _least(size=(1200, 1800))),
    _case("upright 1199x1800.jpg", _least(size=(1199, 1800)), FEW),
    _case("panorama 6000x1199.jpg", _least(size=(6000, 1199), bytes=2_000_000), FEW),
    _case("panorama 6000x1200.jpg", _least(size=(6000, 1200), bytes=2_000_000)),
    _case("few pixels, little of all.jpg", _least(size=(1280, 853), dpi=72, bytes=300_000), SHORT, FEW),
    _case("enough pixels, few bytes, 72 dpi.jpg", _least(dpi=72, bytes=700_000), SHORT, NO_TAG_NOW),
    # density
    _case("no density at all.jpg", _least(dpi=None), TAG),
    _case("unit 0 is a ratio.jpg", _headed((0xE0, _jfif(0, 300))), TAG),
    _case("118 dots a centimetre.jpg", _headed((0xE0, _jfif(2, 118)))),
    _case("117 dots a centimetre.jpg", _headed((0xE0, _jfif(2, 117))), TAG),
    _case("300 across 72 down.jpg", _headed((0xE0, _jfif(1, 300, 72))), TAG),
    _case("EXIF alone 300.jpg", _headed((0xE1, _exif(300)))),
    _case("EXIF alone 299.jpg", _headed((0xE1, _exif(299))), TAG),
    _case("EXIF big-endian 118 a centimetre.jpg", _headed((0xE1, _exif(118, 3, ">")))),
    _case("JFIF 300 and EXIF 72.jpg", _headed((0xE0, _jfif(1, 300)), (0xE1, _exif(72))), TAG),
    _case("JFIF 72 and EXIF 300.jpg", _headed((0xE0, _jfif(1, 72)), (0xE1, _exif(300))), TAG),
    _case("JFIF 300 and EXIF 350.jpg", _headed((0xE0, _jfif(1, 300)), (0xE1, _exif(350)))),
    _case("broken EXIF.jpg", _headed((0xE0, _jfif(1, 300)), (0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff"))),
    # kinds of JPEG
    _case("CMYK.jpg", _pressed(mode="CMYK")),
    _case("CMYK 72 dpi.jpg", _pressed(mode="CMYK", dpi=(72, 72)), TAG),
    _case("grey.jpg", _pressed(mode="L", quality=97)),
    _case("progressive.jpg", _pressed(progressive=True, quality=90)),
    _case("RGB inside, no JFIF.jpg", _pressed(keep_rgb=True, dpi=(0, 0)), NO_TAG_NOW),
    _case("arithmetic.jpg", _patched(b"\xff\xc0", b"\xff\xc9"), BROKEN),
    _case("12 bits.jpg", _patched(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c"), BROKEN),
    _case("lossless.jpg", lambda path: making.ffmpeg("-f", "lavfi", "-i", "testsrc2=s=1800x1200", "-frames:v", 1, "-c:v", "ljpeg", "-pix_fmt", "bgr24", "-f", "image2", path), BROKEN),
    _case("a JPEG named.png", _least()),
    _case("no suffix", _least()),
    # phones, chats, scanners
    _case("iPhone turned 72 dpi.jpg", _jpeg(**_PHONE, orientation=6), TAG),
    _case("Huawei 96 dpi.jpg", _jpeg(**_PHONE, dpi=96, orientation=1), TAG),
    _case("turned 1200x1800 as shown.jpg", _least(orientation=6)),
    _case("two lenses (MPO) 72 dpi.jpg", _several(), TAG),
    _case("moving photo.jpg", _live(_PHONE | {"size": (3000, 2000)}, 2_000_000), TAG),
    _case("moving photo over 10 MB.jpg", _live(_PHONE, 9_000_000), LARGE, ("photos.dpi.min", "jpeg")),
    _case("small picture in a large moving photo.jpg", _live({"size": (1800, 1200), "dpi": 300, "quality": 60}, 11_000_000), ("photos.bytes.max", None)),
    _case("48 megapixels.jpg", _jpeg(size=(8000, 6000), dpi=72, quality=90), LARGE, ("photos.dpi.min", "jpeg")),
    _case("sent by chat 1280.jpg", _jpeg(size=(1280, 960), dpi=72, quality=75), SHORT, FEW),
    _case("sent by chat 1080x1440.jpg", _jpeg(size=(1080, 1440), dpi=None, quality=80), SHORT, FEW),
    _case("iPhone.HEIC", _heic((3000, 2000), 85, grain=True), OTHER),
    _case("iPhone named.jpg", _heic((3000, 2000), 85, grain=True), OTHER),
    _case("few pixels.HEIC", _heic((1600, 1199), 85, grain=True), OTHER_BY_HAND, FEW),
    _case("smooth and small.HEIC", _heic((1800, 1200), 20, grain=False), OTHER_BY_HAND, SHORT),
    _case("screenshot of a phone.jpg", _screenshot((1080, 2400)), OTHER_BY_HAND, FEW, SHORT),
    _case("screenshot of a screen.png", _screenshot((2560, 1600)), OTHER_BY_HAND, SHORT),
    _case("scan.png", _saved("PNG", dpi=(300, 300)), OTHER),
    _case("scan over 10 MB.tif", _saved("TIFF", dpi=(300, 300)), OTHER),
    _case("clear background.png", _saved("PNG", mode="RGBA"), OTHER),
    _case("web.webp", _saved("WEBP", quality=90, seed=6), OTHER),
    _case("paint.bmp", _saved("BMP"), OTHER),
    _case("new.avif", _saved("AVIF", quality=90, speed=10), OTHER),
    _case("still.gif", _saved("GIF"), OTHER_BY_HAND),
    _case("moving.gif", _moving("GIF"), OTHER_BY_HAND),
    _case("moving.webp", _moving("WEBP"), OTHER_BY_HAND),
    # faults
    _case("empty.jpg", _bytes(b""), BROKEN),
    _case("three bytes.jpg", _bytes(b"\xff\xd8\xff"), BROKEN),
    _case("cut in the header.jpg", _cut(0.00001), BROKEN),
    _case("cut in half.jpg", _cut(0.5), BROKEN),
    _case("the last bytes lost.jpg", _cut(0.999), BROKEN),
    _case("cut progressive.jpg", lambda path: (_pressed(progressive=True)(path), path.write_bytes(path.read_bytes()[:-90_000])), BROKEN),
    _case("cut.HEIC", _cut_heic, BROKEN),
    _case("a text renamed.jpg", _bytes("这是一段说明文字，不是照片。\n".encode() * 40_000), BROKEN),
    _case("a document renamed.jpg", _bytes(b"%PDF-1.7\n" + bytes(1_200_000)), BROKEN),
    _case("zeros.jpg", _bytes(bytes(1_200_000)), BROKEN),
    _case("bomb.png", making.bomb_png, BROKEN),
    # hints
    _case("sharp.jpg", _shot(_scene())),
    _case("slightly soft.jpg", _shot(_scene(blur=2))),
    _case("out of focus.jpg", _shot(_scene(blur=9)), advise=("photos.sharpness.min",)),
    _case("a shaken hand.jpg", _shot(_scene(turned=(15, 0))), advise=("photos.sharpness.min",)),
    _case("lens covered.jpg", _shot(_plain((3, 3, 4))), advise=("photos.light.min",)),
    _case("a grey wall.jpg", _shot(_plain((140, 140, 138))), advise=("photos.contrast.min",)),
    _case("white.jpg", _shot(_plain("white")), advise=("photos.contrast.min",)),
    _case("a drawing of three views.jpg", _shot(_drawing)),
    _case("at night with a lamp.jpg", _shot(_night)),
]  # fmt: skip
