"""Reads a campaign file: TOML text to a Campaign, or every mistake at once, each with its place."""

import tomllib
from dataclasses import dataclass
from typing import Any

from core.domain import banks
from core.domain import loading_parts as parts
from core.domain.declaration import Campaign
from core.domain.loading_reader import Reader


@dataclass(frozen=True, slots=True)
class Mistake:
    """`place` is the path in the file, e.g. `tracks[innovation].fields[photos].rules[2].op`."""

    place: str
    sentence: str


class Faulty(Exception):
    """A campaign file with mistakes."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(f"{m.place}: {m.sentence}" for m in mistakes))
        self.mistakes = mistakes


def load(text: str) -> Campaign:
    """The campaign that a TOML text declares. Raises Faulty with every mistake of the file."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Faulty([Mistake("TOML", f"不是合法的 TOML：{fault}")]) from fault
    reader = Reader()
    campaign = parts.campaign(reader, tree)
    if reader.mistakes:
        raise Faulty([Mistake(place, sentence) for place, sentence in reader.mistakes])
    if campaign is None:
        raise Faulty([Mistake("TOML", "文件里没有可用的活动")])
    return campaign


def rules_of(campaign: Campaign) -> list[dict[str, Any]]:
    """Every rule of a campaign as a row, for `flask rules`; with what is judged of every bank (Annex 4)."""
    declared = [
        {
            "track": track.key,
            "rule": rule.name,
            "value": rule.value,
            "level": rule.level,
            "notice": rule.notice,
        }
        for track in campaign.tracks
        for field in track.fields
        for rule in field.rules
    ]
    of_banks = [
        {
            "track": track.key,
            "rule": phrase.replace("bank.", f"{field.key}.", 1),
            "value": True,
            "level": level,
            "notice": notice,
        }
        for track in campaign.tracks
        for field in track.fields
        if field.type == "bank"
        for phrase, (level, notice) in banks.DUTIES.items()
    ]
    return declared + of_banks
