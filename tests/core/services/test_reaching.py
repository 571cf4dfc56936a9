"""What each class of error means for the message, the person and the channel."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.adapters.clock import real
from core.adapters.tables import identities, messages
from core.services import channels, delivering
from tests import posting
from tests.fakes import WANG
from tests.posting import (
    NOW,
    TEMPLATE,
    due_at,
    inject,
    is_due,
    post,
    state,
    tries,
    troubles,
    waits,
    writes,
)

TEXT = "您的申报“夹具”（AH24-000001）已提交成功，等待单位工会确认。"


fake, house = posting.fake, posting.house


def deliver(house, message, now=NOW):
    return delivering.deliver(house, message, now=now)


def cards(fake):
    return [item for item in fake.chat(WANG) if item["kind"] == "template"]


@pytest.mark.parametrize("fault", [{"errcode": -1}, {"errcode": 45011}, {"errcode": 40164}, {"http": 500}])
def test_what_passes_is_waited_for(house, fake, fault):
    inject(fake, TEMPLATE, **fault)
    message = post(house)
    assert deliver(house, message) == "waiting"
    assert deliver(house, message) == "nothing"  # not yet
    is_due(house, message)
    assert deliver(house, message) == "sent"
    assert len(cards(fake)) == 1


def test_a_platform_that_is_asked_too_fast_is_left_alone_for_a_minute(house, fake):
    inject(fake, TEMPLATE, errcode=45011)
    first, second, began = post(house), post(house, occasion="two"), real()
    assert deliver(house, first) == "waiting"
    ended = real()
    assert deliver(house, second) == "waiting"
    assert (len(fake.sent()), tries(house, second), troubles(house)) == (1, [], [])
    assert began + timedelta(seconds=60) <= due_at(house, second) <= ended + timedelta(seconds=66)


def test_when_the_days_quota_is_used_up_others_wait_for_the_next_day(house, fake):
    inject(fake, TEMPLATE, errcode=45009)
    first, second = post(house), post(house, occasion="two")
    began = real()
    assert [deliver(house, first), deliver(house, second)] == ["waiting", "waiting"]
    with house.db.read() as tx:
        due = tx.one(select(messages.c.due_at).where(messages.c.id == second)).due_at
    local = due + timedelta(hours=8)
    tomorrow = {(now + timedelta(hours=32)).date() for now in (began, real())}  # midnight may be just now
    assert local.date() in tomorrow and local.hour == 0
    assert len(fake.sent()) == 1
    assert troubles(house) == [("sending.parked:template", 1)]


def test_when_the_days_quota_is_used_up_the_open_chat_is_a_way(house, fake, monkeypatch):
    monkeypatch.setattr(
        channels, "next_day", lambda: real() + timedelta(hours=5)
    )  # also shortly before midnight
    writes(house, fake)
    inject(fake, TEMPLATE, errcode=45009)
    first, second = post(house), post(house, occasion="two")
    assert [deliver(house, first), deliver(house, second)] == ["sent", "sent"]
    assert tries(house, first) == [("template", "shut", 45009), ("custom", "sent", None)]
    assert tries(house, second) == [("custom", "sent", None)]


def test_a_permission_that_is_missing_shuts_the_channel_and_is_asked_for_again_later(house, fake):
    inject(fake, TEMPLATE, errcode=48001)
    first, second = post(house), post(house, occasion="two")
    assert [deliver(house, first), deliver(house, second)] == ["waiting", "waiting"]
    assert (len(fake.sent()), troubles(house)) == (1, [("sending.absent:template", 1)])
    assert 6 * 3600 - 60 < waits(house, second) < 7 * 3600
    is_due(house, second)
    assert deliver(house, second) == "sent"


def test_the_waits_grow_to_a_quarter_of_an_hour_and_later_to_an_hour(house, fake):
    inject(fake, TEMPLATE, errcode=-1, times=99)
    message = post(house)
    for wanted in (5, 15, 45, 135, 405, *[900] * 15, 3600, 3600):
        is_due(house, message)
        began, base = real(), timedelta(seconds=wanted)
        deliver(house, message)
        due = due_at(house, message) - posting.LATER
        assert began + 0.85 * base <= due <= real() + 1.15 * base
    assert (state(house, message), len(tries(house, message))) == ("waiting", 22)


@pytest.mark.parametrize("code", [40037, 47003])
def test_what_will_never_be_is_given_up_and_somebody_is_told(house, fake, code):
    inject(fake, TEMPLATE, errcode=code)
    message = post(house)
    assert deliver(house, message) == "failed"
    assert (tries(house, message), troubles(house)) == (
        [("template", "refused", code)],
        [(f"message.refused:template:received:{code}", 1)],
    )
    is_due(house, message)
    assert deliver(house, message) == "nothing"


def test_a_token_that_stays_refused_is_asked_twice_a_try_and_somebody_is_told(house, fake):
    inject(fake, TEMPLATE, errcode=40001, times=99)
    message = post(house)
    for _ in range(8):
        is_due(house, message)
        deliver(house, message)
    assert state(house, message) == "waiting"
    assert [key for key, _ in troubles(house)] == ["account.refused:template:40001"]
    assert len(fake.sent()) <= 16


def test_who_unfollowed_meanwhile_is_not_pestered(house, fake):
    fake.act(WANG, "unfollow")
    assert deliver(house, post(house)) == "failed"
    assert deliver(house, post(house, occasion="two")) == "failed"
    assert [row["errcode"] for row in fake.sent()] == [43004]
    with house.db.read() as tx:
        assert tx.one(select(identities.c.follows)).follows is False
