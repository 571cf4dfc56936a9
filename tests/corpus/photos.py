"""Photos (A2.15): each limit from both sides, each fault, and what phones, scanners and chats really make."""

from tests import making
from tests.corpus import photos_made as made
from tests.corpus.cases import Case

FIELD = "photos"
SHORT = ("photos.bytes.min", None)
LARGE = ("photos.bytes.max", "jpeg")
TAG = ("photos.dpi.min", "density")
NO_TAG_NOW = ("photos.dpi.min", None)
FEW = ("photos.pixels.fits", None)
OTHER = ("photos.format.is", "jpeg")
OTHER_BY_HAND = ("photos.format.is", None)
BROKEN = ("photos.readable.is", None)


def _case(name, make, *must, advise=()):
    return Case(name, FIELD, make, must, advise)


CASES = [
    # each limit from both sides
    _case("the least of everything.jpg", made.least()),
    _case("one byte short.jpg", made.least(bytes=999_999), SHORT),
    _case("the most bytes.jpg", made.least(bytes=10_485_760)),
    _case("one byte more than the most.jpg", made.jpeg(size=(4000, 3000), dpi=300, bytes=10_485_761), LARGE),
    _case("299 dpi.jpg", made.least(dpi=299), TAG),
    _case("301 dpi.jpg", made.least(dpi=301)),
    _case("1799 wide.jpg", made.least(size=(1799, 1200)), FEW),
    _case("1199 high.jpg", made.least(size=(1800, 1199)), FEW),
    _case("upright 1200x1800.jpg", made.least(size=(1200, 1800))),
    _case("upright 1199x1800.jpg", made.least(size=(1199, 1800)), FEW),
    _case("panorama 6000x1199.jpg", made.least(size=(6000, 1199), bytes=2_000_000), FEW),
    _case("panorama 6000x1200.jpg", made.least(size=(6000, 1200), bytes=2_000_000)),
    _case("few pixels, little of all.jpg", made.least(size=(1280, 853), dpi=72, bytes=300_000), SHORT, FEW),
    _case("enough pixels, few bytes, 72 dpi.jpg", made.least(dpi=72, bytes=700_000), SHORT, NO_TAG_NOW),
    # density
    _case("no density at all.jpg", made.least(dpi=None), TAG),
    _case("unit 0 is a ratio.jpg", made.headed((0xE0, made.jfif(0, 300))), TAG),
    _case("118 dots a centimetre.jpg", made.headed((0xE0, made.jfif(2, 118)))),
    _case("117 dots a centimetre.jpg", made.headed((0xE0, made.jfif(2, 117))), TAG),
    _case("300 across 72 down.jpg", made.headed((0xE0, made.jfif(1, 300, 72))), TAG),
    _case("EXIF alone 300.jpg", made.headed((0xE1, made.exif(300)))),
    _case("EXIF alone 299.jpg", made.headed((0xE1, made.exif(299))), TAG),
    _case("EXIF big-endian 118 a centimetre.jpg", made.headed((0xE1, made.exif(118, 3, ">")))),
    _case("JFIF 300 and EXIF 72.jpg", made.headed((0xE0, made.jfif(1, 300)), (0xE1, made.exif(72))), TAG),
    _case("JFIF 72 and EXIF 300.jpg", made.headed((0xE0, made.jfif(1, 72)), (0xE1, made.exif(300))), TAG),
    _case("JFIF 300 and EXIF 350.jpg", made.headed((0xE0, made.jfif(1, 300)), (0xE1, made.exif(350)))),
    _case("broken EXIF.jpg", made.headed((0xE0, made.jfif(1, 300)), (0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff"))),
    # kinds of JPEG
    _case("CMYK.jpg", made.pressed(mode="CMYK")),
    _case("CMYK 72 dpi.jpg", made.pressed(mode="CMYK", dpi=(72, 72)), TAG),
    _case("grey.jpg", made.pressed(mode="L", quality=97)),
    _case("progressive.jpg", made.pressed(progressive=True, quality=90)),
    _case("RGB inside, no JFIF.jpg", made.pressed(keep_rgb=True, dpi=(0, 0)), NO_TAG_NOW),
    _case("arithmetic.jpg", made.patched(b"\xff\xc0", b"\xff\xc9"), BROKEN),
    _case("12 bits.jpg", made.patched(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c"), BROKEN),
    _case("lossless.jpg", lambda path: making.ffmpeg("-f", "lavfi", "-i", "testsrc2=s=1800x1200", "-frames:v", 1, "-c:v", "ljpeg", "-pix_fmt", "bgr24", "-f", "image2", path), BROKEN),
    _case("a JPEG named.png", made.least()),
    _case("no suffix", made.least()),
    # phones, chats, scanners
    _case("iPhone turned 72 dpi.jpg", made.jpeg(**made.PHONE, orientation=6), TAG),
    _case("Huawei 96 dpi.jpg", made.jpeg(**made.PHONE, dpi=96, orientation=1), TAG),
    _case("turned 1200x1800 as shown.jpg", made.least(orientation=6)),
    _case("two lenses (MPO) 72 dpi.jpg", made.several(), TAG),
    _case("moving photo.jpg", made.live(made.PHONE | {"size": (3000, 2000)}, 2_000_000), TAG),
    _case("moving photo over 10 MB.jpg", made.live(made.PHONE, 9_000_000), LARGE, ("photos.dpi.min", "jpeg")),
    _case("small picture in a large moving photo.jpg", made.live({"size": (1800, 1200), "dpi": 300, "quality": 60}, 11_000_000), ("photos.bytes.max", None)),
    _case("48 megapixels.jpg", made.jpeg(size=(8000, 6000), dpi=72, quality=90), LARGE, ("photos.dpi.min", "jpeg")),
    _case("sent by chat 1280.jpg", made.jpeg(size=(1280, 960), dpi=72, quality=75), SHORT, FEW),
    _case("sent by chat 1080x1440.jpg", made.jpeg(size=(1080, 1440), dpi=None, quality=80), SHORT, FEW),
    _case("iPhone.HEIC", made.heic((3000, 2000), 85, grain=True), OTHER),
    _case("iPhone named.jpg", made.heic((3000, 2000), 85, grain=True), OTHER),
    _case("few pixels.HEIC", made.heic((1600, 1199), 85, grain=True), OTHER_BY_HAND, FEW),
    _case("smooth and small.HEIC", made.heic((1800, 1200), 20, grain=False), OTHER_BY_HAND, SHORT),
    _case("screenshot of a phone.jpg", made.screenshot((1080, 2400)), OTHER_BY_HAND, FEW, SHORT),
    _case("screenshot of a screen.png", made.screenshot((2560, 1600)), OTHER_BY_HAND, SHORT),
    _case("scan.png", made.saved("PNG", dpi=(300, 300)), OTHER),
    _case("scan over 10 MB.tif", made.saved("TIFF", dpi=(300, 300)), OTHER),
    _case("clear background.png", made.saved("PNG", mode="RGBA"), OTHER),
    _case("web.webp", made.saved("WEBP", quality=90, seed=6), OTHER),
    _case("paint.bmp", made.saved("BMP"), OTHER),
    _case("new.avif", made.saved("AVIF", quality=90, speed=10), OTHER),
    _case("still.gif", made.saved("GIF"), OTHER_BY_HAND),
    _case("moving.gif", made.moving("GIF"), OTHER_BY_HAND),
    _case("moving.webp", made.moving("WEBP"), OTHER_BY_HAND),
    # faults
    _case("empty.jpg", made.raw(b""), BROKEN),
    _case("three bytes.jpg", made.raw(b"\xff\xd8\xff"), BROKEN),
    _case("cut in the header.jpg", made.cut(0.00001), BROKEN),
    _case("cut in half.jpg", made.cut(0.5), BROKEN),
    _case("the last bytes lost.jpg", made.cut(0.999), BROKEN),
    _case("cut progressive.jpg", lambda path: (made.pressed(progressive=True)(path), path.write_bytes(path.read_bytes()[:-90_000])), BROKEN),
    _case("cut.HEIC", made.cut_heic, BROKEN),
    _case("a text renamed.jpg", made.raw("这是一段说明文字，不是照片。\n".encode() * 40_000), BROKEN),
    _case("a document renamed.jpg", made.raw(b"%PDF-1.7\n" + bytes(1_200_000)), BROKEN),
    _case("zeros.jpg", made.raw(bytes(1_200_000)), BROKEN),
    _case("bomb.png", making.bomb_png, BROKEN),
    # hints
    _case("sharp.jpg", made.shot(made.scene())),
    _case("slightly soft.jpg", made.shot(made.scene(blur=2))),
    _case("out of focus.jpg", made.shot(made.scene(blur=9)), advise=("photos.sharpness.min",)),
    _case("a shaken hand.jpg", made.shot(made.scene(turned=(15, 0))), advise=("photos.sharpness.min",)),
    _case("lens covered.jpg", made.shot(made.plain((3, 3, 4))), advise=("photos.light.min",)),
    _case("a grey wall.jpg", made.shot(made.plain((140, 140, 138))), advise=("photos.contrast.min",)),
    _case("white.jpg", made.shot(made.plain("white")), advise=("photos.contrast.min",)),
    _case("a drawing of three views.jpg", made.shot(made.drawing)),
    _case("at night with a lamp.jpg", made.shot(made.night)),
]  # fmt: skip
