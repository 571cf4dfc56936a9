"""Windows are half-open and live in China time (N1, N2)."""

from datetime import UTC, datetime, timedelta

import pytest

from core.domain import windows
from tests.core.domain.made import campaign


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("track", "act", "now", "is_open"),
    [
        ("innovation", "submit", "2024-05-09T23:59:59+08:00", False),
        ("innovation", "submit", "2024-05-10T00:00:00+08:00", True),
        ("innovation", "submit", "2024-06-28T23:59:59+08:00", True),
        ("innovation", "submit", "2024-06-28T23:59:59.999999+08:00", True),
        ("innovation", "submit", "2024-06-29T00:00:00+08:00", False),
        ("innovation", "submit", "2024-06-28T15:59:59+00:00", True),
        ("innovation", "submit", "2024-06-28T16:00:00+00:00", False),
        ("roadshow", "submit", "2024-06-26T23:59:59+08:00", True),
        ("roadshow", "submit", "2024-06-27T00:00:00+08:00", False),
        ("roadshow", "mail", "2024-06-27T00:00:00+08:00", False),
        ("innovation", "confirm", "2024-12-31T00:00:00+08:00", True),  # N6: may fall after the window
    ],
)
def test_half_open(track, act, now, is_open):
    assert windows.is_open(campaign(), track, act, now=at(now)) is is_open


@pytest.mark.parametrize(
    ("until", "now", "is_open"),
    [
        ("2024-07-02T00:00:00+08:00", "2024-07-01T23:59:59+08:00", True),
        ("2024-07-02T00:00:00+08:00", "2024-07-02T00:00:00+08:00", False),
        ("2024-06-01T00:00:00+08:00", "2024-06-28T12:00:00+08:00", True),  # never shortens the window
        ("2024-07-02T00:00:00+08:00", "2024-05-01T00:00:00+08:00", False),
    ],
)
def test_late_permit_moves_the_end(until, now, is_open):
    found = windows.is_open(campaign(), "innovation", "submit", now=at(now), permit_until=at(until))
    assert found is is_open


def test_windows_of_the_notice():
    found = [(w.track, w.act, w.opens.isoformat(), w.closes.isoformat()) for w in campaign().windows]
    assert found == [
        ("innovation", "submit", "2024-05-10T00:00:00+08:00", "2024-06-29T00:00:00+08:00"),
        ("roadshow", "submit", "2024-05-10T00:00:00+08:00", "2024-06-27T00:00:00+08:00"),
        ("roadshow", "mail", "2024-05-10T00:00:00+08:00", "2024-06-27T00:00:00+08:00"),
    ]


def test_unknown_act_has_no_window():
    assert windows.window(campaign(), "innovation", "confirm") is None


@pytest.mark.parametrize(
    ("closes", "said"),
    [
        ("2024-06-29T00:00:00+08:00", "6月28日"),
        ("2024-07-01T00:00:00+08:00", "6月30日"),
        ("2024-06-28T17:30:00+08:00", "6月28日 17:30"),
    ],
)
def test_last_day(closes, said):
    assert windows.last_day(at(closes)) == said


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2024-06-26T09:00:00+08:00", 2),
        ("2024-06-27T23:59:59+08:00", 1),
        ("2024-06-28T00:00:00+08:00", 0),
        ("2024-06-28T23:59:59+08:00", 0),
        ("2024-06-29T00:00:00+08:00", -1),
        ("2024-06-27T16:00:00+00:00", 0),  # already the 28th in China
    ],
)
def test_days_left_are_days_of_china(now, left):
    assert windows.days_left(at("2024-06-29T00:00:00+08:00"), now=at(now)) == left


def test_a_window_written_in_another_zone_is_said_in_the_campaigns():
    window = windows.window(campaign(), "innovation")
    assert windows.last_day(window.closes) == "6月28日"
    assert window.closes.astimezone(UTC) == at("2024-06-28T16:00:00+00:00")
    assert window.closes.utcoffset() == timedelta(hours=8)


def test_an_end_at_noon_is_over_in_the_afternoon():
    noon, second = at("2024-06-28T12:00:00+08:00"), timedelta(seconds=1)
    moments = (noon - timedelta(days=1), noon - second, noon, noon + second)
    assert [windows.days_left(noon, now=now) for now in moments] == [1, 0, -1, -1]
