"""The letters as sealed: photo, scan or PDF (notice A2.7). One without our code is compared by eye (A1.3)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.domain import changing
from core.domain.declaration import Field
from core.domain.fieldtypes.shape import NOTHING, File, Known, Letter
from core.domain.fieldtypes.stored import Files
from core.domain.findings import ADVISE, MUST, Finding

_CODE = re.compile(r"/p/([0-9A-HJKMNP-TV-Z]{16})/?$", re.IGNORECASE)  # as core.adapters.ids makes them
_LOOKED = frozenset(
    {"lit", "inked", "sheet", "bright", "sharp", "coloured", "red_seal", "pages_unseen", "inert"}
)
Row = Mapping[str, Any]


class Paper(Files):
    """Files like others; the code on each says whether it is this entry's letter and still says the same."""

    key = "paper"
    widget = "paper"
    facts = Files.whole | {"readable", "format", "pixels", "code_read"} | _LOOKED

    def check(self, value: Any, *, field: Field, known: Known = NOTHING) -> list[Finding]:
        found = super().check(value, field=field, known=known)
        if known.letters is None:
            return found
        sheets = [
            (row, file, [known.letters.get(code) for code in codes(file.facts)])
            for row in value or []
            if (file := known.files.get(row["attachment"])) and file.facts
        ]
        valid = {x.kind for _, _, letters in sheets for x in letters if x and x.is_own and not x.is_void}
        for row, file, letters in sheets:
            for letter in dict.fromkeys(letters):
                found += _of_letter(letter, (row["title"] or file.filename, file.id), field, valid)
        is_all = len(sheets) == len(value or [])
        return [*found, *_missing(sheets, known.sheets, field)] if is_all else found

    def check_file(self, file: File, *, title: str, field: Field) -> list[Finding]:
        return super().check_file(replace(file, facts=_measured(file.facts)), title=title, field=field)


def _measured(facts: Mapping[str, Any]) -> dict[str, Any]:
    """One trouble, one sentence: a photo of no sheet has no code either, and a code that was read was sharp."""
    is_read = bool(codes(facts))
    told = dict(facts)
    if is_read:
        told |= {"sheet": None, "sharp": None, "bright": None}
    hopeless = not is_read and (facts.get("sheet") is False or facts.get("sharp") is False)
    cannot = facts.get("codes") is None or facts.get("lit") is False or facts.get("inked") is False
    return told | {"code_read": None if hopeless or cannot else is_read}


def _of_letter(
    letter: Letter | None, where: tuple[str, str], field: Field, valid: set[str]
) -> Iterator[Finding]:
    if letter is None:  # as if there were no code: it may be another house's
        yield Finding(f"{field.key}.code_known.is", ADVISE, "paper.code.unknown", {}, *where)
    elif not letter.is_own:
        yield Finding(f"{field.key}.code.is", MUST, "paper.code.foreign", {}, *where)
    elif letter.is_void and letter.kind in valid:
        yield Finding(
            f"{field.key}.seal_kept.is", ADVISE, "paper.seal.replaced", {"title": letter.title}, *where
        )
    elif letter.is_void:
        params = {"title": letter.title, "paper": letter.kind, "changes": changing.told(letter.changed)}
        yield Finding(f"{field.key}.seal.is", MUST, "paper.seal.stale", params, *where)


def _missing(
    sheets: Sequence[tuple[Row, File, list[Letter | None]]], wanted: Mapping[str, str], field: Field
) -> Iterator[Finding]:
    """Letters that are surely not there: every page of every file has shown its code, and none is theirs."""
    pages = sum(file.facts.get("pages") or 1 for _, file, _ in sheets)
    letters = [letter for _, _, found in sheets for letter in found]
    seen = {letter.kind for letter in letters if letter and letter.is_own}
    titles = [title for kind, title in wanted.items() if kind not in seen]
    if seen and titles and pages <= len(letters):
        params = {"missing": "》《".join(titles)}
        yield Finding(f"{field.key}.sheets.covers", ADVISE, "paper.sheets.missing", params)


def codes(facts: Mapping[str, Any]) -> list[str]:
    """Codes of our letters among the QR codes that a probe read: `…/p/CODE`."""
    found = (_CODE.search(text) for text in facts.get("codes") or ())
    return [match[1].upper() for match in found if match]
