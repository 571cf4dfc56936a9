"""Kinds of characters, from one table for Python and for the phone (`tables/characters.csv`, made by `make mirror`).

A table and not this Python's own Unicode, so that a server of another Python and every phone count alike."""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "tables/characters.csv"
LAST = 0x110000

# Format characters that are no letter and leave no trace, although Unicode calls them letters, marks or symbols.
_BLANKS = frozenset({0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0})
_PICTURES = (
    (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139), (0x2190, 0x2BFF), (0x3030, 0x3030),
    (0x303D, 0x303D), (0x3297, 0x3297), (0x3299, 0x3299), (0x1F000, 0x1F1E5), (0x1F200, 0x1F3FA), (0x1F400, 0x1FAFF),
)  # fmt: skip


def _category(code: int) -> str:
    return unicodedata.category(chr(code))


def _is_nothing(code: int) -> bool:
    """A noncharacter, or the sign that stands for a broken one."""
    return code == 0xFFFD or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


# Hanzi of Unicode 15 to 18, which Python 3.11 calls unassigned: ends of C, D and E, extensions I, H and J. People bear them.
_YOUNG_HANZI = (
    (0x2B739, 0x2B73F), (0x2B81E, 0x2B81E), (0x2CEA2, 0x2CEAD), (0x2EBF0, 0x2EE5D), (0x31350, 0x33479),
)  # fmt: skip


KINDS: Mapping[str, Callable[[int], bool]] = {
    # no 字: white space and separators, control and format, surrogates, combining marks, skin tones
    "skipped": lambda c: (
        0x1F3FB <= c <= 0x1F3FF or (_category(c)[0] in "ZCM" and _category(c) not in ("Cn", "Co"))
    ),
    "spaces": lambda c: chr(c).isspace(),
    # nobody sees them and nobody typed them: control, zero width, direction marks, soft hyphens, fillers
    "hidden": lambda c: (_category(c) in ("Cc", "Cf", "Zl", "Zp") and c not in (0x09, 0x0A)) or c in _BLANKS,
    # every device draws another thing for them, or a box
    "unshown": lambda c: _category(c) in ("Co", "Cs") or _is_nothing(c),
    # what does not tell two names apart (A2.8)
    "unnamed": lambda c: _category(c)[0] in "PSZC",
    # what a joiner can join to one picture: emoji
    "pictures": lambda c: any(first <= c <= last for first, last in _PICTURES),
}


def rows() -> list[tuple[str, str, str]]:
    """The table's rows `(kind, first, last)`, code points in hexadecimal, as this Python's Unicode has them."""
    return [
        (kind, f"{first:X}", f"{last:X}")
        for kind, belongs in KINDS.items()
        for first, last in _runs(code for code in range(LAST) if belongs(code))
    ]


def _runs(codes: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs


@cache
def _table() -> Mapping[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["kind"], []).append((int(row["first"], 16), int(row["last"], 16)))
    return {kind: tuple(runs) for kind, runs in found.items()}


def among(*kinds: str) -> str:
    """What stands between the brackets of a pattern's class for these kinds of characters."""
    return "".join(
        _escaped(first) if first == last else f"{_escaped(first)}-{_escaped(last)}"
        for kind in kinds
        for first, last in _table()[kind]
    )


@cache
def spaces() -> str:
    """All characters of white space, one after another."""
    return "".join(chr(code) for first, last in _table()["spaces"] for code in range(first, last + 1))


def stripped(text: str) -> str:
    """Without white space at both ends."""
    return text.strip(spaces())


def _escaped(code: int) -> str:
    return f"\\{chr(code)}" if chr(code) in "\\[]^-" else chr(code)


def is_known(code: int) -> bool:
    """Whether this Python's Unicode has assigned the character."""
    return _category(code) != "Cn"


def is_young_hanzi(sign: str) -> bool:
    """A hanzi that this Python may not know yet."""
    return any(first <= ord(sign) <= last for first, last in _YOUNG_HANZI)


def is_drawn(sign: str) -> bool:
    """Whether a reader sees it: `isprintable`, that of a newer Unicode for hanzi."""
    return sign.isprintable() or is_young_hanzi(sign)
