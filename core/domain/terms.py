"""What is typed into the search of the lists: words that all must stand in an entry, each found by its grams."""

from collections.abc import Iterable

from core.domain import grams
from core.domain.names import normalised

LONGEST = 40  # characters of one word that count
MOST = 8  # words that count


def folded(parts: Iterable[str]) -> str:
    """Texts as they are searched: width, case, spaces and punctuation do not count; no word reaches over two parts."""
    return " ".join(filter(None, (normalised(part) for part in parts)))


def words(said: str) -> list[str]:
    """The words of a search, folded; spaces part them."""
    found = (normalised(word)[:LONGEST] for word in said.split())
    return list(dict.fromkeys(word for word in found if word))[:MOST]


def grams_of(word: str) -> list[str]:
    """All of them stand where the word stands; a word of one character is its own gram."""
    return grams.pairs(word) if len(word) > 1 else grams.singles(word)


def is_exact(word: str) -> bool:
    """Whether its grams stand only where it stands itself. Those of a longer word may stand apart."""
    return len(word) < 3
