"""The two clocks: house time for what people and the platform's windows see, real time for tokens and codes."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from sandbox.house import House, HouseSilent

CHINA = timezone(timedelta(hours=8))
KEPT_SECONDS = 1.0


class Clock:
    """House time asked from `GET /sandbox/clock`, kept for a second; while the house is silent it runs on."""

    def __init__(self, house: House, seconds: float, real: Callable[[], float] = time.time) -> None:
        self._house = house
        self._seconds = seconds
        self._real = real
        self._lock = threading.Lock()
        self._shift = 0.0  # house time minus real time, in seconds
        self._asked = float("-inf")

    def real(self) -> float:
        """Real time, seconds since 1970: tokens, login codes, retries."""
        return self._real()

    def now(self) -> datetime:
        """House time, in China's zone."""
        with self._lock:
            if not 0 <= self._real() - self._asked < KEPT_SECONDS:
                self._ask()
            return datetime.fromtimestamp(self._real() + self._shift, CHINA)

    def epoch(self) -> float:
        """House time, seconds since 1970: windows, quotas, expiry of media."""
        return self.now().timestamp()

    def forget(self) -> None:
        """The house's clock was moved: ask again next time."""
        with self._lock:
            self._asked = float("-inf")

    def _ask(self) -> None:
        try:
            answer = self._house.ask("GET", "/sandbox/clock", seconds=self._seconds)
            told = datetime.fromisoformat(json.loads(answer.body)["now"])
            self._shift = told.timestamp() - self._real()
        except (HouseSilent, ValueError, KeyError, TypeError):
            pass  # the last shift stands
        self._asked = self._real()
