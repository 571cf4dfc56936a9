"""How the photos of the corpus are made: each function gives one that writes a file at a path."""

import io
import random
import struct
from functools import partial

from PIL import Image, ImageFilter

from tests import making

LEAST = {"size": (1800, 1200), "dpi": 300, "bytes": 1_000_000}
PHONE = {"size": (4000, 3000), "phone": True, "quality": 85}


def jpeg(**options):
    return partial(making.jpeg, **options)


def least(**changed):
    return jpeg(**(LEAST | changed))


# Headers ------------------------------------------------------------------------------------------------------------
def jfif(unit, across, down=None):
    return b"JFIF\0\1\2" + struct.pack(">BHHBB", unit, across, across if down is None else down, 0, 0)


def exif(dpi, unit=2, order="<"):
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


def headed(*segments):
    """The least of everything, its density said by these segments only."""

    def make(path):
        made = making.jpeg(path, **(LEAST | {"bytes": 1_000_100})).read_bytes()
        made = making.without_jfif(made)
        for marker, payload in reversed(segments):
            made = making.segment(made, marker, payload)
        path.write_bytes(made)

    return make


def pressed(**options):
    """A large enough JPEG, saved with these words of Pillow."""

    def make(path):
        mode = options.get("mode", "RGB")
        told = {"dpi": (300, 300), "quality": 88} | {
            key: value for key, value in options.items() if key != "mode"
        }
        making.picture((2400, 1600), seed=3).convert(mode).save(path, "JPEG", **told)

    return make


def several(**options):
    """A JPEG with a second picture behind it, as phones of two lenses write it; density in EXIF."""

    def make(path):
        exif = Image.Exif()
        exif[282], exif[283], exif[296] = 72.0, 72.0, 2
        second = making.picture((800, 600), seed=5)
        shot = making.picture((2400, 1600), seed=4)
        shot.save(path, "MPO", save_all=True, append_images=[second], exif=exif, quality=88, **options)

    return make


def live(picture, film):
    """A phone's photo with the seconds around the shot behind it (Huawei, Samsung, Xiaomi)."""

    def make(path):
        making.jpeg(path, **picture)
        with path.open("ab") as handle:
            handle.write(
                struct.pack(">I", 24) + b"ftypmp42" + random.Random(1).randbytes(film) + b"LIVE_3319"
            )

    return make


def patched(old, new, **options):
    """A JPEG whose frame header says something else."""

    def make(path):
        made = making.jpeg(path, **(LEAST | options)).read_bytes()
        place = made.index(old)
        path.write_bytes(made[:place] + new + made[place + len(new) :])

    return make


# Other pictures -----------------------------------------------------------------------------------------------------
def saved(kind, size=(2400, 1600), *, mode="RGB", seed=0, **told):
    return lambda path: making.picture(size, seed=seed).convert(mode).save(path, kind, **told)


def heic(size, quality, grain):
    """As an iPhone writes it: with grain, or so smooth that there is nearly nothing to keep."""

    def make(path):
        making.heic(path, (64, 64))  # its writer is there now
        shot = making.picture(size, seed=7)
        shot = shot if grain else shot.filter(ImageFilter.GaussianBlur(3))
        shot.save(path, "HEIF", quality=quality, enc_params=making.QUICK)

    return make


def screenshot(size):
    """Flat areas and sharp edges: many pixels, few bytes."""

    def make(path):
        making.picture((size[0] // 40, size[1] // 40), seed=9).resize(size, Image.Resampling.NEAREST).save(
            path, "PNG"
        )

    return make


def moving(kind):
    def make(path):
        frames = [making.picture((1800, 1200), seed=seed) for seed in (1, 2)]
        frames[0].save(path, kind, save_all=True, append_images=frames[1:])

    return make


# Faults and hints ---------------------------------------------------------------------------------------------------
def cut(part, **options):
    def make(path):
        made = making.jpeg(path, **(PHONE | options)).read_bytes()
        path.write_bytes(made[: int(len(made) * part)])

    return make


def cut_heic(path):
    making.heic(path, (2400, 1600))
    path.write_bytes(path.read_bytes()[:-2000])


def raw(content):
    return lambda path: path.write_bytes(content)


def shot(picture):
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


def plain(colour):
    return lambda: Image.new("RGB", (3000, 2000), colour)


def scene(blur=0, turned=None):
    def make():
        shot = making.picture((3000, 2000), seed=11)
        if turned:  # a shaken hand: smeared in one direction
            shot = shot.filter(ImageFilter.BoxBlur(turned))
        return shot.filter(ImageFilter.GaussianBlur(blur)) if blur else shot

    return make


def drawing():
    """A three-view drawing: thin lines on white paper."""
    shot = Image.new("RGB", (3000, 2000), "white")
    for place in (300, 900, 1700, 2600):
        shot.paste((0, 0, 0), (place, 200, place + 5, 1800))
        shot.paste((0, 0, 0), (200, place * 7 // 10, 2800, place * 7 // 10 + 5))
    return shot


def night():
    """Dark, with a lamp in it."""
    shot = Image.new("RGB", (3000, 2000), (6, 6, 9))
    shot.paste(making.picture((600, 400), seed=2), (1200, 800))
    return shot
