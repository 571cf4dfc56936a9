"""催办: who is due, counted in as many questions for thirty as for three; two officers are one message."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from core.adapters import ids
from core.adapters.clock import START, real
from core.adapters.tables import (
    entries,
    grants,
    identities,
    messages,
    persons,
    revisions,
    subscriptions,
)
from core.domain import notices
from core.domain.refusals import Refused
from core.services import accounts, demo, reachable, reaching, spreading, tasks, units, urging
from core.services import subscriptions as ledger
from core.services import urged as service
from core.services.urging import Asked
from tests import counting, permitting

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
    return len(
        [one for one in counting.ran(house, act) if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    )


def looked(house, by, now=NOON):
    with house.db.read() as tx:
        return urging.due(house, tx, Asked(by), now=now)


def urged(house, by, now=NOON):
    with house.db.write() as tx:
        found = service.urge(house, tx, Asked(by), now=now)
        tx.after_commit.clear()
    return found


def due(house, by, now=NOON):
    with house.db.read() as tx:
        return list(urging.first(house, tx, Asked(by), now=now))


def told(house):
    with house.db.read() as tx:
        return [row.person for row in tx.rows(select(messages.c.person).where(messages.c.reason == "urged"))]


def test_thirty_are_found_with_as_many_questions_as_three(house, officers):
    drafts(house, 3)
    looked(house, officers[0])  # the campaign's file is read once
    few = reads(house, lambda: looked(house, officers[0]))
    drafts(house, 30, state="returned", answer_by=NOON + timedelta(days=3))
    assert looked(house, officers[0]).count == 33
    assert reads(house, lambda: looked(house, officers[0])) == few


def test_two_officers_of_a_day_are_one_message_each(house, officers):
    owners = drafts(house, 3)
    assert urged(house, officers[0]).count == 3
    with pytest.raises(Refused) as refused:
        urged(house, officers[1])
    assert refused.value.code == "urge.today"
    assert sorted(told(house)) == sorted(owners)
    assert urged(house, officers[1], now=NOON + timedelta(days=1)).count == 3


def test_new_drafts_of_the_day_are_told_and_nobody_else_again(house, officers):
    drafts(house, 2)
    urged(house, officers[0])
    late = drafts(house, 1, state="returned", answer_by=NOON + timedelta(days=2))
    found = looked(house, officers[0])
    assert (found.count, due(house, officers[0]), found.heard) == (1, late, 2)


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


@pytest.mark.parametrize(
    ("left", "lives"), [(timedelta(hours=3), timedelta(hours=3)), (timedelta(days=5), timedelta(days=1))]
)
def test_nobody_hears_of_it_when_the_date_is_over_or_the_days_are_wrong(house, officers, left, lives):
    drafts(house, 1, state="returned", answer_by=NOON + left)
    began = real()
    urged(house, officers[0])
    with house.db.read() as tx:
        body = tx.value(select(messages.c.body).where(messages.c.reason == "urged"))
    assert (began + lives).timestamp() <= body["ends_at"] <= (real() + lives).timestamp()


def test_somebody_without_a_seat_urges_nobody(house, officers):
    owners = drafts(house, 1)
    with pytest.raises(Refused) as refused:
        looked(house, owners[0])
    assert refused.value.code == "grant.missing"


# Many at once
def test_many_are_told_in_batches_and_the_yes_tells_the_first_alone(house, officers):
    owners = drafts(house, 250)
    assert urged(house, officers[0]).count == 250
    assert len(told(house)) == service.BATCH
    with house.db.read() as tx:
        ((row,),) = service.TELLING.waiting(tx)
    assert service.TELLING.spread(house, row, now=NOON) == 250
    assert sorted(told(house)) == sorted(owners)
    with house.db.read() as tx:
        assert service.TELLING.waiting(tx) == []


def test_a_kill_between_two_batches_tells_nobody_twice_and_forgets_nobody(house, officers, monkeypatch):
    owners = drafts(house, 350)
    urged(house, officers[0])
    with house.db.read() as tx:
        ((row,),) = service.TELLING.waiting(tx)
    turn, batches = spreading.Spreading.turn, []

    def dies(*args, **told):
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(1)
        return turn(*args, **told)

    monkeypatch.setattr(spreading.Spreading, "turn", dies)
    with pytest.raises(KeyboardInterrupt):
        service.TELLING.spread(house, row, now=NOON)
    assert len(told(house)) == 3 * service.BATCH
    monkeypatch.setattr(spreading.Spreading, "turn", turn)
    assert service.TELLING.spread(house, row, now=NOON) == 350
    assert service.TELLING.spread(house, row, now=NOON) == 350
    assert sorted(told(house)) == sorted(owners)


def test_who_lost_the_seat_after_the_yes_tells_nobody_more(house, officers):
    drafts(house, 150)
    urged(house, officers[0])
    with house.db.write() as tx:
        tx.run(update(grants).where(grants.c.person == officers[0]).values(ended_at=NOON))
    with house.db.read() as tx:
        ((row,),) = service.TELLING.waiting(tx)
    assert service.TELLING.spread(house, row, now=NOON) == service.BATCH


WAYS = {  # how a person stands: (follows, hours since they wrote, has the mini-program, accepts left)
    "a follower": (True, None, False, 0), "one who just wrote and left": (False, 1, False, 0), "one who wrote long ago": (False, 49, False, 0),
    "an accept": (None, None, True, 1), "the mini-program alone": (None, None, True, 0), "nothing": (None, None, False, 0),
    "all of it": (True, 1, True, 2), "left, with an accept": (False, 60, True, 1), "one who just tapped": (False, "tap", False, 0),
}  # fmt: skip


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("reason", ["urged", "broadcast", "reply"])
def test_the_database_and_the_sender_agree_on_who_can_be_reached(house, how, reason):
    follows, hours, has_mini, left = WAYS[how]
    notice = notices.NOTICES[reason]
    with house.db.write() as tx:
        person = ids.new()
        tx.run(insert(persons).values(id=person, name="", created_at=START))
        row = {"person": person, "created_at": START}
        if follows is not None:
            told = {"tapped_at": NOON - timedelta(seconds=20)} if hours == "tap" else {}
            told |= {"heard_at": NOON - timedelta(hours=hours)} if isinstance(hours, int) else {}
            about = {"kind": "oa", "app_id": house.settings.oa_app_id, "subject": "o-x"}
            tx.run(insert(identities).values(id=ids.new(), follows=follows, **told, **row, **about))
        if has_mini:
            about = {"kind": "mini", "app_id": house.settings.mini_app_id, "subject": "m-x"}
            tx.run(insert(identities).values(id=ids.new(), follows=False, **row, **about))
        if left:
            title = notices.TEMPLATES[notice.template].title
            tx.run(insert(subscriptions).values(person=person, template=title, left=left, changed_at=START))
        reached, credits = tasks.addresses(house, tx, [person]), ledger.left(tx, [person])
        task = tasks.Task(
            id="", person=person, reason=reason, body={}, at=NOON, attempt=1, lease=real(), began=None, tried=(), shut={},
            credits=credits.get(person, {}), **tasks.known(reached.get(person, {})),
        )  # fmt: skip
        found = tx.value(
            select(reachable.way(house, persons.c.id, notice, now=NOON)).where(persons.c.id == person)
        )
    assert (found if found not in reachable.LOST else None) == next(iter(reaching.ways(task, now=NOON)), None)
    assert (found == reachable.UNKNOWN) == (how == "nothing")


# Late permits
@pytest.mark.parametrize("is_of_unit", [True, False])
def test_after_the_window_a_permitted_draft_is_urged_with_the_end_of_its_permit(house, officers, is_of_unit):
    owners = drafts(house, 2)
    with house.db.read() as tx:
        unit = units.by_name(tx, "淮河医院工会")
        entry = tx.value(select(entries.c.id).where(entries.c.owner == owners[0]))
    whom = {"unit": unit} if is_of_unit else {"entry": entry}
    permitting.given(house, START.replace(month=7, day=6, hour=0), by=officers[0], **whom)
    now, began = START.replace(month=7, day=2), real()
    urged(house, officers[0], now=now)
    assert sorted(told(house)) == sorted(owners if is_of_unit else owners[:1])
    with house.db.read() as tx:
        body = tx.rows(select(messages.c.body).where(messages.c.reason == "urged"))[0].body
    assert "还没交，7月5日截止，还有 3 天。" in body["text"]
    assert body["until"] == "2024年7月5日 23:59"
    assert body["ends_at"] >= (began + timedelta(days=1)).timestamp()


def test_of_several_the_one_that_ends_first_is_named(house, officers):
    owners = drafts(house, 1)
    with house.db.write() as tx:
        first = tx.one(select(entries).where(entries.c.owner == owners[0]))
        more = dict(first._mapping) | {"id": ids.new(), "title": "退回的", "state": "returned"}
        tx.run(insert(entries).values(**more | {"answer_by": NOON + timedelta(days=2)}))
    urged(house, officers[0])
    with house.db.read() as tx:
        body = tx.value(select(messages.c.body).where(messages.c.reason == "urged"))
    assert "“退回的”" in body["text"] and "请在 5月15日 12:00 前交" in body["text"]
