"""Days that people type, as China counts them."""

from datetime import UTC, datetime

import pytest

from core.domain import clockwork


@pytest.mark.parametrize(
    "said", ["", "soon", "2024-02-30", "9999-99-99", "9999-12-31", "0001-01-01", "1899-12-31"]
)
def test_a_day_that_is_none_or_at_the_ends_of_the_calendar_is_no_day(said):
    """The day before or after it, or its hour in UTC, could not be said."""
    assert clockwork.day_of(said) is None


@pytest.mark.parametrize("said", ["1900-01-01", "2024-06-28", "9998-12-31"])
def test_a_day_begins_at_midnight_in_china(said):
    begun = clockwork.day_of(said)
    assert begun == datetime.fromisoformat(f"{said}T00:00:00+08:00")
    assert begun.astimezone(UTC).hour == 16
