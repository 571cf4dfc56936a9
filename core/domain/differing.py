"""Two texts side by side: what went, what came, and which passages are the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
LEAST = 8  # characters of a passage worth marking as the same in two entries
_ISLAND = 2  # characters that stay between two changes and are told with them: people read words, not letters
_TOKEN = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)
_NOTHING = re.compile(r"[\s\W_]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `kind`: same, gone or new."""

    kind: str
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other. Characters are compared, numbers and Latin words whole; what went stands
    before what came in its place."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found: list[tuple[str, str, bool]] = []  # (gone, new, whether they are the same)
    for number, (tag, a, b, c, d) in enumerate(steps):
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        is_island = tag == "equal" and 0 < number < len(steps) - 1 and len(gone.strip()) <= _ISLAND
        if tag == "equal" and not is_island:
            found.append((gone, came, True))
        elif found and not found[-1][2]:
            found[-1] = (found[-1][0] + gone, found[-1][1] + came, False)
        else:
            found.append((gone, came, False))
    return tuple(piece for gone, came, is_same in found for piece in _told(gone, came, is_same))


def _told(gone: str, came: str, is_same: bool) -> list[Piece]:
    if is_same:
        return [Piece(SAME, gone)]
    return [Piece(kind, text) for kind, text in ((GONE, gone), (NEW, came)) if text]


def passages(mine: str, theirs: str, *, least: int = LEAST) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces: `same` where a passage of at least so many characters stands in the other, too, wherever it
    stands there; else `new`. Two texts that are equal are the same, however short."""
    if mine == theirs:
        whole = (Piece(SAME, mine),) if mine else ()
        return whole, whole
    return _marked(mine, theirs, least), _marked(theirs, mine, least)


def _marked(text: str, other: str, least: int) -> tuple[Piece, ...]:
    is_shared = [False] * len(text)
    start = 0
    while start + least <= len(text):
        end = start
        if text[start : start + least] in other:
            end = start + least
            while end < len(text) and text[start : end + 1] in other:
                end += 1
        if end > start and not _NOTHING.fullmatch(text[start:end]):
            is_shared[start:end] = [True] * (end - start)
        start = max(end, start + 1)
    return _runs(text, is_shared)


def _runs(text: str, is_shared: Sequence[bool]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for letter, shared in zip(text, is_shared, strict=True):
        kind = SAME if shared else NEW
        if found and found[-1].kind == kind:
            found[-1] = Piece(kind, found[-1].text + letter)
        else:
            found.append(Piece(kind, letter))
    return tuple(found)


def share(pieces: Sequence[Piece]) -> float:
    """How much of the text is the same: 0 to 1."""
    whole = sum(len(piece.text) for piece in pieces)
    return sum(len(piece.text) for piece in pieces if piece.kind == SAME) / whole if whole else 0.0
