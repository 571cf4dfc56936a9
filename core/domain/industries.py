"""Industries of GB/T 4754-2017 as amended in 2019 (National Bureau of Statistics), found by everyday words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Industry:
    """A section and a division, as the notice writes them (A2.10)."""

    section: str
    division: str
    label: str


def find(section: str, division: str) -> Industry | None:
    return None


def by_label(text: str) -> Industry | None:
    return None


def search(said: str) -> list[Industry]:
    return []
