"""Progress as one service: by unit and track, by day, by kind; the same numbers wherever they are shown."""

from datetime import date, timedelta

import pytest
from sqlalchemy.dialects import postgresql

from core.adapters.clock import START
from core.adapters.columns import utc_hour
from core.adapters.tables import entries
from core.services import (
    accounts,
    campaigns,
    demo,
    kinds,
    mobilising,
    overseeing,
    progress,
    quotas,
    unit_figures,
    units,
)
from tests.counting import CAMPAIGN, put, statements

HOSPITAL, NURSING = "淮河医院工会", "淮河医院护理部"
ALL = (None,)


@pytest.fixture
def filled(house):
    """The hospital: a draft in a department, one sent in and one recognised in another, its own approved one."""
    demo.furnish(house, now=START)
    put(house, NURSING, "draft", "withdrawn", "submitted")
    put(house, "淮河医院设备科", "confirmed", "rejected")
    put(house, HOSPITAL, "approved")
    put(house, "皖江大学工会", "returned", track="roadshow")
    put(house, None, "draft")
    return house


def read(house, act, **more):
    with house.db.read() as tx:
        return act(tx, campaigns.campaign(house, tx, CAMPAIGN), **more)


def unit(house, name):
    with house.db.read() as tx:
        return units.by_name(tx, name)


def told(tally):
    return tally.started, tally.submitted, tally.confirmed, tally.approved, tally.least


def test_the_directly_affiliated_units_stand_missing_first(filled):
    found = read(filled, progress.table, within=ALL)
    assert [(line.name, *map(told, line.tallies)) for line in found.lines] == [
        ("天柱剧院工会", (0, 0, 0, 0, 1), (0, 0, 0, 0, 1)),
        ("新安职业学院工会", (0, 0, 0, 0, 1), (0, 0, 0, 0, 1)),
        ("江淮科学技术馆工会", (0, 0, 0, 0, 1), (0, 0, 0, 0, 1)),
        ("淮河医院工会", (4, 3, 2, 1, 1), (0, 0, 0, 0, 1)),
        ("皖江大学工会", (0, 0, 0, 0, 1), (1, 1, 0, 0, 1)),
    ]
    assert ([told(tally)[:4] for tally in found.total], found.met, found.asked) == (
        [(5, 3, 2, 1), (1, 1, 0, 0)],
        0,
        5,
    )


def test_a_branch_shows_its_parts_and_what_is_its_own(filled):
    found = read(filled, progress.table, within=ALL, at=unit(filled, HOSPITAL))
    assert [(line.name, line.own, told(line.tallies[0])) for line in found.lines] == [
        ("淮河医院检验科", False, (0, 0, 0, 0, 0)),
        ("淮河医院护理部", False, (2, 1, 0, 0, 0)),
        ("淮河医院设备科", False, (1, 1, 1, 0, 0)),
        ("淮河医院工会", True, (1, 1, 1, 1, 0)),
    ]
    assert told(found.total[0]) == (4, 3, 2, 1, 0)


def test_what_counts_for_a_direct_unit_below_does_not_count_for_the_one_above(filled):
    with filled.db.write() as tx:
        inner = units.add(
            tx, "淮河医院分院工会", parent=units.by_name(tx, HOSPITAL), kind="unit", is_direct=True, now=START
        )
        units.add(tx, "分院药房", parent=inner, kind="unit", now=START)
    put(filled, "分院药房", "submitted", track="roadshow")
    found = read(filled, progress.table, within=ALL)
    counted = {line.name: line.tallies[1].submitted for line in found.lines}
    assert (counted[HOSPITAL], counted["淮河医院分院工会"]) == (0, 1)


def test_the_same_numbers_stand_everywhere(filled):
    """The officer's page, the chat, the province's list and the table."""
    officer = accounts_of(filled, "o-sandbox-li")
    with filled.db.read() as tx:
        made, here = campaigns.campaign(filled, tx, CAMPAIGN), units.by_name(tx, HOSPITAL)
        by = officer
        reach = mobilising.overview(filled, tx, by=by, now=START).standings[0]
        chat = unit_figures.of_officer(filled, tx, by=by, now=START)[0]
        lines, _ = overseeing.direct_units(tx, made, by=accounts_of(filled, "o-sandbox-zhao"))
        line = next(line for line in lines if line.id == here)
        table = progress.table(tx, made, within=(here,)).lines[0]
        listed = {(row.track, row.count, row.least) for row in quotas.standings(tx, made, [here])[here]}
    assert listed == {("innovation", 3, 1), ("roadshow", 0, 1)}
    assert {(row.track, row.count, row.least) for row in reach.rows} == listed
    assert {(row.track, row.count, row.least) for row in chat.rows} == listed
    assert {(row.track, row.count, row.least) for row in line.standings} == listed
    assert {(row.track, row.submitted, row.least) for row in table.tallies} == listed


def accounts_of(house, openid):
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, openid, now=START)


def test_an_officer_sees_their_branch_the_province_all_and_a_worker_nothing(filled):
    with filled.db.read() as tx:
        seen = {
            who: progress.roots(tx, CAMPAIGN, by=accounts_of(filled, f"o-sandbox-{who}"))
            for who in ("li", "zhao", "wang")
        }
    assert seen == {"li": (unit(filled, HOSPITAL),), "zhao": (None,), "wang": ()}
    nothing = read(filled, progress.table, within=())
    assert (nothing.lines, [told(tally) for tally in nothing.total]) == ((), [(0, 0, 0, 0, 0)] * 2)
    assert read(filled, progress.by_day, within=()) == {"innovation": [], "roadshow": []}
    assert read(filled, kinds.by_kind, within=()) == []


def test_a_day_begins_at_midnight_in_china(filled):
    midnight = START.replace(day=20, hour=0)
    put(filled, NURSING, "submitted", at=midnight - timedelta(seconds=1))
    put(filled, NURSING, "confirmed", "rejected", at=midnight)
    found = read(filled, progress.by_day, within=(unit(filled, NURSING),))
    assert found["innovation"] == [(START.date(), 1), (date(2024, 5, 19), 1), (date(2024, 5, 20), 1)]


def test_kinds_are_counted_by_their_words_the_most_first(filled):
    put(filled, NURSING, "submitted", "submitted", "draft", category="小发明")
    put(filled, NURSING, "submitted", category="小设计", industry={"section": "Q", "division": "84"})
    found = read(filled, kinds.by_kind, within=(unit(filled, HOSPITAL),))
    labels = {label: rows for _, label, rows in found}
    assert labels["成果类别"] == [("小发明", 2), ("小设计", 1)]
    assert sum(count for _, count in next(rows for label, rows in labels.items() if "行业" in label)) == 1


def test_three_and_thirty_units_take_the_same_queries(house):
    demo.furnish(house, now=START)

    def ask():
        with house.db.read() as tx:
            made = campaigns.campaign(house, tx, CAMPAIGN)
            progress.table(tx, made, within=ALL)
            progress.by_day(tx, made, within=ALL)
            kinds.by_kind(tx, made, within=ALL)

    ask()  # the campaign's text is read once a process
    few = statements(house, ask)
    with house.db.write() as tx:
        for number in range(30):
            units.add(tx, f"第{number}工会", parent=None, kind="unit", is_direct=True, now=START)
    for number in range(30):
        put(house, f"第{number}工会", "submitted", "draft", category="小设计")
    assert statements(house, ask) == few


def test_postgresql_is_asked_for_the_hour_in_its_own_words():
    said = str(utc_hour(entries.c.submitted_at).compile(dialect=postgresql.dialect()))
    assert said == "to_char(entries.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
