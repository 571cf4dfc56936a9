"""A platform that is away for minutes, hours or days: what was not taken is sent when it is back, and nothing after its own end."""

from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, update

from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.services import delivering
from tests import posting
from tests.fakes import WANG
from tests.posting import (
    CUSTOM,
    NOW,
    TEMPLATE,
    inject,
    is_due,
    post,
    state,
    tries,
    troubles,
    unfollows,
    writes,
)

DEADLINE = {
    "says": "还有 3 天",
    "template": "deadline",
    "keywords": {"项目名称": "夹具", "当前状态": "待完成", "截止时间": "2024年6月28日 23:59"},
}


fake, house = posting.fake, posting.house


def passes(house, message, minutes):
    """So much time goes by: all that was written down lies that much further back."""
    ago = timedelta(minutes=minutes)
    with house.db.write() as tx:
        for row in tx.rows(select(deliveries).where(deliveries.c.message == message)):
            tx.run(update(deliveries).where(deliveries.c.id == row.id).values(began_at=row.began_at - ago))
        body = dict(tx.one(select(messages.c.body).where(messages.c.id == message)).body)
        if "ends_at" in body:
            body["ends_at"] -= ago.total_seconds()
        tx.run(update(messages).where(messages.c.id == message).values(body=body))
    is_due(house, message)


def arrivals(fake):
    return [
        item for item in fake.chat(WANG) if item["from"] == "account" and item["kind"] in ("template", "text")
    ]


@pytest.mark.parametrize("minutes", [10, 25, 180])
@pytest.mark.parametrize("reason", ["received", "rejected", "reminder", "reply"])
def test_an_outage_is_waited_out_and_each_arrives_once(house, fake, reason, minutes):
    message = post(house, reason, **(DEADLINE if reason == "reminder" else {}))
    inject(fake, "*", http=503, times=14)
    for _ in range(14):
        assert delivering.deliver(house, message, now=NOW) == "waiting"
        passes(house, message, minutes / 14)
    assert delivering.deliver(house, message, now=NOW) == "sent"
    assert [outcome for _, outcome, _ in tries(house, message)] == ["error:retry"] * 14 + ["sent"]
    assert len(arrivals(fake)) == 1


def test_an_answer_in_the_chat_is_waited_for_as_well(house, fake):
    writes(house, fake)
    unfollows(house)
    message = post(house, "reply")
    inject(fake, CUSTOM, http=502, times=5)
    for _ in range(5):
        assert delivering.deliver(house, message, now=NOW) == "waiting"
        passes(house, message, 5)
    assert (delivering.deliver(house, message, now=NOW), fake.got(WANG)) == ("sent", ["您的照片合格"])


@pytest.mark.parametrize(("reason", "days"), [("received", 1), ("rejected", 7)])
def test_after_days_a_message_is_given_up_and_somebody_is_told(house, fake, reason, days):
    message = post(house, reason)
    inject(fake, TEMPLATE, http=503, times=9)
    assert delivering.deliver(house, message, now=NOW) == "waiting"
    passes(house, message, days * 1440 - 30)
    assert delivering.deliver(house, message, now=NOW) == "waiting"
    passes(house, message, 31)
    assert delivering.deliver(house, message, now=NOW) == "failed"
    assert troubles(house) == [(f"message.late:{reason}", 1)]


def test_a_reminder_is_tried_until_its_own_end_and_never_after(house, fake):
    message = post(house, "reminder", ends=timedelta(hours=6), **DEADLINE)
    inject(fake, TEMPLATE, http=503, times=2)
    assert delivering.deliver(house, message, now=NOW) == "waiting"
    passes(house, message, 359)
    assert delivering.deliver(house, message, now=NOW) == "waiting"
    passes(house, message, 2)
    assert delivering.deliver(house, message, now=NOW) == "failed"
    assert (len(fake.sent()), tries(house, message)[-1]) == (2, ("none", "late", None))
    assert troubles(house) == [("message.late:reminder", 1)]


def test_a_platform_that_stays_silent_leaves_doubt_and_a_decision_goes_once_more(house, fake):
    """Silence after the sending is in doubt once the key counts no more; an answer seen later ends the doubt of its own call."""
    message = post(house, "rejected")
    inject(fake, TEMPLATE, http=200, done=False)  # something that is no answer
    assert delivering.deliver(house, message, now=NOW) == "waiting"
    passes(house, message, 10)
    inject(fake, TEMPLATE, http=503, times=3)
    for _ in range(3):
        assert delivering.deliver(house, message, now=NOW) == "waiting"
        passes(house, message, 10)
    assert delivering.deliver(house, message, now=NOW) == "sent"
    assert [row[1] for row in tries(house, message)].count("unknown") == 1


def test_a_list_of_templates_that_nobody_saw_leaves_no_doubt(house, fake):
    message = post(house)
    inject(fake, "/cgi-bin/template/get_all_private_template", http=200, times=3)
    for _ in range(3):
        assert delivering.deliver(house, message, now=NOW) == "waiting"
        passes(house, message, 10)
    assert (delivering.deliver(house, message, now=NOW), state(house, message)) == ("sent", "sent")


def test_one_that_breaks_waits_longer_each_time_and_somebody_is_told(house):
    message = post(house, template="none-of-ours")
    found = []
    for _ in range(4):
        is_due(house, message)
        began = real()
        with structlog.testing.capture_logs():
            assert delivering.drain(house, clock=lambda: NOW) == 1
        found.append((posting.due_at(house, message) - posting.LATER - began).total_seconds())
    assert [least <= seconds for least, seconds in zip((4, 12, 38, 114), found, strict=True)] == [True] * 4
    assert troubles(house) == [("message.broke:received:KeyError", 4)]
    assert real() > NOW
