"""The last officer of a unit leaves, is removed or erases themselves: its courses stay the unit's, the province hears, a
successor carries on."""

import pytest

from core.adapters.tables import entries as entry_table
from core.adapters.tables import messages
from core.domain import courses as rules
from core.domain.refusals import Refused
from core.services import acts, entries, leaving, privacy, recommending, seats, staff, vetting
from tests.core.services import roadshows

now, people = roadshows.today, roadshows.seated


@pytest.fixture
def sent(house, people, now):
    """A course sent in, and a draft."""
    made = [roadshows.course(house, people, now), roadshows.course(house, people, now, title="阀门微课堂")]
    recommending.submit(house, made[:1], by=people["officer"], now=now)
    return made


def seat(house, now, login="new"):
    told = {"role": "officer", "unit": "淮河医院工会", "login": login, "password": "wuxiao-demo"}
    return staff.add(house, "接任干事", now=now, **told).person


def gone(house, people, now, how):
    with house.db.write() as tx:
        if how == "leaves":
            leaving.leave(house, tx, people["unit"], by=people["officer"], now=now)
        elif how == "is removed":
            leaving.remove(house, tx, people["unit"], people["officer"], by=people["auditor"], now=now)
        else:
            privacy.erase(house, tx, people["officer"], now=now)


def heard(house, reason):
    return [row.person for row in roadshows.rows(house, messages, messages.c.reason == reason)]


def owners(house):
    return {row.id: row.owner for row in roadshows.rows(house, entry_table)}


WAYS = pytest.mark.parametrize("how", ["leaves", "is removed", "erases themselves"])


@WAYS
def test_the_province_is_told_that_nobody_is_left_and_who_left_is_shut_out(house, people, now, sent, how):
    with house.db.read() as tx:
        province = set(leaving.province_of(tx, people["unit"]))
    gone(house, people, now, how)
    expected = province - {people["auditor"]} if how == "is removed" else province
    assert set(heard(house, "seat_empty")) == expected and province
    for entry in sent:
        with pytest.raises(Refused, match=r"entry\.unknown"), house.db.read() as tx:
            entries.open_for(house, tx, entry, by=people["officer"])


@WAYS
def test_a_successor_of_the_unit_finds_its_courses_and_carries_on(house, people, now, sent, how):
    gone(house, people, now, how)
    new = seat(house, now)
    with house.db.read() as tx:
        found = recommending.sheet(house, tx, roadshows.CAMPAIGN, people["unit"])
        assert [course.id for course in found.courses] == sent
        assert [entries.open_for(house, tx, one, by=new, to_edit=True).id for one in sent] == sent
    assert seats.pass_on(house) == 2 and seats.pass_on(house) == 0
    assert owners(house) == dict.fromkeys(sent, new)
    ((_, refused),) = recommending.submit(house, sent[1:], by=new, now=now)
    if how == "erases themselves":  # whose telephone went with them: the unit says another one
        assert refused is not None
        roadshows.say(
            house, sent[1], {"phone": "0551-60000002", "course_phone": "0551-60000003"}, by=new, now=now
        )
        ((_, refused),) = recommending.submit(house, sent[1:], by=new, now=now)
    assert refused is None
    assert new in heard(house, "received")


def test_what_is_decided_of_an_orphaned_course_is_heard_by_the_successor(house, people, now, sent):
    gone(house, people, now, "leaves")
    new = seat(house, now)
    by = people["auditor"]
    with house.db.write() as tx:
        vetting.receive(house, tx, sent[0], received_at=now, by=by, now=now)
        vetting.tick(house, tx, sent[0], rules.points(entries.load(house, tx, sent[0]).track), by=by, now=now)
        vetting.accept(house, tx, sent[0], by=by, now=now)
    assert heard(house, "accepted") == [new]


def test_nothing_is_passed_on_while_nobody_sits_there_or_the_owner_still_does(house, people, now, sent):
    assert seats.pass_on(house) == 0
    gone(house, people, now, "leaves")
    assert seats.pass_on(house) == 0
    assert owners(house) == dict.fromkeys(sent, people["officer"])


def test_a_foreign_officer_finds_nothing_of_it(house, people, now, sent):
    gone(house, people, now, "leaves")
    told = {"role": "officer", "unit": "皖江大学工会", "login": "x", "password": "wuxiao-demo"}
    other = staff.add(house, "外人", now=now, **told).person
    assert seats.pass_on(house) == 0
    with pytest.raises(Refused, match=r"entry\.unknown"), house.db.read() as tx:
        entries.open_for(house, tx, sent[0], by=other)


def test_their_own_innovation_goes_with_who_erases_themselves(house, people, now, sent):
    with house.db.write() as tx:
        own = entries.start(house, tx, roadshows.CAMPAIGN, "innovation", by=people["officer"], now=now)
    gone(house, people, now, "erases themselves")
    assert own not in owners(house) and set(sent) <= set(owners(house))
    with house.db.write() as tx:  # and the course goes on as it stood
        assert entries.load(house, tx, sent[0]).state == "submitted"
        new = staff.new_person(tx, "x", now=now)
        with pytest.raises(Refused):
            acts.recall(house, tx, sent[0], by=new, now=now)
