"""How people are told what has changed since a letter was sealed: old words and new ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain import phrases

_LONGEST = 40  # characters of a text that is told whole
_AROUND = 6  # characters kept before and after the part that differs


@dataclass(frozen=True, slots=True)
class Change:
    """What a letter quotes and says otherwise today. `was` and `now` are None where they are not kept: a telephone
    number, the wording of the letter itself."""

    label: str
    was: str | None = None
    now: str | None = None


def told(changes: Sequence[Change]) -> str:
    """“成果名称”由“甲”改成“乙”；“联系电话”改过"""
    return "；".join(_told(change) for change in changes)


def labels(changes: Sequence[Change]) -> tuple[str, ...]:
    return tuple(change.label for change in changes)


def _told(change: Change) -> str:
    if change.was is None or change.now is None or change.was == change.now:
        return phrases.say("paper.change.unquoted", label=change.label)
    was, now = apart(change.was, change.now)
    blank = phrases.say("paper.change.blank")
    return phrases.say("paper.change", label=change.label, was=was or blank, now=now or blank)


def apart(was: str, now: str) -> tuple[str, str]:
    """Two texts, long ones without most of what they begin and end with alike."""
    if max(len(was), len(now)) <= _LONGEST:
        return was, now
    least = min(len(was), len(now))
    head = next((n for n in range(least) if was[n] != now[n]), least)
    tail = next((n for n in range(least - head) if was[-1 - n] != now[-1 - n]), least - head)
    start, end = max(0, head - _AROUND), max(0, tail - _AROUND)
    return _cut(was, start, end), _cut(now, start, end)


def _cut(text: str, start: int, end: int) -> str:
    middle = text[start : len(text) - end]
    if len(middle) > _LONGEST:
        middle = f"{middle[: _LONGEST - 1]}…"
    return f"{'…' if start else ''}{middle}{'…' if end else ''}"
