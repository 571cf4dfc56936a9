"""Industries of GB/T 4754-2017 as amended in 2019 (National Bureau of Statistics), found by everyday words."""

import csv
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOST = 8  # shown of one search
LONGEST = 40  # characters of what was said that are looked at

_TABLES = Path(__file__).parent / "tables"
_SIZES = {1: 0.5, 2: 1.0, 3: 1.6, 4: 2.2}  # what a hit of so many characters is worth
_RARE = 4  # divisions: a single character that more of them share says nothing
_LEVELS = {"division": 1.5, "group": 1.2, "class": 1.0, "everyday": 1.1}
_WHOLE = 30.0  # said exactly so: before everything else
_IN_SAID = 7.0  # an everyday word within what was said, the larger its part the more
_IN_WORD = 5.0  # what was said is a part of an everyday word
_LAST = 1.25  # the last word says what it is: 电梯维修 is mending
_HINTED = 1.6  # an ending such as 厂 speaks for its section
_LEAST, _BESIDE_BEST = 1.2, 0.12  # a weaker hit is chance
_SEPARATORS = re.compile(r"[-‐‑‒–—―−－﹣_/＞>:→~]+")
_DROPPED = re.compile(r"[\s、，,;；·.。!！?？“”\"'()（）]+")
_CODE = re.compile(r"([a-t])-?(\d{2})")


@dataclass(frozen=True, slots=True)
class Industry:
    """A section and a division, as the notice writes them (A2.10)."""

    section: str
    division: str
    label: str


@dataclass(frozen=True, slots=True)
class _Table:
    """The classification: divisions by code, their sections, and every name with its level and division."""

    divisions: Mapping[str, Industry]
    names: tuple[tuple[str, str, str], ...]  # (name, level, division)
    labels: Mapping[str, str]  # folded label or name -> division


@dataclass(frozen=True, slots=True)
class _Index:
    """What search looks into: divisions by the grams of their names, and the everyday words."""

    grams: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]
    whole: Mapping[str, frozenset[str]]
    everyday: Mapping[str, frozenset[str]]
    hints: Mapping[str, frozenset[str]]  # an ending -> sections


def find(section: str, division: str) -> Industry | None:
    """A division by its codes, `Q` and `84`."""
    found = _table().divisions.get(division)
    return found if found is not None and found.section == section else None


def sections() -> dict[str, str]:
    """The names of all sections by their letters, in their order."""
    found = {row.section: row.label.partition("-")[0] for row in _table().divisions.values()}
    return dict(sorted(found.items()))


def by_label(text: str) -> Industry | None:
    """The division of a label as people write it: any hyphen, full width, spaces, a former name, `Q84`; a finer name
    behind the section's (`卫生和社会工作-医院`) counts for its division."""
    if len(text) > 4 * LONGEST:
        return None
    folded = _folded(text)
    if match := _CODE.fullmatch(folded):
        return find(match[1].upper(), match[2])
    division = _table().labels.get(folded)
    return _table().divisions[division] if division else None


def search(said: str) -> list[Industry]:
    """Divisions for everyday words, best first."""
    wanted = _folded(said[: 4 * LONGEST]).replace("-", "")[:LONGEST]
    if not wanted:
        return []
    scores = _scores(wanted)
    best = max(scores.values(), default=0.0)
    kept = [row for row in scores.items() if row[1] >= max(_LEAST, best * _BESIDE_BEST)]
    kept.sort(key=lambda row: (-row[1], row[0]))
    return [_table().divisions[division] for division, _ in kept[:MOST]]


def _scores(wanted: str) -> dict[str, float]:
    index = _index()
    scores: dict[str, float] = defaultdict(float)
    for gram in set(_grams(wanted)):
        if len(gram) == 1 and len(index.grams.get(gram, {})) > _RARE:
            continue
        worth = _SIZES[len(gram)] * index.rarity.get(gram, 0.0)
        for division, weight in index.grams.get(gram, {}).items():
            scores[division] += worth * weight
    for division in index.whole.get(wanted, ()):
        scores[division] += _WHOLE
    for word, divisions in index.everyday.items():
        if worth := _everyday_worth(word, wanted):
            for division in divisions:
                scores[division] += worth
    for ending, sections in index.hints.items():
        if wanted.endswith(ending) and wanted != ending:
            for division in scores:
                if _table().divisions[division].section in sections:
                    scores[division] *= _HINTED
    return scores


