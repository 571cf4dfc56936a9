"""A late permit of a unit is its end on its own pages, and on nobody else's."""

from datetime import datetime

from core.services import accounts
from tests import permitting
from tests.core.services import roadshows

UNTIL = datetime.fromisoformat("2024-07-02T00:00:00+08:00")


def test_the_officers_first_page_and_sheet_show_the_permits_end(house, browser, people, now):
    unit = roadshows.unit_named(house, "淮河医院工会")
    permitting.given(house, UNTIL, by=people["admin"], unit=unit, track="roadshow")
    pages = {who: browser(who).see("/console/") for who in ("officer", "stranger")}
    assert {who: ("7月1日" in page, "6月26日" in page) for who, page in pages.items()} == {
        "officer": (True, False),
        "stranger": (False, True),
    }
    assert "7月1日" in browser("officer").see(f"/console/sheets/{roadshows.CAMPAIGN}/{unit}")


def test_between_the_windows_the_permitted_track_stays_on_the_pages(house, browser, people, now):
    """The roadshow ends two days before the innovations (notice N2); who is permitted still builds the sheet."""
    unit = roadshows.unit_named(house, "淮河医院工会")
    permitting.given(house, UNTIL, by=people["admin"], unit=unit, track="roadshow")
    house.clock.move(datetime.fromisoformat("2024-06-27T10:00:00+08:00"))
    shown = browser("officer").get("/console/sheets")
    assert (shown.status_code, shown.headers["Location"]) == (
        302,
        f"/console/sheets/{roadshows.CAMPAIGN}/{unit}",
    )


def test_a_permit_of_the_other_track_does_not_take_the_sheet_away(house, browser, people, now):
    unit = roadshows.unit_named(house, "淮河医院工会")
    house.clock.move(datetime.fromisoformat("2024-06-30T10:00:00+08:00"))
    before = browser("officer").get("/console/sheets").headers["Location"]
    permitting.given(house, UNTIL, by=people["admin"], unit=unit, track="innovation")
    assert browser("officer").get("/console/sheets").headers.get("Location") == before


def test_after_the_window_a_sheet_with_courses_is_still_found(house, browser, people, now):
    """A course that came back is mended after the window too; who has none is told why and what to do."""
    unit = roadshows.unit_named(house, "淮河医院工会")
    roadshows.course(house, {**people, "unit": unit}, now)
    house.clock.move(datetime.fromisoformat("2024-06-27T10:00:00+08:00"))
    shown = browser("officer").get("/console/sheets")
    assert (shown.status_code, shown.headers.get("Location")) == (
        302,
        f"/console/sheets/{roadshows.CAMPAIGN}/{unit}",
    )
    assert "可以请省级审核员准予延期" in browser("stranger").see("/console/sheets")


def test_two_sheets_of_which_one_has_courses_stand_both_in_the_list(house, browser, people, now):
    unit = roadshows.unit_named(house, "淮河医院工会")
    roadshows.course(house, {**people, "unit": unit}, now)
    with house.db.write() as tx:
        theatre = roadshows.unit_named(house, "天柱剧院工会")
        accounts.grant(tx, people["officer"], "officer", unit=theatre, campaign=None, by=None, now=now)
    house.clock.move(datetime.fromisoformat("2024-06-27T10:00:00+08:00"))
    page = browser("officer").see("/console/sheets")
    assert all(f"/console/sheets/{roadshows.CAMPAIGN}/{one}" in page for one in (unit, theatre))
