"""Looks inside photos and mends their density tag; the only home of Pillow for pictures that people send."""

import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, UnidentifiedImageError

from core.adapters import density
from core.adapters.density import Unmendable

MOST_PIXELS = 100_000_000  # judged by the header, before a pixel is decoded
# What is opened at all: Pillow's other readers (EPS starts Ghostscript) never see what strangers send.
# A JPEG of several pictures (MPO) comes in by the door of JPEG.
FORMATS = ("JPEG", "PNG", "HEIF", "AVIF", "WEBP", "TIFF", "GIF", "BMP")
_SAME = {"MPO": "JPEG", "HEIF": "HEIC"}  # a JPEG of several pictures is a JPEG to whoever prints it
# A file that begins like a picture and is none to Pillow is the first part of one.
_BEGINNINGS = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (4, b"ftypheic"),
    (4, b"ftypheix"),
    (4, b"ftypmif1"),
)
_TURNS = {  # EXIF orientation: what makes it upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class NotAPhoto(ValueError):
    """The picture cannot be shown; `fault` is one of empty, not_an_image, truncated, bomb, unreadable."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def photo_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of a photo (notice A2.15): `format` by its content (JPEG, PNG, HEIC, WEBP…), `width`, `height` as it is
    shown (EXIF orientation applied), `long`, `short`, `dpi` (int or None), `dpi_conflict`, `frames`, `dhash` (64 bits
    in hex of the picture as shown), `fault`. Decodes the whole picture, so that half a file is found."""
    try:
        with opened(path) as picture:
            facts = _header_facts(picture, path)
            facts |= {"dhash": dhash(picture), "fault": None}
        if drawn:
            preview(path, Path(drawn))
        return facts
    except NotAPhoto as refused:
        return {"fault": refused.fault}


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """An open picture of a known format and bearable size, not decoded yet. Raises NotAPhoto, also for what goes
    wrong while it is decoded inside the block."""
    pillow_heif.register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd EXIF and large pictures; both are judged here
        try:
            with Image.open(path, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NotAPhoto("bomb")
                yield picture
        except Image.DecompressionBombError:
            raise NotAPhoto("bomb") from None
        except UnidentifiedImageError:
            raise NotAPhoto(_by_first_bytes(path)) from None
        except (NotAPhoto, density.Unmendable):
            raise
        except Exception as broken:  # readers of Pillow raise anything, up to KeyError and TypeError
            raise NotAPhoto("truncated" if "truncated" in str(broken) else "unreadable") from None


def _by_first_bytes(path: Path) -> str:
    with path.open("rb") as handle:
        start = handle.read(16)
    if not start:
        return "empty"
    begins = any(start.startswith(beginning, offset) for offset, beginning in _BEGINNINGS)
    return "truncated" if begins else "not_an_image"


def _header_facts(picture: Image.Image, path: Path) -> dict[str, Any]:
    width, height = picture.size
    if _orientation(picture) >= 5:
        width, height = height, width
    kind = _SAME.get(picture.format or "", picture.format)
    dpi, conflicts = _dpi(picture, path, kind)
    return {
        "format": kind,
        "width": width,
        "height": height,
        "long": max(width, height),
        "short": min(width, height),
        "dpi": dpi,
        "dpi_conflict": conflicts,
        "frames": int(getattr(picture, "n_frames", 1)),
    }


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(0x0112, 1)
    except (SyntaxError, ValueError, struct.error):  # what EXIF says is broken; the picture need not be
        return 1
    return value if isinstance(value, int) else 1


def _dpi(picture: Image.Image, path: Path, kind: str | None) -> tuple[int | None, bool]:
    if kind == "JPEG":
        try:
            found = density.read(path)
        except density.Unmendable:
            return None, False
        return found.dpi, found.conflicts
    said = picture.info.get("dpi")
    try:
        values = [float(value) for value in said] if said else []
        return (round(min(values)) or None if values and min(values) > 0 else None), False
    except (TypeError, ValueError, ArithmeticError):  # what a file says of itself need not be a number
        return None, False


def dhash(picture: Image.Image) -> str:
    """16 hex digits: each bit says whether a point of the picture as shown is brighter than its left neighbour.
    Decodes the picture. Up to about 10 different bits mean the same picture, pressed or scaled again."""
    picture.draft("L", (512, 512))  # JPEG: reads every byte, yet unfolds an eighth of the pixels
    upright = _upright(picture)
    plain = upright.convert("RGB") if upright.mode in ("P", "PA", "CMYK", "YCbCr", "LAB", "HSV") else upright
    grid = plain.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grid[row * 9 + column + 1] > grid[row * 9 + column])
    return f"{bits:016x}"


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as shown, decoded."""
    picture.load()
    turn = _TURNS.get(_orientation(picture))
    return picture.transpose(turn) if turn is not None else picture


def mend_density(
    source: Path, target: Path, dpi: int = 300, *, told: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """A copy of a JPEG whose header says `dpi`; its scan data is byte for byte the same (notice A2.15). Raises
    Unmendable (a ValueError), then there is no target."""
    try:
        density.write(source, target, dpi)
        found = density.read(target)
    except Unmendable:
        target.unlink(missing_ok=True)
        raise
    if found.dpi != dpi or found.conflicts:
        target.unlink(missing_ok=True)
        raise Unmendable("the header of the JPEG does not keep the density")
    return {}


def preview(source: Path, target: Path, longest: int = 1280) -> None:
    """A small JPEG for people, upright, without EXIF. Raises NotAPhoto."""
    with opened(source) as picture:
        keep_preview(picture, target, longest)


THUMB = 320  # pixels of the longer side


def thumb_of(drawn: Path) -> Path:
    """Where the thumbnail of a preview lies."""
    return drawn.with_name(f"{drawn.stem}-s{drawn.suffix}")


def keep_preview(picture: Image.Image, target: Path, longest: int) -> None:
    picture.draft("RGB", (longest, longest))
    upright = _upright(picture)
    upright.thumbnail((longest, longest))
    flat = on_white(upright)
    flat.info.clear()  # neither EXIF nor a place on earth goes into a preview
    flat.save(target, "JPEG", quality=82, optimize=True)
    flat.thumbnail((THUMB, THUMB))
    flat.save(thumb_of(target), "JPEG", quality=78, optimize=True)


def on_white(picture: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white paper."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        sheet = Image.new("RGB", clear.size, "white")
        sheet.paste(clear, mask=clear.getchannel("A"))
        return sheet
    return picture.convert("RGB")
