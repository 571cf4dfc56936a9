"""When reminders are due: instants counted from the end of a window, from a return, or day by day, in local time."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from core.domain import clockwork
from core.domain.declaration import Moment, Quiet, Reminder, Track

# Whom a reminder can reach, each with what its words may quote beside ALWAYS (and WINDOW, where all is counted from it).
WHOM: Mapping[str, frozenset[str]] = {
    "owners": frozenset({"name", "names", "count", "drafts", "returned"}),
    "unsealed": frozenset({"name", "names", "count"}),
    "officers_behind": frozenset({"lacking", "drafts"}),
    "officers_confirming": frozenset({"waiting"}),
}
ALWAYS = frozenset({"campaign", "track"})
WINDOW = frozenset({"closes", "left", "until"})  # 6月28日; 还有 3 天; 2024年6月28日 23:59
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
TRUE_FOR = timedelta(days=1)  # 还有 3 天 is wrong tomorrow
SLEPT = timedelta(days=31)  # what was to be said of an event before that, while the house slept, is over
_WHEN = re.compile(r"(?:(-\d{1,3}|0)d|(daily)|return\+(\d{1,3})d) ([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Call:
    """A reminder that speaks at an instant: of what closes then (`closes`), or was returned on that day."""

    reminder: Reminder
    closes: datetime | None = None
    returned_on: date | None = None


def moment(text: str) -> Moment | None:
    """`-7d 09:00`, `0d 15:00`, `daily 09:00` or `return+2d 09:00`; None for anything else."""
    found = _WHEN.fullmatch(text)
    if found is None:
        return None
    before, daily, after, hour, minute = found.groups()
    at = time(int(hour), int(minute))
    if daily:
        return Moment("daily", 0, at)
    return Moment("return", int(after), at) if after else Moment("window", int(before), at)


def instant(moment: Moment, closes: datetime) -> datetime:
    """The instant of a moment of a window, in the zone of `closes`; the last day of a window that closes at midnight
    is the day before."""
    last = (closes - timedelta(microseconds=1)).date()
    return datetime.combine(last + timedelta(days=moment.days), moment.at, tzinfo=closes.tzinfo)


def of_window(track: Track, *, opens: datetime, closes: datetime) -> set[datetime]:
    """All instants at which something is said of a window: inside it, never after its end."""
    every = {instant(m, closes) for r in track.reminders for m in r.when if m.kind == "window"}
    return {due for due in every if opens <= due < closes}


def clocks(track: Track) -> frozenset[time]:
    """Local times at which something is looked at every day."""
    return frozenset(m.at for r in track.reminders for m in r.when if m.kind != "window")


def next_daily(track: Track, *, after: datetime, opens: datetime) -> set[datetime]:
    """For each local time that is looked at daily, its next instant later than `after` and not before `opens`."""
    start = max(after, opens - timedelta(microseconds=1)).astimezone(opens.tzinfo)
    found = set()
    for at in clocks(track):
        due = datetime.combine(start.date(), at, tzinfo=opens.tzinfo)
        found.add(due if due > start else due + timedelta(days=1))
    return found


def of_events_since(track: Track, known: Iterable[datetime], *, upto: datetime) -> set[datetime]:
    """Of instants that are counted from an event, those at the same local time on the days that followed, up to a moment;
    of the last SLEPT alone."""
    times, ends = (
        {m.at for r in track.reminders for m in r.when if m.kind == "return"},
        clockwork.in_china(upto),
    )
    found = set()
    for local in (clockwork.in_china(due) for due in known):
        day = max(local.date() + timedelta(days=1), ends.date() - SLEPT)
        while local.time() in times and day <= ends.date():
            found.add(datetime.combine(day, local.time(), tzinfo=local.tzinfo))
            day += timedelta(days=1)
    return {due for due in found if due <= ends}


def calls(track: Track, due: datetime, *, closings: Collection[datetime]) -> list[Call]:
    """What speaks at an instant, in the order declared. `closings`: all ends of the window, late permits too."""
    found: list[Call] = []
    for r in track.reminders:
        for call in _of(r, due, closings):
            if call not in found:
                found.append(call)
    return found


def _of(reminder: Reminder, due: datetime, closings: Collection[datetime]) -> Iterable[Call]:
    for closes in sorted(closings):
        local = due.astimezone(closes.tzinfo)
        for m in reminder.when:
            if m.kind == "window":
                if due < closes and instant(m, closes) == due:
                    yield Call(reminder, closes)
            elif m.at == local.time():
                day = local.date() - timedelta(days=m.days)
                yield Call(reminder, returned_on=day if m.kind == "return" else None)


def true_for(closes: Iterable[datetime], *, now: datetime) -> timedelta:
    """How long words of these dates are true: a day, and never beyond what they remind of."""
    return min([TRUE_FOR, *(one - now for one in closes)])


def is_quiet(quiet: Quiet | None, at: time) -> bool:
    """Whether a local time lies in the quiet hours, which may pass midnight."""
    if quiet is None:
        return False
    if quiet.start < quiet.until:
        return quiet.start <= at < quiet.until
    return at >= quiet.start or at < quiet.until


def quiet_text(quiet: Quiet | None) -> str:
    """Quiet hours as a message keeps them: 21:00-08:00, blank without any."""
    return f"{quiet.start:%H:%M}-{quiet.until:%H:%M}" if quiet else ""


def morning(kept: str, local: datetime) -> datetime | None:
    """When the quiet hours of `quiet_text` that a local instant lies in are over; None outside them."""
    if not kept:
        return None
    quiet = Quiet(*(time.fromisoformat(part) for part in kept.split("-")))
    if not is_quiet(quiet, local.time()):
        return None
    ends = datetime.combine(local.date(), quiet.until, tzinfo=local.tzinfo)
    return ends if ends > local else ends + timedelta(days=1)


def fill(text: str, values: Mapping[str, object]) -> str:
    """The words with their placeholders filled; a line with one that has nothing to say (none, blank, 0) is left out."""
    lines = []
    for parts, keys in _lines(text):
        if all(values.get(key) for key in keys):
            filled = (str(values[part]) if number % 2 else part for number, part in enumerate(parts))
            lines.append("".join(filled))
    return "\n".join(lines)


@cache
def _lines(text: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """By line, its words and keys in turn, and its keys. A few texts of campaign files, asked a hundred thousand times."""
    split = [tuple(PLACEHOLDER.split(line)) for line in text.strip().splitlines()]
    return tuple((parts, parts[1::2]) for parts in split)
