"""A whole campaign replayed with the clock, from 10 May to 5 July 2024, up to what the platform let through."""

import sys
from collections import Counter

import pytest
from sqlalchemy import select

from core.adapters.tables import messages
from tests import posting, replaying

fake, house = posting.fake, posting.house


LAST_DAYS = ("06-24", "06-25", "06-26", "06-27", "06-28")
DAILY = "09:00"  # officers with confirmations waiting hear of them each day
SLOTS = {
    "innovation": ["06-24 09:00", "06-25 09:00", "06-26 09:00", "06-27 09:00", "06-28 09:00", "06-28 19:00"],
    "roadshow": ["06-25 09:00", "06-26 09:00", "06-26 15:00"],
}
HEARD = {  # (day, track): at what times a worker, an officer heard
    ("06-24", "innovation"): ([], [DAILY]), ("06-25", "innovation"): (["09:00"], [DAILY]), ("06-26", "innovation"): ([], [DAILY]),
    ("06-27", "innovation"): (["09:00"], [DAILY]), ("06-28", "innovation"): (["09:00", "19:00"], [DAILY]),
    ("06-24", "roadshow"): ([], []), ("06-25", "roadshow"): ([], ["09:00"]), ("06-26", "roadshow"): ([], ["09:00", "15:00"]),
    ("06-27", "roadshow"): ([], []), ("06-28", "roadshow"): ([], []),
}  # fmt: skip


def heard(arrived, day, track, who):
    return sorted({m[6:] for name, m, t in arrived if (m[:5], t, name[0]) == (day, track, who)})


def holds(replay):
    """Of what was posted, and of what the platform let through."""
    posted = list(replay.posted().values())
    assert len(posted) == len(set(posted)), "one message a person, slot and track"
    assert set(posted) == replay.wanted, "who has something to do hears, and nobody else"
    arrived, recorded = replay.arrived(), replay.recorded()
    assert set(arrived) <= replay.wanted, "none to a person without anything to do"
    silent = replay.wanted - set(arrived)
    assert all(recorded[one] for one in silent), "what did not arrive has a recorded reason"
    times = {moment[6:] for _, moment, _ in arrived}
    assert times == {"09:00", "15:00", "19:00"}, "none in quiet hours"
    assert {
        track: [
            due for due, state, *_ in replay.cast.slots(track) if due[:5] in LAST_DAYS and state == "fired"
        ]
        for track in SLOTS
    } == SLOTS
    assert {
        (day, track): (heard(arrived, day, track, "工"), heard(arrived, day, track, "干"))
        for day, track in HEARD
    } == HEARD
    for track in SLOTS:
        assert replay.cast.slots(track, "missed", "moved") == []
    return arrived, recorded, silent


def holds_undisturbed(replay):
    arrived, recorded, silent = holds(replay)
    assert set(arrived) == replay.reached, "whoever could be reached was, and nobody else"
    assert set(arrived.values()) == {1}, "none twice"
    reasons = {outcome for one in silent for outcome in recorded[one]}
    assert reasons <= {"refused", "failed", "done", "replaced"}
    assert states(replay) <= {"sent", "failed", "dropped"}


def states(replay):
    with replay.house.db.read() as tx:
        return {row.state for row in tx.rows(select(messages.c.state).distinct())}


def told(replay):
    """The figures of a run, for whoever reads the log."""
    arrived, recorded = replay.arrived(), replay.recorded()
    silent = replay.wanted - set(arrived)
    said = {"due": len(replay.wanted), "arrived": len(arrived), "twice": sum(n > 1 for n in arrived.values())}
    said |= {"not reached": Counter("+".join(recorded[one]) for one in silent), "killed": dict(replay.killed)}
    sys.stderr.write(f"\n{said}\n")


def test_a_short_campaign_replayed(house, fake):
    holds_undisturbed(replaying.play(house, fake, workers=30, unions=4, acts=200))


@pytest.mark.nightly
def test_a_whole_campaign_replayed(house, fake):
    replay = replaying.play(house, fake, workers=300, unions=20, acts=2500)
    holds_undisturbed(replay)
    told(replay)


@pytest.mark.nightly
def test_a_whole_campaign_replayed_while_tick_and_senders_are_killed(house, fake):
    replay = replaying.play(house, fake, workers=300, unions=20, acts=2500, kills=0.7)
    arrived, recorded, silent = holds(replay)
    twice = {one for one, times in arrived.items() if times > 1}
    doubted = {one for one, outcomes in recorded.items() if "unknown" in outcomes}
    assert twice <= doubted, "what came twice had no key, and is recorded"
    assert max(arrived.values()) <= 2
    assert replay.reached - set(arrived) <= doubted
    assert states(replay) <= {"sent", "failed", "unknown", "dropped"}
    assert min(replay.killed.values()) >= 10
    told(replay)
