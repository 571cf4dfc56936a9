"""Looks inside sealed papers: photo, scan or PDF: the QR codes that stand on them, a red seal, whether they can be read."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from core.adapters import images, legible, pdf_acts, qrcodes, stamps
from core.adapters.images import MOST_PIXELS, NotAPhoto

PAGES_READ = 20  # of a PDF; more pages are counted, not looked at
PAGES_SHOWN = 4  # in its preview
_LOOKS = 40  # for codes, at one file, shared by its pages
_PAGE_LONGEST = 2400  # pixels of a page as a picture: about 200 dpi of A4
_SLIMMEST = 100  # a page so many times as long as wide is a line of no height as a picture
_CLOSELY, _LATER_LONGEST = 4, 1700  # pages looked at so; those after them smaller
_SECONDS = 10.0  # of the processor, after which no further page is begun
_PHOTO_LONGEST = 4000
_PREVIEW_LONGEST = 1280
_PDF_OPENS_WITHIN = 1024  # bytes; readers of PDF allow what stands before, and so do scanners
_JOINED: Mapping[str, Callable[[Sequence[bool]], bool]] = {
    "lit": any, "inked": any, "sheet": any, "bright": all, "sharp": all, "coloured": any, "red_seal": any,
}  # fmt: skip
_NOTHING: Mapping[str, Any] = {}
_FAULTS = {"not_an_image": "not_a_document"}


class _Unfit(ValueError):
    """`fault` is one of encrypted, bomb, unreadable."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def paper_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of a sealed paper: `format` (JPEG, PNG, HEIC, PDF…), `width` and `height` of the picture or of the first
    page as looked at, `pages`, `pages_unseen`, `codes` (the texts of its QR codes), `fault`; what `legible.seen` measures; `coloured`,
    `red_seal`; of a PDF `acts` (see pdf_acts) and `inert`. None is what cannot be told."""
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
    """A small JPEG of the picture or of the first pages, side by side. Raises ValueError."""
    if not _is_pdf(source):
        images.preview(source, target)
        return
    with _pages(source) as pages:
        drawn = [_drawn(pages[n], _PREVIEW_LONGEST) for n in range(min(len(pages), PAGES_SHOWN))]
    sheet = _beside(drawn)
    images.keep_preview(sheet, target, max(sheet.size))


def _beside(pages: list[Image.Image]) -> Image.Image:
    """Two in a row."""
    if len(pages) == 1:
        return pages[0]
    width, height = max(page.width for page in pages), max(page.height for page in pages)
    sheet = Image.new("RGB", (2 * width, (len(pages) + 1) // 2 * height), (233, 233, 233))
    for number, page in enumerate(pages):
        sheet.paste(page, (number % 2 * width, number // 2 * height))
    return sheet


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as handle:
        return b"%PDF-" in handle.read(_PDF_OPENS_WITHIN)


# Photos -----------------------------------------------------------------------------------------------------------
def _photo_facts(path: Path) -> dict[str, Any]:
    seen = images.photo_facts(path)
    if seen["fault"]:
        raise NotAPhoto(seen["fault"])
    with images.opened(path) as picture:
        picture.draft(None, (_PHOTO_LONGEST, _PHOTO_LONGEST))
        picture.load()
        if picture.mode in ("RGB", "RGBA", "L"):  # first smaller: another copy of all points is too much
            picture.thumbnail((_PHOTO_LONGEST, _PHOTO_LONGEST), reducing_gap=2)
        shown = images.on_white(picture)
    shown.thumbnail((_PHOTO_LONGEST, _PHOTO_LONGEST), reducing_gap=2)
    wanted = ("format", "width", "height", "long", "short")
    return (
        {key: seen[key] for key in wanted}
        | {"pages": 1, "pages_unseen": 0}
        | _together([_looked(shown, qrcodes.LOOKS)])
    )


# PDF --------------------------------------------------------------------------------------------------------------
def _pdf_facts(path: Path) -> dict[str, Any]:
    with _pages(path) as pages:
        first = _drawn(pages[0], _PAGE_LONGEST)
        looks = min(qrcodes.LOOKS, max(2, _LOOKS // len(pages)))
        looked = [_looked(first, looks)]
        for page in _following(pages):
            looked.append(_looked(page, looks, before=_together(looked)))
        facts = _together(looked) | {"pages": len(pages), "pages_unseen": len(pages) - len(looked)}
        facts |= {"format": "PDF", "width": first.width, "height": first.height}
    acts = pdf_acts.acts(path)
    facts |= {"long": max(first.size), "short": min(first.size), "acts": acts, "inert": not acts}
    return facts


def _following(pages: Any) -> Iterator[Image.Image]:
    """The pages after the first, as many as there is time for."""
    until = time.process_time() + _SECONDS
    for number in range(1, min(len(pages), PAGES_READ)):
        if time.process_time() > until:
            return
        yield _drawn(pages[number], _PAGE_LONGEST if number < _CLOSELY else _LATER_LONGEST)


@contextlib.contextmanager
def _pages(path: Path) -> Iterator[Any]:
    """The pages of a PDF that can be opened, at least one. Raises _Unfit, also for what goes wrong in the block."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            if len(document) == 0:
                raise _Unfit("unreadable")
            document.init_forms()  # an electronic seal is a field; this reader is built without any script
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


# Both -------------------------------------------------------------------------------------------------------------
def _looked(page: Image.Image, looks: int, before: Mapping[str, Any] = _NOTHING) -> dict[str, Any]:
    """What one page shows; what the pages before have shown for all is not asked again. A seal is looked for on what is
    a sheet: a face and a red coat are red too."""
    grey = page.convert("L")
    found: dict[str, Any] = dict.fromkeys(_JOINED) | {"codes": qrcodes.texts(grey, looks)}
    if not before.get("sheet"):
        found |= legible.seen(grey)
    if before.get("red_seal"):
        return found
    is_sheet = bool(found["sheet"] or before.get("sheet") or found["codes"])
    found["coloured"] = stamps.has_colour(page) if is_sheet else None
    found["red_seal"] = stamps.has_red_seal(page) if found["coloured"] else None
    return found


def _together(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One answer for all pages: a seal or words on any of them will do, those looked at must be sharp."""
    codes = dict.fromkeys(code for row in rows for code in row["codes"])
    facts: dict[str, Any] = {"codes": list(codes)[: qrcodes.CODES_KEPT]}
    for key, join in _JOINED.items():
        known = [row[key] for row in rows if row[key] is not None]
        facts[key] = join(known) if known else None
    return facts
