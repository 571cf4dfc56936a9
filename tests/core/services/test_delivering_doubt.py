"""A decision whose senders were killed while it was on its way: sent again after each, recorded, and at last a person's."""

import pytest
import structlog
from sqlalchemy import update

from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.services import alerts
from tests import posting
from tests.core.services.test_delivering import deliver, post, tries, unfollows, writes
from tests.posting import NOW

fake, house = posting.fake, posting.house


def interrupted(house, fake, reason, kills):
    """A text of the chat, which has no key, that so many kills caught on its way; the last is not looked at yet."""
    writes(house, fake)
    unfollows(house)
    message = post(house, reason)
    with house.db.write() as tx:
        for number in range(1, kills + 1):
            about = {"message": message, "attempt": number, "channel": "custom", "at": NOW}
            outcome = "begun" if number == kills else "unknown"
            tx.run(deliveries.insert().values(id=f"d-{number}", began_at=real(), outcome=outcome, **about))
        tx.run(update(messages).values(state="sending", attempt=kills, due_at=real()))
    return message


def troubles(house):
    with house.db.read() as tx:
        return [alert.code for alert in alerts.live(tx)]


@pytest.mark.parametrize("kills", [1, 2, 3])
def test_a_decision_goes_again_after_each_kill(house, fake, kills):
    message = interrupted(house, fake, "approved", kills)
    assert deliver(house, message) == "sent"
    assert tries(house, message) == [("custom", "unknown", None)] * kills + [("custom", "sent", None)]
    assert troubles(house) == []


def test_a_decision_that_kills_its_senders_ends_and_calls_for_a_person(house, fake):
    message = interrupted(house, fake, "approved", 4)
    with structlog.testing.capture_logs():
        assert deliver(house, message) == "unknown"
    assert (fake.sent(), troubles(house)) == ([], ["message.doubt"])


def test_a_mere_word_is_not_repeated_and_calls_for_nobody(house, fake):
    message = interrupted(house, fake, "received", 1)
    assert deliver(house, message) == "unknown"
    assert (fake.sent(), troubles(house)) == ([], [])


def test_a_decision_whose_answer_was_not_seen_after_a_kill_calls_for_a_person(house, fake):
    message = interrupted(house, fake, "approved", 1)
    posting.inject(fake, posting.CUSTOM, http=200)  # no answer
    with structlog.testing.capture_logs():
        assert deliver(house, message) == "unknown"
    assert troubles(house) == ["message.doubt"]
