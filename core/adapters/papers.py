"""Letters and certificates as PDF: typst sets them from JSON, so that nobody's text is ever markup."""

import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import structlog

from core.adapters import drawn_codes, glyphs
from core.domain import phrases

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
_OURS = tuple((path, 0) for path in sorted(_FONTS.glob("*.ttf")))
_PPI = 150  # of a picture: legible on a phone, and under a megabyte
_LOST = "〓"  # what Chinese printers set where they lack a character: seen at once, never an empty box
_log = structlog.get_logger()


def letters(pages: Sequence[dict[str, Any]]) -> bytes:
    """One PDF of letters, each beginning a page of A4. A page has what `core.domain.letters.content` gives, and
    `number` (may be empty), `qr` (what the QR code says; empty on a blank form), `code`, `note`."""
    return _set("letters.typ", [_letter(page) for page in pages])


def letter_picture(page: dict[str, Any]) -> bytes:
    """A letter as PNG: its first page."""
    return _set("letters.typ", [_letter(page)], form="png")


def group_picture(content: dict[str, Any]) -> bytes:
    """A unit's progress as a PNG to forward, 1080 pixels wide. `content`: head, unit, campaign, rows [{title, done, said,
    part (0 to 1), days, until}], how, at."""
    return _set("group.typ", content, form="png")


def emblem(words: str) -> bytes:
    """The picture of a card, 5 to 4: a few words on the house's colour."""
    return _set("emblem.typ", {"words": words}, form="png")


def _letter(page: dict[str, Any]) -> dict[str, Any]:
    return {
        **page,
        "number": phrases.say("letter.number", number=page["number"]) if page["number"] else "",
        "code": phrases.say("letter.code", code=_in_fours(page["code"])) if page["code"] else "",
        "page": phrases.say("letter.page", page="{page}", pages="{pages}"),
        "svg": drawn_codes.svg(page["qr"]) if page["qr"] else "",
    }


def certificate(content: dict[str, Any], *, form: Literal["pdf", "png"] = "pdf") -> bytes:
    """A certificate as one page of A4 (`form` pdf, or png of 1240 × 1754 pixels and the like), all completers in their
    order. `content` has title, completers, category,
    work, unit, issuer, date, number, code, qr (what the QR code says), and perhaps campaign."""
    return _set("certificate.typ", [_certificate(content)], form=form)


def certificates(contents: Sequence[dict[str, Any]]) -> bytes:
    """Many certificates in one PDF to print, each as `certificate` has it."""
    return _set("certificate.typ", [_certificate(content) for content in contents])


def roll(content: dict[str, Any]) -> bytes:
    """The list for a ceremony as PDF: `title`, `said`, `heads` and `rows` of texts."""
    return _set("roll.typ", content)


def _certificate(content: dict[str, Any]) -> dict[str, Any]:
    people = content["completers"]
    said = {key: content.get(key, "") for key in ("campaign", "category", "work")}
    unit = phrases.say("certificate.unit", unit=content["unit"]) if content["unit"] else ""
    kind = ("many" if len(people) > 1 else "one") + ("" if said["campaign"] else ".alone")
    return {
        **{key: content[key] for key in ("title", "completers", "issuer", "date")},
        "body": phrases.say(f"certificate.body.{kind}", unit=unit, **said),
        "numbered": phrases.say("certificate.number", number=content["number"]),
        "hint": phrases.say("certificate.verify"),
        "code": _in_fours(content["code"]),
        "svg": drawn_codes.svg(content["qr"]),
    }


def lacking(text: str) -> frozenset[str]:
    """Characters that no font here can draw: they must be written in by hand."""
    return glyphs.lacking(text, _OURS) and glyphs.lacking(text, (*_OURS, *_systems()))


def _set(template: str, content: Any, *, form: Literal["pdf", "png"] = "pdf") -> bytes:
    import typst  # noqa: PLC0415 - weight

    said = json.dumps(_clean(content), ensure_ascii=False)
    lost = lacking(said)
    if lost:
        _log.warning(
            "papers.glyphs.lacking", template=template, characters=sorted(f"U+{ord(c):04X}" for c in lost)
        )
        said = said.translate({ord(c): _LOST for c in lost})
    is_rare = bool(glyphs.lacking(said, _OURS))
    made: bytes | list[bytes] = typst.compile(
        str(_HERE / "typst" / template),
        root=str(_HERE / "typst"),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=not is_rare,
        sys_inputs={"content": said},
        format=form,
        ppi=_PPI if form == "png" else None,
    )
    return made[0] if isinstance(made, list) else made


def _clean(content: Any) -> Any:
    """Without control characters, which no paper shows."""
    if isinstance(content, str):
        return "".join(c for c in content if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    if isinstance(content, dict):
        return {key: _clean(value) for key, value in content.items()}
    return [_clean(value) for value in content] if isinstance(content, list | tuple) else content


@cache
def _systems() -> tuple[tuple[Path, int], ...]:
    """Fonts of the machine, asked only for characters that ours lacks."""
    import typst  # noqa: PLC0415 - weight

    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts()
    return tuple((Path(font.path), font.index) for font in found if font.path)


def _in_fours(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
