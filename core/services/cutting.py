"""What a mend needs to know beside its name: the frame that a campaign wants, and the part of a film that a person chose."""

from collections.abc import Mapping
from typing import Any

from core.domain.declaration import Field
from core.domain.refusals import Refused

_LEAST = 1.0  # seconds
_CLOSE = 0.5  # seconds that people's fields, which show whole ones, may be off at the end


def options(fix: str, field: Field, facts: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a mend of one file (`mending.HANDS`). `asked` may hold `start` and `end` of a cut, in seconds.
    Raises Refused('fix.cut.…')."""
    framed = {"frame": field.wanted("frame", "is")} if fix in ("mp4", "trim") else {}
    if fix != "trim":
        return framed
    most = field.wanted("seconds", "max")
    start, end = _part(facts.get("seconds"), most, asked)
    return {**framed, "start": start, "end": end, "most": most}


def _part(seconds: float | None, most: float | None, asked: Mapping[str, Any]) -> tuple[float, float]:
    start, end = asked.get("start"), asked.get("end")
    if start is None or end is None:
        raise Refused("fix.cut.missing")
    if seconds is not None:
        if end > seconds + _CLOSE:
            raise Refused("fix.cut.beyond", measured=clock(seconds), end=clock(end))
        end = min(end, seconds)
    if end - start < _LEAST:
        raise Refused("fix.cut.order", start=clock(start), end=clock(end))
    if most is not None and end - start > most:
        told = (
            most - most % 60 if most >= 60 and most % 60 <= 1 else most
        )  # a second of tolerance stays unsaid
        gap = clock(max(1.0, end - start - told))
        raise Refused("fix.cut.long", measured=clock(end - start), wanted=clock(told), gap=gap)
    return float(start), float(end)


def clock(seconds: float) -> str:
    """3 分 05 秒."""
    whole = int(seconds)
    return f"{whole // 60} 分 {whole % 60:02d} 秒" if whole >= 60 else f"{whole} 秒"
