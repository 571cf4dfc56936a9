"""How a mail to the province and its files are called: 单位+名称+联系人 (notice N10, A3.8)."""

import unicodedata
from collections.abc import Sequence

from core.domain import filenames

PLUS = "+"
_SHORTEST = 12  # characters of each part that always stay: a file is told by them
_TAIL = 24  # characters kept free for `-工匠视频12.docx`


def base(unit: str, name: str, contact: str) -> str:
    """`单位+名称+联系人`, in parts that every system takes as a file's name. Too long a one loses of the
    name, then of the unit, at last of the contact (ours). A `+` that somebody wrote becomes ＋: the three parts stay three."""
    said = [_part(unit), _part(name), _part(contact)]
    for place in (1, 0, 2):
        while len(said[place]) > _SHORTEST and not _fits(PLUS.join(said)):
            said[place] = said[place][:-1].rstrip(" .")
    return PLUS.join(said)


def files(base: str, kinds: Sequence[tuple[str, str]]) -> list[str]:
    """Names for files of `(kind, ending)` in their order: the base and the ending where a file is the only one with
    it; else `-视频1`, `-视频2` after the base (ours: two files of one ending must not meet)."""
    endings = [ending for _, ending in kinds]
    counted: dict[tuple[str, str], int] = {}
    made = []
    for kind, ending in kinds:
        if endings.count(ending) == 1:
            made.append(f"{base}{ending}")
            continue
        counted[kind, ending] = counted.get((kind, ending), 0) + 1
        made.append(f"{base}-{kind}{counted[kind, ending]}{ending}")
    return made


def _part(text: str) -> str:
    return filenames.safe(unicodedata.normalize("NFC", text).replace(PLUS, "＋"), otherwise="未填")


def _fits(text: str) -> bool:
    return len(text) <= filenames.LONGEST - _TAIL and len(text.encode()) <= filenames.MOST_BYTES - 2 * _TAIL
