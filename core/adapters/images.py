"""Looks inside photos and mends their density tag; the only home of Pillow for pictures that people send."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from core.adapters import density, jpegs, looks, pressing
from core.adapters.density import Unmendable
from core.adapters.pixels import on_white as on_white
from core.adapters.pixels import orientation, turned

MOST_PIXELS = 100_000_000  # judged by the header, before a pixel is decoded
# What is opened at all: Pillow's other readers (EPS starts Ghostscript) never see what strangers send.
# A JPEG of several pictures (MPO) comes in by the door of JPEG; HEIC is added where a file looks like it.
FORMATS = ("JPEG", "PNG", "AVIF", "WEBP", "TIFF", "GIF", "BMP")
_SAME = {"MPO": "JPEG", "HEIF": "HEIC"}  # a JPEG of several pictures is a JPEG to whoever prints it
# A file that begins like a picture and is none to Pillow is the first part of one.
_BEGINNINGS = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (4, b"ftypheic"),
    (4, b"ftypheix"),
    (4, b"ftypmif1"),
)


class NotAPhoto(ValueError):
    """The picture cannot be shown; `fault` is one of empty, not_an_image, truncated, bomb, odd_jpeg,
    unreadable."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def photo_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of a photo (notice A2.15): `format` by its content (JPEG, PNG, HEIC, WEBP…), `width`, `height` as it is
    shown (EXIF orientation applied), `long`, `short`, `dpi` (int or None: the least that its header says), `dpi_most`,
    `dpi_conflict`, `frames`, how it looks (see `looks.facts`), `jpeg_bytes` (of the JPEG that a mend would make of it,
    before anything is pressed harder; None: it cannot be told), `unmendable` (fixes that would do harm), `fault`.
    Decodes the whole picture, so that half a file is found."""
    try:
        with opened(path) as picture:
            facts = _header_facts(picture, path)
            facts |= looks.facts(_grey(picture))
            facts |= _mendable(picture, path, facts["format"]) | {"fault": None}
            if drawn and facts["format"] != "JPEG":  # it is decoded already
                keep_preview(picture, Path(drawn), LONGEST)
        if drawn and facts["format"] == "JPEG":
            preview(path, Path(drawn))
        return facts
    except NotAPhoto as refused:
        return {"fault": refused.fault}


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """An open picture of a known format and bearable size, not decoded yet. Raises NotAPhoto, also for what goes
    wrong while it is decoded inside the block."""
    with path.open("rb") as handle:
        is_boxed = handle.read(8)[4:] == b"ftyp"
    formats = (*FORMATS, _heif()) if is_boxed else FORMATS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd EXIF and large pictures; both are judged here
        try:
            with Image.open(path, formats=formats) as picture:
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


def _heif() -> str:
    """The name of one more format, once its reader is there."""
    import pillow_heif  # noqa: PLC0415 - weight: a third of a JPEG's verdict

    pillow_heif.register_heif_opener()
    return "HEIF"


def _by_first_bytes(path: Path) -> str:
    with path.open("rb") as handle:
        start = handle.read(16)
    if not start:
        return "empty"
    if jpegs.is_odd(path):  # Pillow does not even begin with it
        return "odd_jpeg"
    begins = any(start.startswith(beginning, offset) for offset, beginning in _BEGINNINGS)
    return "truncated" if begins else "not_an_image"


def _header_facts(picture: Image.Image, path: Path) -> dict[str, Any]:
    kind = _SAME.get(picture.format or "", picture.format)
    if kind == "JPEG" and jpegs.is_odd(path):  # this reader can; hardly another one can
        raise NotAPhoto("odd_jpeg")
    width, height = picture.size
    if orientation(picture) >= 5 and kind != "TIFF":  # Pillow's reader of TIFF has turned it already
        width, height = height, width
    dpi, most = _dpi(picture, path, kind)
    return {
        "format": kind,
        "width": width,
        "height": height,
        "long": max(width, height),
        "short": min(width, height),
        "dpi": dpi,
        "dpi_most": most,
        "dpi_conflict": dpi != most,
        "frames": int(getattr(picture, "n_frames", 1)),
    }


def _dpi(picture: Image.Image, path: Path, kind: str | None) -> tuple[int | None, int | None]:
    """The least and the most that the file says of its density."""
    if kind == "JPEG":
        try:
            found = density.read(path)
        except density.Unmendable:
            return None, None
        return found.dpi, max((said for said in (found.jfif, found.exif) if said), default=None)
    said = picture.info.get("dpi")
    try:
        values = [float(value) for value in said] if said else []
        dpi = round(min(values)) or None if values and min(values) > 0 else None
    except (TypeError, ValueError, ArithmeticError):  # what a file says of itself need not be a number
        dpi = None
    return dpi, dpi


def _mendable(picture: Image.Image, path: Path, kind: str) -> dict[str, Any]:
    """What a mend would come to, told before it is offered."""
    if kind == "JPEG":
        return {"jpeg_bytes": jpegs.size(path), "unmendable": [] if density.can_write(path) else ["density"]}
    weight = pressing.weight(picture)
    return {"jpeg_bytes": weight, "unmendable": [] if weight else ["jpeg"]}


def dhash(picture: Image.Image) -> str:
    """See `looks.dhash`. Decodes the picture."""
    return looks.dhash(_grey(picture))


def _grey(picture: Image.Image) -> Image.Image:
    """A small grey copy of the picture as shown. Decodes the picture."""
    picture.draft("L", (512, 512))  # JPEG: reads every byte, yet unfolds a part of the pixels
    picture.load()
    turn = orientation(picture)
    shrunk = picture
    times = max(picture.size) // looks.LONGEST
    if times > 1 and picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        shrunk = picture.reduce(times)
    flat = shrunk if shrunk.mode == "L" else on_white(shrunk).convert("L")
    if max(flat.size) > looks.LONGEST:
        scale = looks.LONGEST / max(flat.size)
        wide, high = (max(1, round(side * scale)) for side in flat.size)
        flat = flat.resize((wide, high), Image.Resampling.BILINEAR)
    return turned(flat, turn)


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


LONGEST = 1280  # pixels of a preview's longer side


def preview(source: Path, target: Path, longest: int = LONGEST) -> None:
    """A small JPEG for people, upright, without EXIF. Raises NotAPhoto."""
    with opened(source) as picture:
        keep_preview(picture, target, longest)


THUMB = 320  # pixels of the longer side


def thumb_of(drawn: Path) -> Path:
    """Where the thumbnail of a preview lies."""
    return drawn.with_name(f"{drawn.stem}-s{drawn.suffix}")


def keep_preview(picture: Image.Image, target: Path, longest: int) -> None:
    picture.draft("RGB", (longest, longest))
    picture.load()
    turn = orientation(picture)
    small = (
        picture if picture.mode not in ("1", "P", "PA") else on_white(picture)
    )  # they have no shades between
    small.thumbnail((longest, longest))
    flat = turned(on_white(small), turn)
    flat.info.clear()  # neither EXIF nor a place on earth goes into a preview
    flat.save(target, "JPEG", quality=82, optimize=True)
    flat.thumbnail((THUMB, THUMB))
    flat.save(thumb_of(target), "JPEG", quality=78, optimize=True)
