"""One pace for all processes of the house: slots of an account or a robot, reserved in Redis one after another. What was
about to happen is noted in the same step, and how far back these notes surely reach."""

import time
from typing import cast

from redis import Redis
from redis.exceptions import ResponseError

from core.adapters import queue

SHARE = 0.9  # of what the platform allows: calls that left in step may arrive in a bunch
# The next free slot moves on by `gap`; Redis's own clock rules, so that no process's clock matters. Gives the wait
# in seconds, as text since a Lua number would lose its fraction. A wait longer than `most` takes no slot. KEYS[2] notes
# when an act was about to happen, in the same step: whoever finds no note knows that it did not.
_RESERVE = """
local told = redis.call('TIME')
local now = told[1] + told[2] / 1000000
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
local slot = math.max(now - tonumber(ARGV[2]), free)
if tonumber(ARGV[3]) >= 0 and slot - now > tonumber(ARGV[3]) then
    return string.format('%.6f', slot - now)
end
if KEYS[2] then redis.call('SET', KEYS[2], string.format('%.6f', now), 'EX', 172800) end
redis.call('SET', KEYS[1], string.format('%.6f', slot + tonumber(ARGV[1])), 'PX', 120000)
return string.format('%.6f', math.max(0, slot - now))
"""

# Since when this very history of the server is known. It gets another name whenever notes may be missing from it: after a
# restart (the last second of an append-only file, or all of one that was not kept) and when a copy takes over.
_REMEMBER = """
local held = redis.call('GET', KEYS[1])
if not held or string.sub(held, 1, #ARGV[1] + 1) ~= ARGV[1] .. ' ' then
    local told = redis.call('TIME')
    redis.call('SET', KEYS[1], string.format('%s %d.%06d', ARGV[1], told[1], told[2]))
end
"""
_MEMORY = "pace:memory"

_SKEW = 4.0  # seconds by which the clocks of machines may differ; tries of one act lie further apart


class Pace:
    """At most `rate` acts in `seconds` for each key, by all processes together."""

    def __init__(self, redis_url: str, *, rate: float, seconds: float = 1.0, burst: int = 1) -> None:
        """`burst`: acts that may follow each other at once after a rest; they count in the rate."""
        self._gap = seconds / max(1.0, rate * SHARE - burst)
        self._saved = self._gap * (burst - 1)
        self._redis: Redis = queue.connect(redis_url)
        self._reserve = self._redis.register_script(_RESERVE)
        self._remember = self._redis.register_script(_REMEMBER)

    def slot(self, key: str, *, most: float = -1.0, act: str = "") -> float:
        """Reserves the next slot; seconds until it begins. One that is further than `most` is not taken. `act` is noted
        for two days. Raises RedisError: without the shared count nobody acts."""
        keys = [f"pace:{key}", *([f"act:{act}"] if act else [])]
        args = [f"{self._gap:.6f}", f"{self._saved:.6f}", f"{most:.6f}"]
        return float(cast(bytes, self._reserve(keys=keys, args=args)))

    def wait(self, key: str, *, act: str = "") -> None:
        """Until one's own slot. Raises RedisError."""
        seconds = self.slot(key, act=act)
        if seconds > 0:
            time.sleep(seconds)

    def remember(self) -> None:
        """From now on, if not for longer, a missing note means that an act did not happen. Raises RedisError."""
        if history := self._history():
            self._remember(keys=[_MEMORY], args=[history])

    def may_have_acted(self, act: str, *, since: float) -> bool:
        """Whether it was about to happen at or after an instant (seconds of real time), or its note may have been
        lost since then. Raises RedisError."""
        noted, held = cast(list[bytes | None], self._redis.mget(f"act:{act}", _MEMORY))
        if noted is not None and float(noted) > since - _SKEW:
            return True
        history, _, began = (held or b"").decode().partition(" ")
        is_whole = bool(began) and history == self._history() and float(began) < since - _SKEW
        return not is_whole

    def _history(self) -> str:
        """The server's name for the history of its data; "" where it does not tell. Raises RedisError."""
        try:
            told = cast(dict[str, object], self._redis.info("replication"))
        except ResponseError:  # a server that keeps this from its clients
            return ""
        return str(told.get("master_replid", ""))
