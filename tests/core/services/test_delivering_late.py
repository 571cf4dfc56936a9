"""Messages that come late: over by then, or on a day that counts other days."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.services import delivering, urged, urging
from tests import posting
from tests.posting import NOW, post, state
from tests.remembering import Cast, at

fake, house = posting.fake, posting.house


def test_one_that_is_in_doubt_and_over_ends_and_holds_nobody_up(house):
    message = post(house, "returned", ends_at=(real() - timedelta(minutes=1)).timestamp())
    other = post(house, occasion="other")
    doubt = {"attempt": 1, "channel": "template", "outcome": "error:unseen", "at": NOW}
    with house.db.write() as tx:
        began = real() - timedelta(minutes=15)
        tx.run(insert(deliveries).values(id=ids.new(), message=message, began_at=began, **doubt))
        overdue = {"attempt": 1, "due_at": real() - timedelta(seconds=5)}
        tx.run(update(messages).where(messages.c.id == message).values(**overdue))
    delivering.drain(house, clock=lambda: NOW, seconds=60)
    assert (state(house, message), state(house, other)) == ("failed", "sent")


# words that count days --------------------------------------------------------------------------------------------
EVENING, MORNING = at("06-27T20:30"), at("06-28T08:00")


@pytest.fixture
def chatting(house, fake):
    """王师傅 has a draft."""
    cast = Cast(house, now=at("06-27T08:00"))
    with house.db.write() as tx:
        cast.wang = posting.wang(house, tx)
    cast.turn()
    cast.entry = cast.draft(cast.wang, "甲装置", sealed=True)
    return cast


def said(house, *, now):
    [message] = [row.id for row in all_messages(house)]
    with house.db.write() as tx:
        [task] = delivering._claim(house, tx, 1, now=now, only=message)
    return task.words(now=now).splitlines()[0]


def all_messages(house):
    with house.db.read() as tx:
        return tx.rows(select(messages))


@pytest.mark.parametrize(("now", "left"), [(EVENING, "明天是最后一天"), (MORNING, "请抓紧办理")])
def test_a_reminder_that_comes_on_another_day_counts_no_days(house, chatting, now, left):
    chatting.turn(at("06-27T09:00"))
    assert said(house, now=now) == f"“五小”创新成果6月28日截止，{left}。"


@pytest.mark.parametrize(("now", "left"), [(EVENING, "，还有 1 天"), (MORNING, "")])
def test_an_urging_that_comes_on_another_day_counts_no_days(house, chatting, now, left):
    made = Cast(house, now=EVENING)
    unit = made.unit("淮河医院工会")
    chatting.put(chatting.entry, unit=unit)
    asked = urging.Asked(made.officer("李", unit))
    with house.db.write() as tx:
        urged.urge(house, tx, asked, now=at("06-27T09:30"))
    words = said(house, now=now)
    assert words == (
        f"淮河医院工会提醒您：您的申报“甲装置”还没交，6月28日截止{left}。回复“继续”，接着上次的地方填。"
    )
