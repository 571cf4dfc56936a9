"""Numbers as people type them to choose: 2 ２ 2. 第2个 选2 二."""

import re
import unicodedata

_HAN = "零一二三四五六七八九十"
_SHAPE = re.compile(
    r"(?:我?选|第)*\s*(\d{1,2}|[零一二三四五六七八九十])\s*(?:个|项|位|号|种|类|条)?\s*[.、。)!！]?"
)


def chosen(said: str) -> int | None:
    """The number, or None when it is something else."""
    match = _SHAPE.fullmatch(unicodedata.normalize("NFKC", said).strip())
    if match is None:
        return None
    return int(match[1]) if match[1].isdecimal() else _HAN.index(match[1])
