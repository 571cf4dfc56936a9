"""Working days of those who answer: Monday to Friday, but for the days off and the working weekends that a campaign names."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from core.domain.declaration import Contact
from core.domain.loading_reader import Reader

_WEEKEND = (5, 6)


def is_working(day: date, contact: Contact) -> bool:
    return day in contact.working or (day.weekday() not in _WEEKEND and day not in contact.off)


def after(day: date, contact: Contact) -> date:
    """The last day on which an answer to a question of `day` is in time: so many working days on."""
    left = contact.days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working(day, contact)
    return day


def read(r: Reader, value: Any) -> Contact:
    """The `[contact]` of a campaign file."""
    t = r.table(value, "contact", "hours days off working")
    off, working = _dates(r, t, "off"), _dates(r, t, "working")
    made = Contact(
        r.take(t, "hours", str, "contact").strip(), r.take(t, "days", int, "contact"), off, working
    )
    if not 0 <= made.days <= 30:
        r.wrong("contact.days", "应当是 0 到 30 的工作日数")
    _agree(r, "off", off, {day for day in off if day.weekday() in _WEEKEND}, "本来就是周末，不用写")
    _agree(
        r,
        "working",
        working,
        {day for day in working if day.weekday() not in _WEEKEND},
        "本来就是工作日，不用写",
    )
    return made


def _dates(r: Reader, table: dict[str, Any], key: str) -> frozenset[date]:
    found = table.get(key, [])
    if not isinstance(found, list) or any(not isinstance(d, date) or isinstance(d, datetime) for d in found):
        r.wrong(f"contact.{key}", "应当是一组日期，例如 [2024-06-10]")
        return frozenset()
    return frozenset(found)


def _agree(r: Reader, key: str, found: Collection[date], wrong: Collection[date], why: str) -> None:
    for day in sorted(set(found) & set(wrong)):
        r.wrong(f"contact.{key}[{day}]", why)
