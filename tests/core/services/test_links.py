"""How long codes are good: those that people tell each other in house time, those that sign somebody in in real time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import codes
from core.domain.refusals import Refused
from core.services import accounts, demo, links, units

LATER = START + timedelta(days=50)


@pytest.fixture
def person(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "mini", "app", "o-1", now=START)


def given(house, tx, person, kind):
    """A code of this kind, and how it is used at a time."""
    if kind == "join":
        code = links.join_code(tx, person, now=START)
        return lambda now: links.join(tx, code, by=person, now=now)
    unit = units.by_name(tx, "淮河医院工会")
    code = links.invite(tx, unit=unit, role="officer", campaign=None, by=None, now=START)
    return lambda now: links.accept(tx, code, by=person, now=now)


@pytest.mark.parametrize(
    ("kind", "minutes", "said"),
    [("join", 10, "join.code.unknown"), ("invitation", 14 * 24 * 60, "invitation.expired")],
)
def test_what_people_tell_each_other_runs_out_by_the_houses_clock(house, person, kind, minutes, said):
    with house.db.write() as tx:
        use = given(house, tx, person, kind)
        with pytest.raises(Refused) as refused:
            use(START + timedelta(minutes=minutes, seconds=1))
        assert refused.value.code == said
        use(START + timedelta(minutes=minutes))


def test_a_link_that_signs_in_is_not_touched_by_the_houses_clock(house, person):
    with house.db.write() as tx:
        code = links.upload(house, tx, person, entry=None, field=None).partition("#")[2]
        links.forget(tx, now=LATER)
        assert links.take_upload(tx, code) == (person, {"entry": None, "field": None})


def test_who_comes_late_is_told_why_for_thirty_days_more(house, person):
    def kept(tx):
        return {row.kind for row in tx.rows(select(codes.c.kind))}

    with house.db.write() as tx:
        for kind in ("join", "invitation"):
            given(house, tx, person, kind)
        links.forget(tx, now=START + timedelta(days=29))
        assert kept(tx) == {"join", "invitation"}
        links.forget(tx, now=START + timedelta(days=31))
        assert kept(tx) == {"invitation"}
        links.forget(tx, now=LATER)
        assert kept(tx) == set()
