"""One pace for all processes: slots never lie closer together than the platform allows, whoever asks."""

import threading

import pytest
from redis.exceptions import RedisError

from core.adapters import pacing, queue

RATE, SECONDS = 20, 60.0


def slots(valkey, count, *, paces=3, burst=1, key="robot:a"):
    """When each of so many acts may begin, by Redis's clock, asked for by several processes in turn."""
    made = [pacing.Pace(valkey, rate=RATE, seconds=SECONDS, burst=burst) for _ in range(paces)]
    redis, found = queue.connect(valkey), []
    for number in range(count):
        made[number % paces].slot(key)
        found.append(float(redis.get(f"pace:{key}")) - made[0]._gap)
    return found


@pytest.fixture(autouse=True)
def _empty(valkey):
    queue.connect(valkey).flushdb()


@pytest.mark.parametrize("burst", [1, RATE // 2])
def test_no_minute_holds_more_than_its_share_whoever_asks(valkey, burst):
    found = slots(valkey, 3 * RATE, burst=burst)
    assert found == sorted(found)
    assert all(later - earlier >= SECONDS for earlier, later in zip(found, found[RATE:], strict=False))


def test_who_asks_at_the_same_moment_gets_another_slot(valkey):
    """Each slot moves the next free one on; how far apart in time they ask, on a busy machine, is no matter."""
    waits, many = [], [pacing.Pace(valkey, rate=RATE, seconds=SECONDS) for _ in range(8)]
    seconds, millionths = queue.connect(valkey).time()
    threads = [threading.Thread(target=lambda pace=pace: waits.append(pace.slot("oa"))) for pace in many]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reserved = float(queue.connect(valkey).get("pace:oa")) - seconds - millionths / 1_000_000
    assert len(waits) == 8 and reserved > 8 * many[0]._gap - 0.001


def test_another_robot_has_a_pace_of_its_own(valkey):
    slots(valkey, RATE)
    assert pacing.Pace(valkey, rate=RATE, seconds=SECONDS).slot("robot:b") == 0.0


def test_without_the_shared_count_nobody_acts(tmp_path):
    with pytest.raises(RedisError):
        pacing.Pace(f"unix://{tmp_path}/none.sock", rate=RATE).slot("oa")
