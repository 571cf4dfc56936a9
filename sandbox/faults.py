"""Failures that tests and curious people inject into the fake platform's APIs."""

import threading
from dataclasses import dataclass
from typing import Any

ANY = "*"  # a path: every way of sending


@dataclass
class Fault:
    """One kind of failure: exactly one of errcode, http (status) and timeout (seconds of silence)."""

    path: str
    times: int | None  # None: until it is switched off
    errcode: int | None = None
    http: int | None = None
    timeout: float | None = None
    done: bool = False  # the act is carried out all the same, only its answer is lost
    openid: str | None = None  # one person's messages only
    number: int = 0


class Faults:
    """The failures still to come, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._count = 0

    def add(self, told: dict[str, Any], *, times: int | None = 1, openid: str | None = None) -> Fault:
        """Takes `{"path", "errcode"|"http"|"timeout", "times"=1, "done"=false}`. Raises ValueError with a sentence."""
        path = told.get("path")
        if not isinstance(path, str) or not (path.startswith("/") or path == ANY):
            raise ValueError("path 应是以 / 开头的接口路径，例如 /cgi-bin/message/custom/send。")
        chosen = [name for name in ("errcode", "http", "timeout") if told.get(name) is not None]
        if len(chosen) != 1:
            raise ValueError("errcode、http、timeout 三者请给且只给一个。")
        kind = float if chosen[0] == "timeout" else int
        often = None if times is None else int(told.get("times", times))
        fault = Fault(path, often, done=bool(told.get("done")), openid=openid)
        setattr(fault, chosen[0], kind(told[chosen[0]]))
        with self._lock:
            self._count += 1
            fault.number = self._count
            self._waiting.append(fault)
        return fault

    def take(self, path: str, openid: str | None = None, *, is_sending: bool = False) -> Fault | None:
        """The next failure of this path and person, used up by one."""
        with self._lock:
            self._waiting = [fault for fault in self._waiting if fault.times is None or fault.times > 0]
            for fault in self._waiting:
                is_here = fault.path == path or (fault.path == ANY and is_sending)
                if is_here and fault.openid in (None, openid):
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None

    def personal(self) -> list[Fault]:
        """What is switched on for single persons, oldest first."""
        with self._lock:
            return [fault for fault in self._waiting if fault.openid is not None]

    def remove(self, number: int) -> bool:
        """False when it is gone already."""
        with self._lock:
            kept = [fault for fault in self._waiting if fault.number != number]
            is_found = len(kept) < len(self._waiting)
            self._waiting = kept
        return is_found
