"""A sender died in the middle of a call, and its message is over when the next one comes."""

from datetime import timedelta

from sqlalchemy import insert, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.services import delivering
from tests import posting
from tests.posting import NOW, post, state

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
    delivering.drain(house, clock=lambda: NOW, seconds=3)
    assert (state(house, message), state(house, other)) == ("failed", "sent")
