"""On PostgreSQL two processes say the same at the very same moment, and neither is refused: rows that exist once a key."""

import pytest

from core.adapters.clock import START
from core.services import acts, alerts, channels, messages, pausing
from tests import two_machines

houses = two_machines.houses


SAID_BY_TWO = {
    "a channel is shut": lambda tx: channels.close(tx, "template", channels.SLOW, 45011, now=START),
    "an alert counts up": lambda tx: alerts.note(tx, "sending.slow", "template", now=START),
    "sending is paused": lambda tx: pausing.pause(tx, by=None, now=START, why="两个人同时"),
    "a report comes early": lambda tx: messages.reported(tx, "9001", "success"),
    "a number is given": lambda tx: acts.count_up(tx, "inquiry"),
}


@pytest.mark.parametrize("what", SAID_BY_TWO)
def test_what_two_machines_say_at_once_is_said(houses, what):
    """The first row of its key, made by one while the other has not committed: the second waits and changes it."""

    def say(house, hold=lambda: None):
        with house.db.write() as tx:
            given = SAID_BY_TWO[what](tx)
            hold()
        return given

    first, second = two_machines.both(lambda hold: say(houses[0], hold), lambda: say(houses[1]))
    assert (first, second) == ((1, 2) if what == "a number is given" else (None, None))
