"""The sandbox's clock, which many processes and threads read and anybody moves."""

import os
import threading
from datetime import timedelta

import pytest

from core.adapters import clock as clocks
from core.adapters.clock import START, Clock
from tests import running


@pytest.fixture
def settings(settings):
    """Where nobody has asked for the time yet."""
    assert not (settings.data_dir / "clock.json").exists()
    return settings


def test_a_move_is_seen_at_once_however_fast_one_follows_another(settings):
    """The clock of a disk ticks a few hundred times a second: two moves within a tick looked like one."""
    own, other = Clock(settings), Clock(settings)
    for number in range(20):
        to = START + timedelta(days=number + 1)
        assert own.now() < to and other.now() < to
        assert own.move(to) >= to
        os.utime(settings.data_dir / "clock.json", ns=(1, 1))
        assert other.now() >= to


def test_many_who_ask_first_at_the_same_moment_hear_one_time(settings):
    own, gate, said = Clock(settings), threading.Barrier(8), []

    def ask():
        gate.wait(running.PATIENCE)
        said.append(own.now())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 8 and min(said) >= START
    assert [path.name for path in settings.data_dir.glob("clock*")] == ["clock.json"]


def test_who_asks_first_and_is_slow_does_not_set_back_what_was_moved_meanwhile(settings, monkeypatch):
    slow, to = Clock(settings), START + timedelta(days=9)
    keep = Clock._keep

    def late(self, house, **more):
        monkeypatch.setattr(Clock, "_keep", keep)
        Clock(settings).move(to)
        keep(self, house, **more)

    monkeypatch.setattr(clocks.Clock, "_keep", late)
    assert slow.now() >= to
