"""One pace for all processes of the house: slots of an account or a robot, reserved in Redis one after another."""

import time
from typing import cast

from redis import Redis

from core.adapters import queue

SHARE = 0.9  # of what the platform allows: calls that left in step may arrive in a bunch
# The next free slot moves on by `gap`; Redis's own clock rules, so that no process's clock matters. Gives the wait
# in seconds, as text since a Lua number would lose its fraction.
_RESERVE = """
local told = redis.call('TIME')
local now = told[1] + told[2] / 1000000
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local slot = math.max(now - tonumber(ARGV[2]), free)
redis.call('SET', KEYS[1], string.format('%.6f', slot + tonumber(ARGV[1])), 'PX', 120000)
return string.format('%.6f', math.max(0, slot - now))
"""


class Pace:
    """At most `rate` acts in `seconds` for each key, by all processes together."""

    def __init__(self, redis_url: str, *, rate: float, seconds: float = 1.0, burst: int = 1) -> None:
        """`burst`: acts that may follow each other at once after a rest; they count in the rate."""
        self._gap = seconds / max(1.0, rate * SHARE - burst)
        self._saved = self._gap * (burst - 1)
        self._redis: Redis = queue.connect(redis_url)
        self._reserve = self._redis.register_script(_RESERVE)

    def slot(self, key: str) -> float:
        """Reserves the next slot; seconds until it begins. Raises RedisError: without the shared count nobody acts."""
        told = cast(
            bytes, self._reserve(keys=[f"pace:{key}"], args=[f"{self._gap:.6f}", f"{self._saved:.6f}"])
        )
        return float(told)

    def wait(self, key: str) -> None:
        """Until one's own slot. Raises RedisError."""
        seconds = self.slot(key)
        if seconds > 0:
            time.sleep(seconds)
