"""The 1- and 2-grams of a name: how names are found by a part of them, and which of them a near name must share."""

import math
from dataclasses import dataclass

NEAR = 0.75  # ours: names from this likeness on are shown to the auditor as near (A2.8)

_EPSILON = 1e-9  # of divisions that come out even


@dataclass(frozen=True, slots=True)
class Search:
    """A near name has a gram of each group in it. `fewest` and `most`: its length, in characters."""

    groups: tuple[tuple[str, ...], ...]
    fewest: int
    most: int


def singles(name: str) -> list[str]:
    """Its different characters, each as a word of ASCII that no tokenizer divides or folds."""
    return sorted({_word(letter) for letter in name})


def pairs(name: str) -> list[str]:
    """Its different pairs of neighbours."""
    return sorted({_word(name[place : place + 2]) for place in range(len(name) - 1)})


def words(name: str) -> list[str]:
    return singles(name) + pairs(name)


def _word(gram: str) -> str:
    return "z".join(f"{ord(letter):x}" for letter in gram)


def search(name: str, often: dict[str, int], *, least: float = NEAR) -> Search:
    """What every name of at least this likeness to `name` shares with it, so that none is missed. `often`: in how many
    names a character stands; a wrong number costs time, not a name.

    Likeness is 2·L / (a + b): L the longest common subsequence, a and b the lengths. From it follow L ≥ a·s / (2 - s)
    and the greatest number of characters, and of pairs of neighbours, that `name` can lose (a lost character breaks two
    pairs, one put in breaks one). Of any one more than that, one at least is kept: we ask for the rarest."""
    long = len(name)
    common = math.ceil(long * least / (2 - least) - _EPSILON)
    lost = long - common
    broken = math.floor(2 * long * (1 - least) * max(2 / (2 - least), 1 / least) + _EPSILON)
    letters = sorted(set(name), key=lambda letter: (often.get(_word(letter), 0), letter))
    groups = [tuple(_word(letter) for letter in letters[: lost + 1])]
    couples = {name[place : place + 2] for place in range(long - 1)}
    if len(couples) > broken:
        rare = sorted(couples, key=lambda pair: (min(often.get(_word(letter), 0) for letter in pair), pair))
        groups.append(tuple(_word(pair) for pair in rare[: broken + 1]))
    return Search(tuple(groups), common, math.floor(long * (2 - least) / least + _EPSILON))
