"""Late sending keeps the quiet hours: what a reminder could not say by 21:00 waits for 08:00, once and not lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.domain.clockwork import CHINA
from core.services import accounts, delivering
from tests import posting
from tests.fakes import WANG
from tests.posting import NOW, inject, is_due, post, tries, waits, writes

QUIET = "21:00-08:00"
NIGHT = datetime(2024, 5, 13, 23, 0, tzinfo=CHINA)
MORNING = datetime(2024, 5, 14, 8, 0, tzinfo=CHINA)


fake, house = posting.fake, posting.house


def test_a_reminder_delayed_into_the_night_waits_until_the_morning(house, fake):
    message = post(house, "returned", quiet=QUIET)
    assert delivering.deliver(house, message, now=NIGHT) == "waiting"
    assert (fake.sent(), tries(house, message)) == ([], [])
    assert timedelta(hours=8, minutes=55) < timedelta(seconds=waits(house, message)) <= timedelta(hours=9)
    is_due(house, message)
    assert delivering.deliver(house, message, now=MORNING) == "sent"
    assert (len(fake.sent()), tries(house, message)) == (1, [("template", "sent", None)])


def test_an_answer_to_what_was_just_written_goes_at_night(house, fake):
    writes(house, fake, now=NIGHT)
    assert delivering.deliver(house, post(house, "reply"), now=NIGHT) == "sent"
    assert fake.got(WANG) == ["您的照片合格"]


def test_one_that_failed_in_the_evening_is_not_tried_again_at_night(house, fake):
    inject(fake, posting.TEMPLATE, errcode=-1)
    message = post(house, "returned", quiet=QUIET)
    assert delivering.deliver(house, message, now=NIGHT - timedelta(hours=3)) == "waiting"
    is_due(house, message)
    assert delivering.deliver(house, message, now=NIGHT) == "waiting"
    assert (len(fake.sent()), tries(house, message)) == (1, [("template", "error:retry", -1)])


@pytest.mark.parametrize(("ago", "state"), [(20, "waiting"), (2, "sent")])
def test_one_in_doubt_goes_at_night_only_while_its_key_counts(house, fake, ago, state):
    message = post(house, "returned", quiet=QUIET)
    inject(fake, posting.TEMPLATE, http=200)  # no answer
    assert delivering.deliver(house, message, now=NIGHT - timedelta(hours=3)) == "waiting"
    with house.db.write() as tx:
        tx.run(update(deliveries).values(began_at=real() - timedelta(minutes=ago)))
    is_due(house, message)
    assert delivering.deliver(house, message, now=NIGHT) == state
    assert len(fake.sent()) == (1 if state == "waiting" else 2)


@pytest.mark.parametrize(("ago", "state"), [(20, "waiting"), (2, "sent")])
def test_one_whose_sender_died_in_the_evening_is_not_sent_at_night(house, fake, ago, state):
    message = post(house, "returned", quiet=QUIET)
    posting.called(house, message)
    with house.db.write() as tx:
        due = real() - timedelta(minutes=ago) + delivering.LEASE
        tx.run(update(messages).values(state="sending", attempt=1, due_at=due))
    assert delivering.deliver(house, message, now=NIGHT) == state
    assert len(fake.sent()) == (0 if state == "waiting" else 1)
    if state == "waiting":  # the doubt is written down, and in the morning it goes once more
        is_due(house, message)
        assert delivering.deliver(house, message, now=MORNING) == "sent"
        assert tries(house, message) == [("none", "unknown", None), ("template", "sent", None)]


def test_two_who_turn_out_to_be_one_hear_an_occasion_once(house, fake):
    with house.db.write() as tx:
        phone = accounts.identify(tx, "mini", house.settings.mini_app_id, "m-sandbox-wang", now=NOW)
    post(house, "returned")
    post(house, "returned", person=phone)
    with house.db.write() as tx:
        accounts.merge(tx, keep=posting.wang(house, tx), gone=phone, now=NOW)
    post(house, "returned", occasion="next")
    delivering.drain(house, clock=lambda: NOW)
    assert len(fake.sent()) == 2
