"""A word to many, up to the platform's own record: shown before it is released, posted in batches, each once, by day."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import broadcasts, entries, identities, messages, persons, revisions
from core.domain.refusals import Refused
from core.services import accounts, broadcasting, campaigns, channels, delivering, pausing, spreading
from tests import posting
from tests.counting import statements
from tests.posting import NOW

WORDS = {"kind": "活动通知", "unit": "五小活动组委会", "campaign": "2024-anhui"}


fake, house = posting.fake, posting.house


def owners(house, fake, count, *, first=0, follows=True, heard=None, state="draft"):
    """Owners of a draft each, whom the platform knows too."""
    store = fake.app.extensions["parts"].store
    with house.db.write() as tx:
        campaigns.newest(house, tx)
        revision = tx.value(select(func.max(revisions.c.id)).where(revisions.c.campaign == "2024-anhui"))
        for number in range(first, first + count):
            person, openid = ids.new(), f"o-{number}"
            store.run("INSERT INTO people (openid, name, following, since) VALUES (?, '', 1, 0)", openid)
            tx.run(insert(persons).values(id=person, name=f"人{number}", created_at=NOW))
            if follows is not None:
                known = {"kind": "oa", "app_id": house.settings.oa_app_id, "subject": openid}
                known |= {"follows": follows, "heard_at": heard, "created_at": NOW}
                tx.run(insert(identities).values(id=ids.new(), person=person, **known))
            row = {"campaign": "2024-anhui", "track": "innovation", "owner": person, "revision": revision}
            row |= {"state": state, "title": "装置", "skipped": [], "version": 1, "unit": None}
            tx.run(insert(entries).values(id=ids.new(), created_at=NOW, changed_at=NOW, **row))


def drafted(house, text="请看新的模板", **audience):
    with house.db.write() as tx:
        told = WORDS | {"states": ("draft",)} | audience
        return broadcasting.draft(tx, text, by=None, now=NOW, **told)


def shown(house, broadcast, now=NOW):
    with house.db.read() as tx:
        return broadcasting.show(house, tx, broadcast, now=now)


def released(house, broadcast, count, now=NOW):
    with house.db.write() as tx:
        told = broadcasting.release(house, tx, broadcast, count=count, by=None, now=now)
        tx.after_commit.clear()
    return told


def posted(house):
    with house.db.read() as tx:
        rows = tx.rows(select(messages.c.person).where(messages.c.reason == "broadcast"))
    return [row.person for row in rows]


def arrived(fake):
    return Counter(row["openid"] for row in fake.sent() if row["outcome"] == "sent")


def send(house, now=NOW):
    while delivering.drain(house, clock=lambda: now):
        pass


def test_it_is_shown_with_channels_reasons_and_examples_and_sends_nothing(house, fake):
    owners(house, fake, 3)
    owners(house, fake, 2, first=3, follows=False, heard=NOW)
    owners(house, fake, 2, first=5, follows=False)
    owners(house, fake, 1, first=7, follows=None)
    found = shown(house, drafted(house))
    assert (found.count, found.by_channel, found.lost) == (
        8,
        {"template": 3, "custom": 2},
        {"unknown": 1, "silent": 2},
    )
    assert found.text == "五小活动组委会：请看新的模板"
    assert found.keywords == {
        "单位名称": "五小活动组委会", "通知类型": "活动通知", "通知时间": "2024年5月13日 09:00"
    }  # fmt: skip
    assert found.sample[:1] == (("人0", "template"),) and len(found.sample) == 5
    assert sorted(found.lost_sample) == [("人5", "silent"), ("人6", "silent"), ("人7", "unknown")]
    assert (posted(house), arrived(fake), found.held) == ([], {}, None)


def test_a_channel_that_is_shut_counts_as_a_reason(house, fake):
    owners(house, fake, 3)
    with house.db.write() as tx:
        channels.close(tx, "template", channels.ABSENT, 48001, now=NOW)
    found = shown(house, drafted(house))
    assert (found.by_channel, found.lost) == ({}, {"shut": 3})


def test_thirty_are_shown_with_as_many_questions_as_three(house, fake):
    owners(house, fake, 3)
    made = drafted(house)
    shown(house, made)
    few = statements(house, lambda: shown(house, made))
    owners(house, fake, 27, first=3)
    assert shown(house, made).count == 30
    assert statements(house, lambda: shown(house, made)) == few


def test_it_is_released_by_restating_the_number_and_arrives_once(house, fake):
    owners(house, fake, 5)
    made = drafted(house)
    with pytest.raises(Refused) as refused:
        released(house, made, 4)
    assert (refused.value.code, "5 人" in refused.value.sentence) == ("broadcast.changed", True)
    assert broadcasting.TELLING.spread(house, made, now=NOW) == 0  # nobody released it
    assert (released(house, made, 5), released(house, made, 5)) == (5, 5)
    assert [broadcasting.TELLING.spread(house, made, now=NOW) for _ in range(2)] == [5, 5]
    send(house)
    assert arrived(fake) == {f"o-{number}": 1 for number in range(5)}


def test_the_tap_on_a_template_leads_to_the_whole_text(house, fake):
    """A template holds no free words: without the page behind it nobody would read what is said."""
    owners(house, fake, 1)
    made = drafted(house)
    released(house, made, 1)
    broadcasting.TELLING.spread(house, made, now=NOW)
    send(house)
    (card,) = [item for item in fake.chat("o-0") if item["kind"] == "template"]
    where = card["url"].removeprefix(f"{house.settings.origin}/w/")
    with house.db.read() as tx:
        found = broadcasting.read(house, tx, where)
        assert (found.body["text"], found.released_at) == ("请看新的模板", NOW)
        with pytest.raises(Refused, match="broadcast.unknown"):
            broadcasting.read(house, tx, f"{where[:-3]}abc")


def test_what_was_not_released_is_read_by_nobody(house, fake):
    made = drafted(house)
    where = broadcasting.address(house, made).split("/w/")[1]
    with house.db.read() as tx, pytest.raises(Refused, match="broadcast.unknown"):
        broadcasting.read(house, tx, where)


def test_killed_between_two_batches_it_goes_on_where_it_was(house, fake, monkeypatch):
    owners(house, fake, 25)
    monkeypatch.setattr(broadcasting, "BATCH", 10)
    made = drafted(house)
    released(house, made, 25)
    turn, done = spreading.Spreading.turn, []

    def dies(*args, **told):
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return turn(*args, **told)

    monkeypatch.setattr(spreading.Spreading, "turn", dies)
    with pytest.raises(KeyboardInterrupt):
        broadcasting.TELLING.spread(house, made, now=NOW)
    assert len(posted(house)) == 10
    with house.db.read() as tx:
        assert broadcasting.TELLING.waiting(tx) == [(made,)]
    monkeypatch.setattr(spreading.Spreading, "turn", turn)
    assert broadcasting.TELLING.spread(house, made, now=NOW) == 25
    assert len(set(posted(house))) == len(posted(house)) == 25
    with house.db.read() as tx:
        assert broadcasting.TELLING.waiting(tx) == []
        row = tx.one(select(broadcasts))
    assert (row.count, row.told, row.finished_at) == (25, 25, NOW)


@pytest.mark.parametrize(("hour", "held"), [(20, False), (21, True), (23, True), (7, True), (8, False)])
def test_in_quiet_hours_it_waits_for_the_morning(house, fake, hour, held):
    owners(house, fake, 2)
    made, now = drafted(house), NOW.replace(hour=hour)
    assert (shown(house, made, now).held is not None) == held
    released(house, made, 2, now)
    broadcasting.TELLING.spread(house, made, now=now)
    send(house, now)
    assert len(arrived(fake)) == (0 if held else 2)
    with house.db.write() as tx:
        tx.run(update(messages).values(due_at=real()))
    send(house, (now + timedelta(days=hour > 12)).replace(hour=9))
    assert arrived(fake) == {"o-0": 1, "o-1": 1}


def test_a_pause_holds_a_released_word_and_its_end_lets_it_go(house, fake):
    owners(house, fake, 2)
    made = drafted(house)
    released(house, made, 2)
    with house.db.write() as tx:
        pausing.pause(tx, by=None, now=NOW)
    broadcasting.TELLING.spread(house, made, now=NOW)
    send(house)
    assert arrived(fake) == {}
    with house.db.write() as tx:
        pausing.resume(tx, by=None, now=NOW)
    send(house)
    assert arrived(fake) == {"o-0": 1, "o-1": 1}


def test_a_word_to_those_who_hold_a_role(house, fake):
    with house.db.write() as tx:
        for _ in range(2):  # two seats of one person are one word
            accounts.grant(tx, posting.wang(house, tx), "auditor", unit=None, campaign=None, by=None, now=NOW)
    made = drafted(house, states=(), role="auditor", campaign="")
    assert shown(house, made).count == 1
    released(house, made, 1, NOW.replace(hour=22))
    broadcasting.TELLING.spread(house, made, now=NOW.replace(hour=22))
    with house.db.read() as tx:
        assert tx.value(select(messages.c.body))["quiet"] == "21:00-08:00"


@pytest.mark.parametrize(
    "told", [{"states": ()}, {"role": "officer"}, {"kind": "别的"}, {"text": " "}, {"text": "长" * 301}]
)
def test_what_is_no_broadcast(house, told):
    with pytest.raises(Refused, match="broadcast.invalid"):
        drafted(house, **told)


def test_an_unknown_one(house):
    with pytest.raises(Refused, match="broadcast.unknown"):
        shown(house, "none")
