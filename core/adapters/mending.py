"""Makes a mended copy of a stranger's file, in a confined process; the original is never touched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.adapters import confined
from core.adapters.confined import Limits

_MB = 1024 * 1024
_GB = 1024 * _MB


class Unmendable(ValueError):
    """This file cannot be mended so; there is no copy."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who makes a copy: `call(source, target, *, told, **options)`, and how much it may take."""

    call: str
    limits: Limits


# By the word of the campaign's rule (core.domain.rules.FIXES). A fix without a hand here is not offered.
HANDS: Mapping[str, Hand] = {
    # Four gigabytes of a phone's film on two processors are half an hour; a job may take 4,000 seconds.
    "mp4": Hand(
        "core.adapters.remaking:mp4",
        Limits(seconds=3600, patience=1, processors=2, memory=3 * _GB, writes=8 * _GB),
    ),
    "trim": Hand(
        "core.adapters.remaking:trim",
        Limits(seconds=3600, patience=1, processors=2, memory=3 * _GB, writes=8 * _GB),
    ),
    "mp3": Hand("core.adapters.remaking:mp3", Limits(seconds=1800, patience=1, writes=2 * _GB)),
    "density": Hand("core.adapters.images:mend_density", Limits(seconds=30, writes=64 * _MB)),
    "jpeg": Hand("core.adapters.converting:mend_jpeg", Limits(seconds=120, writes=64 * _MB)),
}


def mend(
    fix: str,
    source: Path,
    target: Path,
    *,
    options: Mapping[str, Any] | None = None,
    told: Callable[[int], None] = lambda percent: None,
) -> None:
    """A mended copy at `target`; `told` hears percents while it is made. Raises Unmendable, KeyError for another fix."""
    hand = HANDS[fix]
    answer = confined.run(hand.call, source, target, limits=hand.limits, told=told, options=options)
    if answer.get("fault") or not target.exists():
        target.unlink(missing_ok=True)
        raise Unmendable(str(answer.get("fault")))
