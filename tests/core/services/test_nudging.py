"""What an officer is reminded of ends with the day, or with the deadline it speaks of."""

from datetime import timedelta

import pytest

from core.services import campaigns, nudging
from core.services.progress import Line, Tally
from tests.remembering import at


@pytest.mark.parametrize(
    ("now", "ends"),
    [("06-20T09:00", timedelta(days=1)), ("06-26T20:00", timedelta(hours=4))],
)
def test_it_ends_with_what_it_says(cast, now, ends):
    lines = [Line("u", "淮河医院工会", True, 0, (Tally("roadshow", "路演", 0, 0, 0, 0, 1),))]
    with cast.house.db.read() as tx:
        made = campaigns.campaign(cast.house, tx, "2024-anhui")
    words = nudging.words(made, lines, now=at(now))
    assert (words["ends"], words["quiet"]) == (ends, "21:00-08:00")
