"""The letters as sealed: photo, scan or PDF (notice A2.7). One without our code is compared by eye (A1.3)."""

from collections.abc import Mapping
from typing import Any

from core.domain.declaration import Field
from core.domain.fieldtypes.shape import NOTHING, Known, Letter
from core.domain.fieldtypes.stored import Files
from core.domain.findings import MUST, Finding


class Paper(Files):
    """Files like others; the code on each says whether it is this entry's letter and still says the same."""

    key = "paper"
    widget = "paper"
    facts = Files.whole | {"readable", "format"}

    def check(self, value: Any, *, field: Field, known: Known = NOTHING) -> list[Finding]:
        found = super().check(value, field=field, known=known)
        for row in value or []:
            file = known.files.get(row["attachment"])
            for code in codes(file.facts) if file else ():
                found += _of_letter(known.letters.get(code), row, field)
        return found


def _of_letter(letter: Letter | None, row: Mapping[str, str], field: Field) -> list[Finding]:
    where = (row["title"], row["attachment"])
    if letter is None or not letter.is_own:
        return [Finding(f"{field.key}.code.is", MUST, "paper.code.foreign", {}, *where)]
    if letter.changed:
        params = {"fields": "、".join(letter.changed)}
        return [Finding(f"{field.key}.seal.is", MUST, "paper.seal.stale", params, *where)]
    return []


def codes(facts: Mapping[str, Any]) -> list[str]:
    """Codes of our letters among the QR codes that a probe read: `…/p/CODE`."""
    return [text.rsplit("/p/", 1)[1][:16] for text in facts.get("codes") or () if "/p/" in text]
