"""How long codes are good: those that people tell each other in house time, those that sign somebody in in real time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import codes
from core.domain.refusals import Refused
from core.services import accounts, colleagues, demo, links, merging, seats, units

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


@pytest.fixture
def hosted(house):
    """(unit, auditor, officer, guest, the code that the officer made for a colleague)."""
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        unit = units.by_name(tx, "淮河医院工会")
        people = [accounts.identify(tx, "mini", "app", f"o-{n}", now=START) for n in range(3)]
        accounts.grant(tx, people[0], "auditor", unit=None, campaign=None, by=None, now=START)
        accounts.grant(tx, people[1], "officer", unit=unit, campaign=None, by=None, now=START)
        return unit, *people, colleagues.invite(tx, by=people[1], now=START).code


def test_who_was_removed_does_not_come_back_by_a_code_of_their_own(house, hosted):
    """Nor anybody they gave it to: the unit's other officers, or the province, invite anew."""
    unit, auditor, officer, guest, code = hosted
    with house.db.write() as tx:
        heir = units.by_name(tx, "皖江大学工会")
        merging.merge(tx, unit, heir, by=None, now=START)  # the seat stands there now
        seats.remove(house, tx, heir, officer, by=auditor, now=START)
        for person in (officer, guest):
            with pytest.raises(Refused) as refused:
                links.accept(tx, code, by=person, now=START)
            assert (refused.value.code, refused.value.params) == (
                "invitation.withdrawn",
                {"unit": "淮河医院工会"},
            )
            assert not accounts.grants_of(tx, person)


def test_who_leaves_by_their_own_wish_leaves_the_code_to_their_successor(house, hosted):
    unit, auditor, officer, guest, code = hosted
    with house.db.write() as tx:
        seats.remove(house, tx, unit, officer, by=officer, now=START)
        assert links.accept(tx, code, by=guest, now=START) == "淮河医院工会"


def test_a_code_of_a_merged_unit_is_not_used_up_by_who_sits_at_its_successor(house, hosted):
    unit, auditor, officer, guest, code = hosted
    with house.db.write() as tx:
        heir = units.by_name(tx, "皖江大学工会")
        accounts.grant(tx, guest, "officer", unit=heir, campaign=None, by=None, now=START)
        merging.merge(tx, unit, heir, by=None, now=START)
        with pytest.raises(Refused) as refused:
            links.accept(tx, code, by=guest, now=START)
        assert (refused.value.code, refused.value.params) == ("invitation.already", {"unit": "皖江大学工会"})
        assert links.accept(tx, code, by=auditor, now=START) == "皖江大学工会"


def test_an_invitation_of_the_province_outlives_who_wrote_it(house, person):
    """A code of somebody of the province is the house's word, printed and posted."""
    with house.db.write() as tx:
        unit = units.by_name(tx, "淮河医院工会")
        auditor = accounts.identify(tx, "mini", "app", "o-3", now=START)
        accounts.grant(tx, auditor, "auditor", unit=None, campaign=None, by=None, now=START)
        code = links.invite_officer(tx, unit, by=auditor, now=START)
        accounts.end(tx, auditor, "auditor", unit=None, by=None, now=START)
        assert links.accept(tx, code, by=person, now=START) == "淮河医院工会"


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


def test_digits_typed_again_by_the_one_they_made_change_nothing_and_lead_nobody_else(house, person):
    """The answer to the first tap was lost."""
    with house.db.write() as tx:
        chat, third = (accounts.identify(tx, "oa", "app", name, now=START) for name in ("c-1", "c-3"))
        digits = links.join_code(tx, chat, now=START)
        kept = links.join(tx, digits, by=person, now=START)
        assert (kept, accounts.resolve(tx, person)) == (chat, chat)
        assert links.join(tx, digits, by=accounts.resolve(tx, person), now=START) == chat
        with pytest.raises(Refused) as refused:
            links.join(tx, digits, by=third, now=START)
        assert (refused.value.code, accounts.resolve(tx, third)) == ("join.code.unknown", third)
