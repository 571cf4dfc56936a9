"""A sender died in the middle of a call, and its message is over when the next one comes."""

import time
from datetime import timedelta

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.services import delivering, pausing
from tests import posting
from tests.posting import NOW, post, state

fake, house = posting.fake, posting.house


def test_a_pause_stops_what_a_sender_has_in_hand(house, fake, monkeypatch):
    for number in range(40):
        post(house, occasion=f"o-{number}")
    call, called = house.platform.send_template, []

    def send(*args, **told):
        called.append(1)
        if len(called) == 1:
            with house.db.write() as tx:
                pausing.pause(tx, by=None, now=NOW)
        time.sleep(0.05)  # the others of the pool begin meanwhile
        return call(*args, **told)

    monkeypatch.setattr(delivering, "THREADS", 4)
    monkeypatch.setattr(house.platform, "send_template", send)
    delivering.drain(house, clock=lambda: NOW, seconds=3)
    with house.db.read() as tx:
        states = [row.state for row in tx.rows(select(messages.c.state))]
    assert states.count("sent") == len(called) <= 4
    assert states.count("waiting") == 40 - len(called)
    with house.db.write() as tx:
        pausing.resume(tx, by=None, now=NOW)
    monkeypatch.setattr(house.platform, "send_template", call)
    delivering.drain(house, clock=lambda: NOW, seconds=30)
    assert len(fake.sent()) == 40


def test_one_that_is_in_doubt_and_over_ends_and_holds_nobody_up(house):
    message = post(house, "returned", ends_at=(real() - timedelta(minutes=1)).timestamp())
    other = post(house, occasion="other")
    doubt = {"attempt": 1, "channel": "template", "outcome": "error:unseen", "at": NOW}
    with house.db.write() as tx:
        began = real() - timedelta(minutes=15)
        tx.run(insert(deliveries).values(id=ids.new(), message=message, began_at=began, **doubt))
        overdue = {"attempt": 1, "due_at": real() - timedelta(seconds=5)}
        tx.run(update(messages).where(messages.c.id == message).values(**overdue))
    delivering.drain(house, clock=lambda: NOW, seconds=3)
    assert (state(house, message), state(house, other)) == ("failed", "sent")
