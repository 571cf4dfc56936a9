"""催办: who is due, counted in as many questions for thirty as for three; two officers are one message."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, insert, select, update

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import entries, identities, messages, persons, revisions
from core.domain.refusals import Refused
from core.services import accounts, demo, units, urging

NOON = START.replace(hour=12)


@pytest.fixture
def officers(house):
    """Two officers of a unit."""
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        unit = units.by_name(tx, "淮河医院工会")
        made = [
            accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-officer-{n}", now=START)
            for n in range(2)
        ]
        for person in made:
            accounts.grant(tx, person, "officer", unit=unit, campaign=None, by=None, now=START)
    return made


def drafts(house, count, *, state="draft", **more):
    """Owners of that many drafts in a department below the unit, who follow and have chatted."""
    made = []
    with house.db.write() as tx:
        unit = units.by_name(tx, "淮河医院护理部")
        revision = tx.value(select(func.max(revisions.c.id)).where(revisions.c.campaign == "2024-anhui"))
        for number in range(count):
            person = accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-{state}-{number}", now=START)
            row = {
                "campaign": "2024-anhui",
                "track": "innovation",
                "owner": person,
                "revision": revision,
                "unit": unit,
            }
            row |= {
                "id": ids.new(),
                "state": state,
                "title": f"装置{number}",
                "skipped": [],
                "version": 2,
                **more,
            }
            tx.run(insert(entries).values(created_at=START, changed_at=START, **row))
            made.append(person)
        tx.run(update(identities).where(identities.c.kind == "oa").values(follows=True, heard_at=START))
        tx.run(update(persons).where(persons.c.id == made[0]).values(name="丁四"))
    return made


def reads(house, act):
    said = []

    def hear(_connection, _cursor, statement, *_):
        said.append(statement)

    event.listen(house.db.engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(house.db.engine, "before_cursor_execute", hear)
    return len([one for one in said if one.lstrip().upper().startswith(("SELECT", "WITH"))])


def looked(house, by, now=NOON):
    with house.db.read() as tx:
        return urging.due(house, tx, by=by, now=now)


def urged(house, by, now=NOON):
    with house.db.write() as tx:
        found = urging.urge(house, tx, by=by, now=now)
        tx.after_commit.clear()
    return found


def told(house):
    with house.db.read() as tx:
        return [row.person for row in tx.rows(select(messages.c.person).where(messages.c.reason == "urged"))]


def test_thirty_are_found_with_as_many_questions_as_three(house, officers):
    drafts(house, 3)
    looked(house, officers[0])  # the campaign's file is read once
    few = reads(house, lambda: looked(house, officers[0]))
    drafts(house, 30, state="returned", answer_by=NOON + timedelta(days=3))
    assert len(looked(house, officers[0]).told) == 33
    assert reads(house, lambda: looked(house, officers[0])) == few


def test_two_officers_of_a_day_are_one_message_each(house, officers):
    owners = drafts(house, 3)
    assert len(urged(house, officers[0]).told) == 3
    with pytest.raises(Refused) as refused:
        urged(house, officers[1])
    assert refused.value.code == "urge.today"
    assert sorted(told(house)) == sorted(owners)
    assert len(urged(house, officers[1], now=NOON + timedelta(days=1)).told) == 3


def test_new_drafts_of_the_day_are_told_and_nobody_else_again(house, officers):
    drafts(house, 2)
    urged(house, officers[0])
    late = drafts(house, 1, state="returned", answer_by=NOON + timedelta(days=2))
    found = looked(house, officers[0])
    assert (list(found.told), found.heard) == (late, 2)


def test_a_returned_entry_is_told_with_its_own_last_day_and_not_after_it(house, officers):
    drafts(house, 1, state="returned", answer_by=NOON + timedelta(days=2))
    urged(house, officers[0])
    with house.db.read() as tx:
        body = tx.value(select(messages.c.body).where(messages.c.reason == "urged"))
    assert body["text"].startswith("淮河医院工会提醒您：您的申报“装置0”退回后")
    assert "请在 5月15日 12:00 前交" in body["text"] and body["until"].startswith("2024年5月15日")
    with pytest.raises(Refused) as refused:
        looked(house, officers[0], now=NOON + timedelta(days=3))
    assert refused.value.code == "urge.none"


def test_somebody_without_a_seat_urges_nobody(house, officers):
    owners = drafts(house, 1)
    with pytest.raises(Refused) as refused:
        looked(house, owners[0])
    assert refused.value.code == "grant.missing"
