"""Who has which entry open: ten minutes, prolonged, told to others, within one's grants."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.adapters.tables import entries as entry_table
from core.adapters.tables import holds
from core.domain.refusals import Refused
from core.services import accounts, demo, holding, listing, staff
from core.services import entries as entry_service
from core.services.narrowing import Wanted
from tests.counting import put


@pytest.fixture
def now(house):
    return house.clock.now()


@pytest.fixture
def world(house, now):
    """Two auditors of everything, one of another unit, and the three entries of the hospital."""
    demo.furnish(house, now=now)
    made = {
        name: staff.add(
            house, name, role="auditor", unit=unit, login=name, password="wuxiao-demo", now=now
        ).person
        for name, unit in (("a", None), ("b", None), ("elsewhere", "皖江大学工会"))
    }
    return made, put(house, "淮河医院护理部", "confirmed", "confirmed", "draft")


def of(house, entries, now):
    with house.db.read() as tx:
        return {
            entry: [hold.name for hold in held] for entry, held in holding.of(tx, entries, now=now).items()
        }


def test_a_hold_ends_by_itself_and_is_prolonged(house, world, now):
    people, (first, second, _) = world
    with house.db.write() as tx:
        holding.take(tx, first, by=people["a"], now=now)
        holding.take(tx, first, by=people["b"], now=now + timedelta(minutes=1))
    assert of(house, [first, second], now + timedelta(minutes=9)) == {first: ["a", "b"]}
    with house.db.write() as tx:
        holding.take(tx, first, by=people["a"], now=now + timedelta(minutes=9))
    later = now + timedelta(minutes=12)
    assert of(house, [first, second], later) == {first: ["a"]}
    with house.db.read() as tx:
        assert holding.of(tx, [first], now=later)[first][0].since == now
    with house.db.write() as tx:
        assert holding.forget(tx, now=later) == 1
        holding.release(tx, first, by=people["a"])
        assert tx.rows(select(holds.c.entry)) == []


@pytest.mark.parametrize(("who", "which"), [("elsewhere", 0), ("a", 2), ("nobody", 0)])
def test_nobody_holds_what_they_may_not_see(house, world, now, who, which):
    people, entries = world
    with house.db.write() as tx, pytest.raises(Refused) as refused:
        holding.take(tx, entries[which], by=people.get(who, who), now=now)
    assert refused.value.code == "entry.unknown"


def test_the_next_entry_passes_over_what_another_has_open_unless_nothing_else_is_left(house, world, now):
    people, (first, second, _) = world
    third = put(house, "淮河医院护理部", "confirmed", at=now + timedelta(minutes=1))[0]
    first, second = sorted((first, second))

    def beside(step, by="a"):
        with house.db.read() as tx:
            entry = entry_service.load(house, tx, first)
            return listing.beside(tx, Wanted(states=("confirmed",)), entry, by=people[by], step=step, now=now)

    assert (beside(1), beside(-1)) == (second, None)
    with house.db.write() as tx:
        holding.take(tx, second, by=people["b"], now=now)
    assert (beside(1), beside(1, by="b")) == (third, second)
    with house.db.write() as tx:
        holding.take(tx, third, by=people["b"], now=now)
    assert beside(1) == second


def test_the_way_back_and_the_way_on_are_one(house, world, now):
    people, _ = world
    for minute in range(1, 5):
        put(house, "淮河医院护理部", "confirmed", at=now + timedelta(minutes=minute))
    with house.db.read() as tx:
        for is_newest_first in (False, True):
            wanted = Wanted(states=("confirmed",), is_newest_first=is_newest_first)
            line = [one.id for one in listing.page(tx, wanted, by=people["a"]).lines]
            met = [line[0]]
            while len(met) < len(line):
                entry = entry_service.load(house, tx, met[-1])
                met.append(listing.beside(tx, wanted, entry, by=people["a"], step=1, now=now))
                assert (
                    listing.beside(
                        tx, wanted, entry_service.load(house, tx, met[-1]), by=people["a"], step=-1, now=now
                    )
                    == entry.id
                )
            assert met == line
        assert accounts.scope(tx, people["elsewhere"], "auditor").is_empty is False
        assert listing.beside(tx, wanted, entry, by=people["elsewhere"], step=1, now=now) is None


def test_the_way_passes_drafts_over_unless_they_were_asked_for(house, world, now):
    people, (first, second, draft) = world
    other = put(house, "淮河医院护理部", "draft")[0]
    with house.db.read() as tx:
        shown = [line.id for line in listing.page(tx, Wanted(), by=people["a"]).lines]
        assert sorted(shown) == sorted([first, second, draft, other])
        entry = entry_service.load(house, tx, first)
        assert listing.beside(tx, Wanted(), entry, by=people["a"], step=1, now=now) == second
        entry = entry_service.load(house, tx, draft)
        assert listing.beside(tx, Wanted(states=("draft",)), entry, by=people["a"], step=1, now=now) == other


def test_a_page_begins_behind_its_cursor_also_when_that_entry_has_moved_on(house, world, now):
    people, _ = world
    put(house, "淮河医院护理部", *["confirmed"] * 4)
    with house.db.read() as tx:
        every = [line.id for line in listing.page(tx, Wanted(states=("confirmed",)), by=people["a"]).lines]
        page = listing.page(tx, Wanted(states=("confirmed",)), by=people["a"], limit=3)
    with house.db.write() as tx:
        tx.run(entry_table.update().where(entry_table.c.id.in_(every[:3])).values(state="approved"))
        later = listing.page(tx, Wanted(states=("confirmed",)), by=people["a"], after=page.next, limit=3)
    assert ([line.id for line in later.lines], later.next) == (every[3:], None)
