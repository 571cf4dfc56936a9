"""Failures that tests and curious people inject into the fake platform's APIs."""

import threading
from dataclasses import dataclass
from typing import Any


@dataclass
class Fault:
    """One kind of failure: exactly one of errcode, http (status) and timeout (seconds of silence)."""

    path: str
    times: int
    errcode: int | None = None
    http: int | None = None
    timeout: float | None = None
    done: bool = False  # the act is carried out all the same, only its answer is lost


class Faults:
    """The failures still to come, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, told: dict[str, Any]) -> Fault:
        """Takes `{"path", "errcode"|"http"|"timeout", "times"=1, "done"=false}`. Raises ValueError with a sentence."""
        if not isinstance(told.get("path"), str) or not told["path"].startswith("/"):
            raise ValueError("path 应是以 / 开头的接口路径，例如 /cgi-bin/message/custom/send。")
        chosen = [name for name in ("errcode", "http", "timeout") if told.get(name) is not None]
        if len(chosen) != 1:
            raise ValueError("errcode、http、timeout 三者请给且只给一个。")
        kind = float if chosen[0] == "timeout" else int
        fault = Fault(told["path"], int(told.get("times", 1)), done=bool(told.get("done")))
        setattr(fault, chosen[0], kind(told[chosen[0]]))
        with self._lock:
            self._waiting.append(fault)
        return fault

    def take(self, path: str) -> Fault | None:
        """The next failure of this path, used up by one."""
        with self._lock:
            self._waiting = [fault for fault in self._waiting if fault.times > 0]
            for fault in self._waiting:
                if fault.path == path:
                    fault.times -= 1
                    return fault
        return None
