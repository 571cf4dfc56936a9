"""Keys sort by the time they were made, also those of one millisecond: lists, queues and pages stand in that order."""

import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

from core.adapters import ids

MANY = 20_000  # far more than one a millisecond


def test_keys_made_one_after_another_stand_in_that_order():
    made = [ids.new() for _ in range(MANY)]
    assert made == sorted(set(made))
    assert {(key.version, key.variant) for key in map(uuid.UUID, made)} == {(7, uuid.RFC_4122)}


def test_keys_of_several_threads_are_all_different_and_each_thread_sees_its_own_in_order():
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: [ids.new() for _ in range(MANY // 4)], range(4)))
    assert [made == sorted(made) for made in found] == [True] * 4
    assert len({key for made in found for key in made}) == MANY


def test_a_clock_that_was_set_back_a_little_changes_no_order(monkeypatch):
    times = iter([1_800_000_000_000_000_000, 1_799_999_999_000_000_000, 1_800_000_000_001_000_000])
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(times))
    made = [ids.new() for _ in range(3)]
    assert made == sorted(made)


def test_a_clock_that_was_set_back_far_is_believed(monkeypatch):
    times = iter([1_900_000_000_000_000_000, 1_800_000_000_000_000_000])
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(times))
    ahead, now = ids.new(), ids.new()
    assert now < ahead and int(now.replace("-", ""), 16) >> 80 == 1_800_000_000_000


def test_a_fork_made_while_a_thread_makes_a_key_makes_keys_too():
    """What a worker does for each job; the lock that the thread held would be held in the child for ever."""
    forked = (
        "ids._lock.acquire(); child = os.fork()\nif not child: signal.alarm(300); ids.new(); os._exit(0)\n"
    )
    code = f"import os, signal\nfrom core.adapters import ids\n{forked}print(os.waitpid(child, 0)[1])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("0\n", "")
