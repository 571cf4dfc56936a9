"""Looks inside sealed papers: photo, scan or PDF, and reads the QR codes that stand on them."""

import contextlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

from core.adapters import images
from core.adapters.images import MOST_PIXELS, NotAPhoto

PAGES_READ = 20  # of a PDF; more pages are counted, not looked at
_LOOKS = 60  # at one file, shared by its pages: a look takes up to a fifth of a second
_PAGE_LONGEST = 2400  # pixels of a page as a picture: about 200 dpi of A4
_SLIMMEST = 100  # a page so many times as long as wide is a line of no height as a picture
_PHOTO_LONGEST = 4000
_PREVIEW_LONGEST = 1280
_CODES_KEPT, _CODE_LENGTH = 10, 500
_PDF_OPENS_WITHIN = 1024  # bytes; readers of PDF allow what stands before, and so do scanners
_FAULTS = {"not_an_image": "not_a_document"}
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


class _Unfit(ValueError):
    """`fault` is one of encrypted, bomb, unreadable."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def paper_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of a sealed paper: `format` (JPEG, PNG, HEIC, PDF…), `width` and `height` of the picture or of the first
    page as looked at, `pages`, `codes` (the texts of its QR codes), `fault`."""
    try:
        facts = (_pdf_facts(path) if _is_pdf(path) else _photo_facts(path)) | {"fault": None}
        if drawn:
            preview(path, Path(drawn))
        return facts
    except _Unfit as refused:
        return {"fault": refused.fault}
    except NotAPhoto as refused:
        return {"fault": _FAULTS.get(refused.fault, refused.fault)}


def preview(source: Path, target: Path) -> None:
    """A small JPEG of the picture or of the first page. Raises ValueError."""
    if not _is_pdf(source):
        images.preview(source, target)
        return
    with _pages(source) as pages:
        images.keep_preview(_drawn(pages[0], _PREVIEW_LONGEST), target, _PREVIEW_LONGEST)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as handle:
        return b"%PDF-" in handle.read(_PDF_OPENS_WITHIN)


# Photos -----------------------------------------------------------------------------------------------------------
def _photo_facts(path: Path) -> dict[str, Any]:
    seen = images.photo_facts(path)
    if seen["fault"]:
        raise NotAPhoto(seen["fault"])
    with images.opened(path) as picture:
        picture.draft("L", (_PHOTO_LONGEST, _PHOTO_LONGEST))
        picture.load()
        grey = images.on_white(picture).convert("L")
    grey.thumbnail((_PHOTO_LONGEST, _PHOTO_LONGEST))
    wanted = ("format", "width", "height", "long", "short")
    return {key: seen[key] for key in wanted} | {"pages": 1, "codes": _codes(grey)}


# PDF --------------------------------------------------------------------------------------------------------------
def _pdf_facts(path: Path) -> dict[str, Any]:
    codes: dict[str, None] = {}
    with _pages(path) as pages:
        first: tuple[int, int] | None = None
        read = min(len(pages), PAGES_READ)
        for number in range(read):
            grey = _drawn(pages[number], _PAGE_LONGEST).convert("L")
            first = first or grey.size
            codes |= dict.fromkeys(_codes(grey, _LOOKS // read))
        width, height = first or (0, 0)
        facts = {"format": "PDF", "width": width, "height": height, "pages": len(pages)}
    size = {"long": max(width, height), "short": min(width, height)}
    return {**facts, **size, "codes": list(codes)[:_CODES_KEPT]}


@contextlib.contextmanager
def _pages(path: Path) -> Iterator[Any]:
    """The pages of a PDF that can be opened, at least one. Raises _Unfit, also for what goes wrong in the block."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            if len(document) == 0:
                raise _Unfit("unreadable")
            yield document
    except pypdfium2.PdfiumError as broken:
        raise _Unfit("encrypted" if "password" in str(broken).lower() else "unreadable") from None


def _drawn(page: Any, longest: int) -> Image.Image:
    """The page as a picture of bounded size, however large it says it is. Raises _Unfit for pictures in it that no
    scanner makes, before they are unfolded."""
    with contextlib.closing(page):
        for thing in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)):
            width, height = thing.get_px_size()
            if width * height > MOST_PIXELS:
                raise _Unfit("bomb")
        width, height = page.get_size()
        if min(width, height) <= 0 or max(width, height) > _SLIMMEST * min(width, height):
            raise _Unfit("unreadable")
        with contextlib.closing(page.render(scale=longest / max(width, height))) as bitmap:
            picture: Image.Image = bitmap.to_pil().convert("RGB")
            return picture


# Codes ------------------------------------------------------------------------------------------------------------
def _codes(grey: Image.Image, most: int = _LOOKS) -> list[str]:
    """Texts of the QR codes of the first look that finds one."""
    for look in islice(_looks(grey), most):
        found = zxingcpp.read_barcodes(look, formats=_QR)
        if texts := dict.fromkeys(code.text[:_CODE_LENGTH] for code in found if code.text):
            return list(texts)[:_CODES_KEPT]
    return []


def _looks(grey: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, smaller, clearer, closer, turned; a code that none of them shows is compared by eye."""
    yield grey
    small = ImageOps.contain(grey, (1600, 1600))
    yield small
    yield ImageOps.autocontrast(small, cutoff=2)
    yield ImageOps.contain(grey, (1000, 1000))
    for left, top in ((0, 0), (1, 0), (0, 1), (1, 1)):
        width, height = grey.width * 3 // 5, grey.height * 3 // 5
        x, y = left * (grey.width - width), top * (grey.height - height)
        corner = grey.crop((x, y, x + width, y + height))
        yield ImageOps.autocontrast(ImageOps.contain(corner, (2000, 2000)), cutoff=1)
    for angle in (15, 30, 45, 60, 75):
        yield small.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
