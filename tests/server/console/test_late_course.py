"""A course whose last day is over: its pages say so, and have no button that can only refuse."""

from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import insert

from core.adapters.tables import receipts
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


def test_a_course_that_was_mailed_in_time_is_late_on_neither_page(house, browser, people, now):
    """Sending in goes by the day it came (N10)."""
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    course = roadshows.course(house, people, now)
    with house.db.write() as tx:
        tx.run(
            insert(receipts).values(entry=course, how="mailed", received_at=now, by=people["officer"], at=now)
        )
    house.clock.move(datetime.fromisoformat("2024-06-27T00:00:00+08:00"))
    officer = browser("officer")
    sheet = unescape(officer.get(f"/console/sheets/{roadshows.CAMPAIGN}/{people['unit']}").text)
    page = unescape(officer.get(f"/console/sheets/courses/{course}").text)
    assert ("提交勾选的课程" in sheet, 'value="submit"' in page) == (True, True)
    assert SAID not in sheet and SAID not in page
