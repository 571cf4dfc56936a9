"""A unit merged while entries are open: they, the officers and the numbers go on with the successor, no seal is touched."""

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import entries, grants
from core.adapters.tables import units as unit_table
from core.domain.refusals import Refused
from core.services import (
    accounts,
    acts,
    campaigns,
    demo,
    links,
    listing,
    merging,
    progress,
    quotas,
    reviews,
    staff,
    units,
)
from tests import filling
from tests.counting import CAMPAIGN, put

THEATRE, HOSPITAL, STAGE = "天柱剧院工会", "淮河医院工会", "天柱剧院舞美队"


@pytest.fixture
def seated(house):
    demo.furnish(house, now=START)
    return house


def unit(house, name):
    with house.db.read() as tx:
        return units.by_name(tx, name)


def officer(house, name, where):
    with house.db.write() as tx:
        person = staff.new_person(tx, name, now=START)
        accounts.grant(
            tx, person, "officer", unit=units.by_name(tx, where), campaign=None, by=None, now=START
        )
    return person


def merge(house, gone, into):
    with house.db.write() as tx:
        merging.merge(tx, gone, into, by=None, now=START)


def test_open_entries_are_confirmed_by_officers_of_the_successor(seated):
    with seated.db.write() as tx:
        worker = accounts.identify(tx, "oa", seated.settings.oa_app_id, "o-sandbox-wang", now=START)
    entry = filling.whole(seated, by=worker, now=START)
    with seated.db.write() as tx:
        acts.submit(seated, tx, entry, by=worker, now=START)
        tx.after_commit.clear()
        before = tx.one(select(entries).where(entries.c.id == entry))
    li = officer(seated, "新干事", THEATRE)
    hospital, theatre = unit(seated, HOSPITAL), unit(seated, THEATRE)
    merge(seated, hospital, theatre)
    with seated.db.write() as tx:
        assert listing.page(tx, listing.Wanted(), by=li, roles=("officer",)).total == 1
        reviews.confirm(seated, tx, entry, by=li, now=START, seen=before.version)
        tx.after_commit.clear()
        assert tx.one(select(entries.c.unit).where(entries.c.id == entry)).unit == before.unit


def test_officers_parts_names_and_numbers_go_on(seated):
    put(seated, STAGE, "submitted")
    put(seated, THEATRE, "submitted", "draft")
    mine, theirs = officer(seated, "剧院干事", THEATRE), unit(seated, HOSPITAL)
    theatre = unit(seated, THEATRE)
    with seated.db.write() as tx:
        code = links.invite(tx, unit=theatre, role="officer", campaign=None, by=None, now=START)
    merge(seated, theatre, theirs)
    merge(seated, theatre, theirs)
    with seated.db.write() as tx:
        assert links.accept(tx, code, by=staff.new_person(tx, "晚到", now=START), now=START) == HOSPITAL
        made = campaigns.campaign(seated, tx, CAMPAIGN)
        assert [row.count for row in quotas.standings(tx, made, [theirs])[theirs]] == [2, 0]
        table = progress.table(tx, made, within=(None,), at=theirs)
        shown = {(line.name, line.own): line.tallies[0].started for line in table.lines}
        assert shown == {("淮河医院护理部", False): 0, ("淮河医院设备科", False): 0, ("淮河医院检验科", False): 0,
                         (STAGE, False): 1, (HOSPITAL, True): 2}  # fmt: skip
        assert THEATRE not in {line.name for line in progress.table(tx, made, within=(None,)).lines}
        assert [found.id for found in units.search(tx, "天柱剧院工会")] == [theirs]
        assert units.by_name(tx, THEATRE) is None and units.names(tx, [theatre]) == {theatre: THEATRE}
        assert [row.unit for row in accounts.grants_of(tx, mine)] == [theirs]
        row = tx.one(select(unit_table).where(unit_table.c.id == theatre))
        assert (row.parent, row.successor, row.gone_at, row.is_direct) == (theirs, theirs, START, False)


@pytest.mark.parametrize(
    ("gone", "into", "code"),
    [
        (THEATRE, THEATRE, "unit.merge.self"),
        (demo.PROVINCE, THEATRE, "unit.merge.below"),
        (THEATRE, None, "unit.unknown"),
        (None, THEATRE, "unit.unknown"),
    ],
)
def test_what_cannot_be_merged(seated, gone, into, code):
    with pytest.raises(Refused) as refused:
        merge(seated, unit(seated, gone) if gone else "none", unit(seated, into) if into else "none")
    assert refused.value.code == code


def test_a_merged_unit_takes_nobody_in(seated):
    theatre, hospital, college = (unit(seated, name) for name in (THEATRE, HOSPITAL, "皖江大学工会"))
    merge(seated, theatre, hospital)
    for gone, into in ((theatre, college), (college, theatre)):
        with pytest.raises(Refused) as refused:
            merge(seated, gone, into)
        assert refused.value.code == "unit.merge.gone"


def test_six_officers_are_one_too_many_and_one_in_both_sits_once(seated):
    made = [officer(seated, f"干事{number}", THEATRE) for number in range(5)]
    theatre, hospital = unit(seated, THEATRE), unit(seated, HOSPITAL)
    with pytest.raises(Refused) as refused:
        merge(seated, theatre, hospital)
    assert (refused.value.code, refused.value.params["count"]) == ("unit.merge.full", 6)
    with seated.db.write() as tx:
        for person in made[:2]:
            accounts.end(tx, person, "officer", unit=theatre, by=None, now=START)
        accounts.grant(tx, made[2], "officer", unit=hospital, campaign=None, by=None, now=START)
    merge(seated, theatre, hospital)
    with seated.db.read() as tx:
        live = (grants.c.unit == hospital, grants.c.ended_at.is_(None), grants.c.role == "officer")
        held = [row.person for row in tx.rows(select(grants.c.person).where(*live))]
        assert sorted(held) == sorted({*held}) and len(held) == 4
