"""Reads a campaign file: TOML text to a Campaign, or every mistake at once, each with its place."""

import tomllib
from dataclasses import dataclass

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
