"""When reminders are due: counted from the end of a window, by local time, never outside it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import reminders, windows
from core.domain.declaration import Moment, Quiet, Reminder, Track
from core.domain.reminders import Call
from tests.core.domain.made import SECOND, campaign

CHINA = ZoneInfo("Asia/Shanghai")
OPENS = datetime(2024, 5, 10, tzinfo=CHINA)
CLOSES = datetime(2024, 6, 29, tzinfo=CHINA)
NIGHT = Quiet(time(21), time(8))


def at(text):
    return datetime.fromisoformat(f"2024-{text}+08:00")


def track(*said, whom="owners"):
    """A track with one reminder at these moments."""
    when = tuple(reminders.moment(text) for text in said)
    made = Reminder("one", whom, when, "deadline", {}, "话")
    return Track("t", "类", "innovation", "worker", "title", (), (), (), reminders=(made,))


def instants(key):
    made = campaign()
    window = windows.window(made, key)
    due = reminders.of_window(made.by_key[key], opens=window.opens, closes=window.closes)
    return [f"{moment:%m-%d %H:%M}" for moment in sorted(due)]


def test_the_notice_reminds_of_innovations():
    assert instants("innovation") == [
        "06-14 09:00", "06-21 09:00", "06-25 09:00", "06-27 09:00", "06-28 09:00", "06-28 19:00",
    ]  # fmt: skip


def test_the_notice_reminds_of_roadshows_until_26_june():
    assert instants("roadshow") == [
        "06-12 09:00", "06-19 09:00", "06-23 09:00", "06-25 09:00", "06-26 09:00", "06-26 15:00",
    ]  # fmt: skip


def test_the_notice_declares_who_is_reminded():
    declared = [
        (t.key, r.key, r.whom, len(r.when), r.template) for t in campaign().tracks for r in t.reminders
    ]
    assert declared == [
        ("innovation", "unfinished", "owners", 6, "deadline"),
        ("innovation", "unsealed", "unsealed", 4, "deadline"),
        ("innovation", "confirming", "officers_confirming", 1, "waiting"),
        ("roadshow", "behind", "officers_behind", 6, "deadline"),
    ]
    assert campaign().quiet == NIGHT


def test_a_campaign_without_reminders_is_right():
    made = campaign(SECOND)
    assert (made.quiet, [t.reminders for t in made.tracks]) == (None, [()])


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("-14d 09:00", Moment("window", -14, time(9))),
        ("0d 19:30", Moment("window", 0, time(19, 30))),
        ("daily 09:00", Moment("daily", 0, time(9))),
        ("return+2d 23:59", Moment("return", 2, time(23, 59))),
        ("14d 09:00", None),
        ("-0d 09:00", Moment("window", 0, time(9))),
        ("+1d 09:00", None),
        ("-1d 9:00", None),
        ("-1d 24:00", None),
        ("-1d 09:60", None),
        ("-1d", None),
        ("daily", None),
        ("daily 09:00 ", None),
        ("return-1d 09:00", None),
        ("-1234d 09:00", None),
        ("", None),
    ],
)
def test_a_moment_is_read(text, made):
    assert reminders.moment(text) == made


@pytest.mark.parametrize(
    ("closes", "due"),
    [
        (at("06-29T00:00"), at("06-28T15:00")),  # midnight: the day before is the last
        (at("06-28T18:00"), at("06-28T15:00")),
        (at("06-28T00:00:01"), at("06-28T15:00")),
    ],
)
def test_the_last_day_is_the_one_that_people_say(closes, due):
    assert reminders.instant(reminders.moment("0d 15:00"), closes) == due


def test_nothing_is_said_outside_of_a_window():
    said = track("-60d 09:00", "-1d 09:00", "0d 15:00")
    assert reminders.of_window(said, opens=OPENS, closes=at("06-28T12:00")) == {at("06-27T09:00")}


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (at("05-13T08:59"), at("05-13T09:00")),
        (at("05-13T09:00"), at("05-14T09:00")),  # the instant itself is over
        (at("05-13T00:00").astimezone(UTC), at("05-13T09:00")),
        (at("05-01T00:00"), at("05-10T09:00")),  # not before the window opens
        (at("07-05T12:00"), at("07-06T09:00")),  # goes on after it: what waits may wait then (N6)
    ],
)
def test_the_next_daily_instant(after, due):
    assert reminders.next_daily(track("daily 09:00"), after=after, opens=OPENS) == {due}


def test_what_speaks_at_an_instant_knows_what_of():
    said = track("-7d 09:00", "daily 09:00", "return+2d 09:00")
    reminder, permit = said.reminders[0], at("07-06T00:00")
    spoken = reminders.calls(said, at("06-28T09:00"), closings=[CLOSES, permit])
    assert spoken == [
        Call(reminder),
        Call(reminder, returned_on=at("06-26T00:00").date()),
        Call(reminder, closes=permit),
    ]


def test_an_instant_of_no_moment_says_nothing():
    assert reminders.calls(track("-7d 09:00"), at("06-20T09:00"), closings=[CLOSES]) == []


@pytest.mark.parametrize(
    ("quiet", "clock", "is_quiet"),
    [
        (NIGHT, time(21), True),
        (NIGHT, time(20, 59, 59), False),
        (NIGHT, time(0), True),
        (NIGHT, time(7, 59), True),
        (NIGHT, time(8), False),
        (Quiet(time(12), time(14)), time(12), True),
        (Quiet(time(12), time(14)), time(14), False),
        (Quiet(time(12), time(14)), time(21), False),
        (None, time(3), False),
    ],
)
def test_quiet_hours_may_pass_midnight(quiet, clock, is_quiet):
    assert reminders.is_quiet(quiet, clock) is is_quiet


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("截止{closes}\n草稿：{drafts}\n退回：{returned}", {"closes": "6月28日", "drafts": "《甲》", "returned": ""}, "截止6月28日\n草稿：《甲》"),
        ("{drafts} 项", {"drafts": 0}, ""),
        ("一\n{unknown}\n二", {}, "一\n二"),
        ("\n话{names}\n", {"names": "{closes}"}, "话{closes}"),  # a title is never read as a placeholder
    ],
)  # fmt: skip
def test_a_line_with_nothing_to_say_is_left_out(text, values, said):
    assert reminders.fill(text, values) == said


MOMENTS = st.builds(
    Moment,
    st.just("window"),
    st.integers(-90, 0),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
ENDS = st.integers(0, 3_000_000).map(lambda minutes: OPENS + timedelta(minutes=minutes))


@given(st.lists(MOMENTS, min_size=1, max_size=8), ENDS, st.integers(1, 120))
def test_instants_lie_in_the_window_on_the_day_counted(moments, closes, days):
    made = Track("t", "类", "innovation", "worker", "title", (), (), (), reminders=(Reminder("one", "owners", tuple(moments), "deadline", {}, "话"),))  # fmt: skip
    opens = closes - timedelta(days=days)
    found = reminders.of_window(made, opens=opens, closes=closes)
    assert all(opens <= due < closes for due in found)
    for due in found:
        left = windows.days_left(closes, now=due)
        assert Moment("window", -left, due.time()) in moments
        assert reminders.calls(made, due, closings=[closes]) == [Call(made.reminders[0], closes)]
    asked = {reminders.instant(m, closes) for m in moments}
    assert found == {due for due in asked if opens <= due < closes}


@given(st.lists(st.times(), min_size=1, max_size=4, unique=True), ENDS, st.integers(-40, 40))
def test_each_daily_clock_comes_within_a_day(clocks, opens, days):
    when = tuple(Moment("daily", 0, clock) for clock in clocks)
    made = Track("t", "类", "innovation", "worker", "title", (), (), (), reminders=(Reminder("one", "owners", when, "waiting", {}, "话"),))  # fmt: skip
    after = opens + timedelta(days=days, minutes=7)
    found = reminders.next_daily(made, after=after, opens=opens)
    floor = max(after, opens - timedelta(microseconds=1))
    assert {due.time() for due in found} == set(clocks)
    assert all(floor < due <= floor + timedelta(days=1) and due >= opens for due in found)
