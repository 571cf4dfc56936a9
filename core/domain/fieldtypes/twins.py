"""The same thing twice in one answer, with the pair named (notice A2.15: at least 3 different pictures)."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.domain.declaration import Field, Rule
from core.domain.fieldtypes.shape import File
from core.domain.findings import Finding

# Measured (docs/decisions.md): pressed or scaled again, at most 3 bits and 4 levels; a hand that moved over a hundredth
# of the picture, at least 7 levels at one of the 256 points.
BITS, LEVELS = 4, 6

Row = tuple[File, str]  # a file and what it is called


def are_same(one: File, other: File) -> bool:
    """The same bytes, or the same pixels under another header."""
    if one.sha256 is not None and one.sha256 == other.sha256:
        return True
    print_ = one.facts.get("fingerprint")
    return print_ is not None and print_ == other.facts.get("fingerprint")


def are_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same picture, pressed or scaled again, as far as hash and sketch can tell."""
    if not (one.get("sketch") and other.get("sketch") and one.get("dhash") and other.get("dhash")):
        return False
    if (int(one["dhash"], 16) ^ int(other["dhash"], 16)).bit_count() > BITS:
        return False
    pairs = zip(bytes.fromhex(one["sketch"]), bytes.fromhex(other["sketch"]), strict=True)
    return max(abs(first - second) for first, second in pairs) <= LEVELS


def judge(rows: Sequence[Row], field: Field) -> list[Finding]:
    """One finding for each file that stands in the list before, in the severer of the two ways."""
    rules = {rule.fact: rule for rule in field.rules if rule.fact in ("different", "alike")}
    found = []
    for later, (file, _) in enumerate(rows):
        before = [(place, other) for place, (other, _) in enumerate(rows[:later])]
        same = next((place for place, other in before if are_same(file, other)), None)
        alike = next((place for place, other in before if are_alike(file.facts, other.facts)), None)
        if same is not None and "different" in rules:
            found.append(_pair(rules["different"], rows, same, later, field))
        elif alike is not None and "alike" in rules:
            found.append(_pair(rules["alike"], rows, alike, later, field))
    return found


def _pair(rule: Rule, rows: Sequence[Row], earlier: int, later: int, field: Field) -> Finding:
    kind = "" if rule.fact == "alike" else ".photo" if field.kind == "photo" else ".file"
    params: dict[str, Any] = {
        "earlier": earlier + 1,
        "other": rows[earlier][1],
        "later": later + 1,
        "name": rows[later][1],
    }
    phrase = rule.says or f"rule.{rule.fact}.{rule.op}{kind}"
    told = {"label": field.label, **params}
    return Finding(rule.name, rule.level, phrase, told, attachment=rows[later][0].id)
