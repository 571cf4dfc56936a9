"""A late permit of a unit is its end on its own pages, and on nobody else's."""

from datetime import datetime

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
