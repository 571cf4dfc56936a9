"""What is judged whatever a campaign declares: the duties of a type of field, and of a track's name.

Each is a sentence with its level and the number of its duty, as a declared rule is; `flask rules` lists both."""

from collections.abc import Mapping
from typing import Any

from core.domain import banks
from core.domain.declaration import Campaign, Field, Track
from core.domain.findings import ADVISE, MUST

Duty = tuple[str, str, str, str]  # what of the field, phrase, level, notice (empty: the field's own item)

PAPER: tuple[Duty, ...] = (
    ("code.is", "paper.code.foreign", MUST, ""),
    ("code_known.is", "paper.code.unknown", ADVISE, ""),
    ("seal.is", "paper.seal.stale", MUST, ""),
    ("seal_kept.is", "paper.seal.replaced", ADVISE, ""),
    ("sheets.covers", "paper.sheets.missing", ADVISE, ""),
)
BANK: tuple[Duty, ...] = tuple(
    (phrase.removeprefix("bank."), phrase, *told) for phrase, told in banks.DUTIES.items()
)
OF_TYPES: Mapping[str, tuple[Duty, ...]] = {"bank": BANK, "paper": PAPER}
NAME = "entry.name.taken"  # refused at submission, by the database: 不允许重复申报


def rows(campaign: Campaign) -> list[dict[str, Any]]:
    """Every declared rule and every duty as a row `{track, rule, value, level, notice, says}`."""
    return [row for track in campaign.tracks for row in _of_track(track)]


def _of_track(track: Track) -> list[dict[str, Any]]:
    named = track.by_key[track.name]
    taken = _row(track, f"{named.key}.name.taken", True, MUST, named.item, NAME)
    return [row for field in track.fields for row in _of_field(track, field)] + [taken]


def _of_field(track: Track, field: Field) -> list[dict[str, Any]]:
    declared = [
        _row(track, r.name, r.value, r.level, r.notice, r.says or f"rule.{r.fact}.{r.op}")
        for r in field.rules
    ]
    always = [
        _row(track, f"{field.key}.{what}", True, level, notice or field.item, phrase)
        for what, phrase, level, notice in OF_TYPES.get(field.type, ())
    ]
    return declared + always


def _row(track: Track, rule: str, value: Any, level: str, notice: str, says: str) -> dict[str, Any]:
    return {"track": track.key, "rule": rule, "value": value, "level": level, "notice": notice, "says": says}
