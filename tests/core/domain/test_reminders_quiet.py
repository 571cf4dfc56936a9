"""When a message that is late may be said again."""

from datetime import datetime

import pytest

from core.domain import reminders
from core.domain.clockwork import CHINA


def at(day, hour, minute=0):
    return datetime(2024, 6, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("kept", "local", "ends"),
    [
        ("21:00-08:00", at(24, 20, 59), None),
        ("21:00-08:00", at(24, 21), at(25, 8)),
        ("21:00-08:00", at(25, 0), at(25, 8)),
        ("21:00-08:00", at(25, 7, 59), at(25, 8)),
        ("21:00-08:00", at(25, 8), None),
        ("12:00-14:00", at(24, 13), at(24, 14)),
        ("", at(24, 23), None),
    ],
)
def test_the_morning_is_when_the_quiet_hours_are_over(kept, local, ends):
    assert reminders.morning(kept, local) == ends
