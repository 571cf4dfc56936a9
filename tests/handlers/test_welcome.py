"""Who follows the account is told the end that holds for them."""

from datetime import datetime

from tests import permitting
from tests.core.services import roadshows

LATE = datetime.fromisoformat("2024-07-04T00:00:00+08:00")


def test_a_late_permit_of_the_unit_is_the_end_in_the_welcome(worker, officer):
    unit = roadshows.unit_named(worker.house, "淮河医院工会")
    permitting.given(worker.house, LATE, by=officer.person, unit=unit)
    assert "7月3日截止" in officer.does("subscribe")
    assert "6月28日截止" in worker.does("subscribe")
