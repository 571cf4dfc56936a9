"""A course whose last day is over: its pages say so, and have no button that can only refuse."""

from datetime import datetime
from html import unescape

import pytest

from tests.core.services import roadshows

SAID = "征集已于 6月26日 结束，现在不能提交。"


@pytest.mark.parametrize(
    ("moment", "is_late"), [("2024-06-26T23:00:00+08:00", False), ("2024-06-27T00:00:00+08:00", True)]
)
def test_the_sheet_and_the_course_know_the_last_day(house, browser, people, now, moment, is_late):
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    course = roadshows.course(house, people, now)
    house.clock.move(datetime.fromisoformat(moment))
    officer = browser("officer")
    sheet = unescape(officer.get(f"/console/sheets/{roadshows.CAMPAIGN}/{people['unit']}").text)
    page = unescape(officer.get(f"/console/sheets/courses/{course}").text)
    assert ("提交勾选的课程" in sheet, 'value="submit"' in page, "可以提交" in page) == (not is_late,) * 3
    assert (SAID in sheet, SAID in page) == (is_late, is_late)
