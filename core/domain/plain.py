"""纯文字: what of a text is none (notice A2.8, A2.9, A2.11 to A2.14), with the place where it stands.

Plain are all characters people type and see, emoji and bullets among them, tabs and line ends, comparisons such as
`5<x>3`. A tab is a table only where two lines in a row hold two of them, as a table pasted from Excel does."""

import re

from core.domain.characters import stripped
from core.domain.patterns import PLAIN, compiled

SHOWN = 12  # characters of a part that a sentence quotes


def foreign(text: str) -> tuple[str, str] | None:
    """What is no plain text, and a part of the text to find it by; None when all is plain. What: html, table,
    markdown, bbcode, hidden (nobody sees it), unshown (a box on most devices)."""
    seen = text
    for whole in ("sequence", "tagged"):  # joiners and tags of emoji are theirs
        seen = compiled(whole).sub("", seen)
    for kind in PLAIN:
        if found := compiled(kind).search(seen):
            return kind, _near(seen, found) if kind in ("hidden", "unshown") else _shown(found[0])
    return None


def _near(text: str, found: re.Match[str]) -> str:
    """The visible characters before it; those after it where there are none."""
    before = _visible(text[: found.start()])
    return before[-6:] or _visible(text[found.end() :])[:6]


def _visible(text: str) -> str:
    for kind in ("hidden", "unshown", "spaces"):
        text = compiled(kind).sub("", text)
    return text


def _shown(part: str) -> str:
    part = stripped(compiled("spaces").sub(" ", part))
    return part if len(part) <= SHOWN else f"{part[:SHOWN]}…"
