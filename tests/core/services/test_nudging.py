"""What an officer is reminded of: what their units lack, with the end that it has, till then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.adapters.tables import messages
from core.domain.refusals import Refused
from core.services import accounts, campaigns, nudging
from tests import permitting
from tests.remembering import KEY, at


@pytest.fixture
def nudge(cast):
    """An administrator nudges; gives what the officers were told."""
    with cast.house.db.write() as tx:
        by = accounts.identify(tx, "oa", "x", "o-province", now=cast.now)
        accounts.grant(tx, by, "administrator", unit=None, campaign=None, by=None, now=cast.now)

    def act(now):
        with cast.house.db.write() as tx:
            made = campaigns.campaign(cast.house, tx, KEY)
            nudging.nudge(cast.house, tx, made, by=by, now=at(now))
        with cast.house.db.read() as tx:
            rows = tx.rows(select(messages).where(messages.c.reason == "nudged"))
        return {cast.names[row.person]: row.body for row in rows}

    act.by = by
    return act


@pytest.fixture
def units(cast):
    """Two units whose officers the chat reaches, each lacking a roadshow and two innovations."""
    made = {}
    for name in ("淮河医院工会", "皖江学校工会"):
        made[name] = cast.unit(name)
        officer = cast.officer(name[:2], made[name])
        with cast.house.db.write() as tx:
            assert officer
            accounts.follows(tx, f"o-{name[:2]}", cast.house.settings.oa_app_id, follows=True)
    return made


def permit(cast, nudge, unit, until, track="roadshow"):
    permitting.given(cast.house, at(until), by=nudge.by, unit=unit, track=track)


@pytest.mark.parametrize(
    ("now", "ends"),
    [("06-20T09:00", timedelta(days=1)), ("06-26T20:00", timedelta(hours=4))],
)
def test_it_ends_with_what_it_says(cast, nudge, units, now, ends):
    with cast.house.db.read() as tx:
        made = campaigns.campaign(cast.house, tx, KEY)
        found = nudging.due(cast.house, tx, made, by=nudge.by, now=at(now))
    words = nudging.words(made, next(iter(found.told.values())), found.ends, now=at(now))
    assert (words["ends"], words["quiet"]) == (ends, "21:00-08:00")


def test_the_date_is_that_of_what_is_lacking(cast, nudge, units):
    cast.put(
        cast.draft(cast.person("王"), "甲", unit=units["淮河医院工会"], track="roadshow"), state="submitted"
    )
    said = nudge("06-20T09:00")
    assert "6月28日截止，还有 8 天" in said["淮河"]["says"] and "路演" not in said["淮河"]["says"]
    assert "6月26日截止，还有 6 天" in said["皖江"]["says"]


def test_after_the_window_whose_unit_has_a_permit_hears_its_end(cast, nudge, units):
    permit(cast, nudge, units["淮河医院工会"], "07-06T00:00")
    said = nudge("07-02T09:00")
    assert list(said) == ["淮河"]
    assert "7月5日截止，还有 3 天" in said["淮河"]["says"] and "创新成果差" not in said["淮河"]["says"]


def test_after_the_window_nobody_is_nudged_without_a_permit(cast, nudge, units):
    permit(cast, nudge, units["淮河医院工会"], "07-01T00:00")
    with pytest.raises(Refused, match=r"nudge\.over"):
        nudge("07-02T09:00")
