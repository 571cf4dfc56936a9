"""Which item comes next, and how far an entry is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from core.domain import fieldtypes
from core.domain.declaration import Field, Track
from core.domain.fieldtypes import Known
from core.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class Progress:
    """How many required items hold no `must` finding, of how many; `missing` in the order asked."""

    done: int
    total: int
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing


def next_field(track: Track, answers: Mapping[str, Any], *, skipped: Collection[str] = ()) -> Field | None:
    """The first item asked that has no answer and was not put off; None when all were asked."""
    for key in track.asked:
        if fieldtypes.is_blank(answers.get(key)) and key not in skipped:
            return track.by_key[key]
    return None


def before(track: Track, key: str | None) -> Field | None:
    """The item asked before this one; the last one when none is asked now."""
    if key is None:
        return track.by_key[track.asked[-1]]
    position = track.asked.index(key)
    return track.by_key[track.asked[position - 1]] if position else None


def check(track: Track, answers: Mapping[str, Any], *, known: Known) -> list[Finding]:
    """All findings of an entry, in the order asked."""
    return [
        finding
        for key in track.asked
        for finding in check_field(track.by_key[key], answers.get(key), known=known)
    ]


def check_field(field: Field, value: Any, *, known: Known) -> list[Finding]:
    return fieldtypes.TYPES[field.type].check(value, field=field, known=known)


def progress(track: Track, findings: Collection[Finding]) -> Progress:
    faulty = {finding.field_key for finding in findings if finding.level == "must"}
    required = [key for key in track.asked if track.by_key[key].is_required]
    missing = tuple(key for key in track.asked if key in faulty)
    return Progress(len([key for key in required if key not in faulty]), len(required), missing)
