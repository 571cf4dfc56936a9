"""Names of files that Windows, phones and Macs all take."""

import unicodedata
from collections.abc import Collection

from core.domain import characters

LONGEST = 120  # characters; Windows counts whole paths, and people unpack into deep folders
MOST_BYTES = 240  # in UTF-8: Linux counts these, up to 255
_INSTEAD = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"}
)


def safe(name: str, *, ending: str = "", otherwise: str = "") -> str:
    """A file's name from what a person wrote, with `ending` (`.jpg`). What no name may hold becomes its full-width
    twin; control and direction signs go. `otherwise` where nothing is left."""
    plain = unicodedata.normalize("NFC", name).translate(_INSTEAD)
    plain = "".join(
        sign
        for sign in plain
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn") or characters.is_young_hanzi(sign)
    )
    plain = " ".join(plain.split()).rstrip(" .") or otherwise
    if plain.split(".")[0].strip().casefold() in _DEVICES:
        plain = f"_{plain}"
    return _cut(plain, LONGEST - len(ending), MOST_BYTES - len(ending.encode())) + ending


def unique(name: str, taken: Collection[str], *, ending: str = "") -> str:
    """The name, or with (2), (3) … where one that differs in case alone is `taken` (folded names)."""
    stem, number, made = name.removesuffix(ending), 1, name
    while made.casefold() in taken:
        number += 1
        mark = f" ({number}){ending}"
        made = _cut(stem, LONGEST - len(mark), MOST_BYTES - len(mark.encode())) + mark
    return made


def ending_of(filename: str) -> str:
    """`.docx` of a name a person gave; nothing where what follows the dot is no ending."""
    _, dot, last = filename.rpartition(".")
    is_ending = dot and last.isascii() and last.isalnum() and len(last) <= 5
    return f".{last.lower()}" if is_ending else ""


def _cut(text: str, characters: int, size: int) -> str:
    cut = text[:characters].encode()[:size].decode(errors="ignore")
    while cut != text and cut and unicodedata.combining(text[len(cut)]):
        cut = cut[:-1]  # no letter loses its accent
    return cut.rstrip(" .") if cut != text else cut