def _everyday_worth(word: str, wanted: str) -> float:
    """How much an everyday word speaks for its divisions, 0 when it is not in what was said, nor that in it."""
    if word == wanted:
        return _WHOLE
    if word in wanted:
        share = len(word) / len(wanted)
        return _IN_SAID * math.sqrt(share * len(word)) * (_LAST if wanted.endswith(word) else 1.0)
    if len(wanted) > 1 and wanted in word:
        return _IN_WORD * len(wanted) / len(word)
    return 0.0


def _folded(text: str) -> str:
    """Width, case, spaces and punctuation do not count; every kind of hyphen is one."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return _DROPPED.sub("", _SEPARATORS.sub("-", normal)).strip("-")


def _grams(text: str) -> Iterator[str]:
    for size in _SIZES:
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def _rows(name: str) -> list[dict[str, str]]:
    with (_TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def _table() -> _Table:
    sections: dict[str, str] = {}
    divisions: dict[str, Industry] = {}
    names: list[tuple[str, str, str]] = []
    for row in _rows("gbt4754-2017.csv"):
        section, division, name = row["section"], row["division"], row["name"]
        if not division:
            sections[section] = name
        elif not row["group"]:
            divisions[division] = Industry(section, division, f"{sections[section]}-{name}")
            names.append((name, "division", division))
        else:
            names.append((name, "class" if row["class"] else "group", division))
    names += [(name, level, code) for name, level, code in _former() if code in divisions]
    return _Table(divisions, tuple(names), _labels(sections, divisions, names))


def _former() -> Iterator[tuple[str, str, str]]:
    """Names before the amendment of 2019."""
    for row in _rows("gbt4754-aliases.csv"):
        if name := re.sub(r"（.*）$", "", row["original_2017_name"]):
            level = {2: "division", 3: "group"}.get(len(row["code"]), "class")
            yield name, level, row["code"][:2]


def _labels(
    sections: Mapping[str, str], divisions: Mapping[str, Industry], names: list[tuple[str, str, str]]
) -> dict[str, str]:
    """Every way to write a division that says one division only; what is broader wins over what is finer."""
    found: dict[str, set[str]] = defaultdict(set)
    for level in ("division", "group", "class"):
        here: dict[str, set[str]] = defaultdict(set)
        for name, its_level, division in names:
            if its_level == level:
                section = sections[divisions[division].section]
                here[_folded(f"{section}-{name}")].add(division)
                if level == "division":
                    here[_folded(name)].add(division)
        for key, held in here.items():
            found.setdefault(key, held)
    return {key: next(iter(held)) for key, held in found.items() if len(held) == 1}


@cache
def _index() -> _Index:
    everyday: dict[str, set[str]] = defaultdict(set)
    hints: dict[str, set[str]] = defaultdict(set)
    for row in _rows("everyday-industries.csv"):
        (hints if row["division"].isalpha() else everyday)[_folded(row["word"])].add(row["division"])
    names = [*_table().names]
    names += [(word, "everyday", division) for word, held in everyday.items() for division in held]
    grams: dict[str, dict[str, float]] = defaultdict(dict)
    whole: dict[str, set[str]] = defaultdict(set)
    for name, level, division in names:
        folded = _folded(name)
        whole[folded].add(division)
        for gram in set(_grams(folded)):
            weight = _LEVELS[level] * (len(gram) / len(folded)) ** 0.3
            grams[gram][division] = max(weight, grams[gram].get(division, 0.0))
    count = len(_table().divisions)
    rarity = {gram: math.log((count + 1) / len(held)) for gram, held in grams.items()}
    return _Index(
        grams, rarity, _frozen(whole), _frozen(everyday), _frozen(hints),
    )  # fmt: skip


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(held) for key, held in sets.items()}
