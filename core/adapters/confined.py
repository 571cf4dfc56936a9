"""Lets a function of ours touch a stranger's file in a process of its own, with limits on time, memory and writing."""

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog

_SAID = 32 * 1024 * 1024  # bytes that a process may say
_ROOT = Path(__file__).resolve().parents[2]
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one call: seconds of a processor it may use, processors it may use meanwhile, bytes of memory, bytes of one file.
    By the clock it may take `patience` times the seconds: a machine that is busy with others is no fault of the file."""

    seconds: float
    processors: int = 1
    patience: float = 3.0
    memory: int = 1024 * 1024 * 1024
    writes: int = 32 * 1024 * 1024


def run(
    call: str,
    *paths: Path,
    limits: Limits,
    options: Mapping[str, Any] | None = None,
    told: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """What `module:function` answers for these paths and options: a JSON-able dict. Whatever the file does to it is an
    answer too: `{"fault": "timeout"}` or `{"fault": "unreadable"}`. One that was given up by the clock before it had half
    of its processor is also `is_starved`: that says something of the machine and nothing of the file. With `told` the
    function gets a callable of that name and says percents with it, which arrive here while it works."""
    order = {
        "call": call,
        "paths": [str(path.absolute()) for path in paths],
        "options": dict(options or {}),
        "tells": told is not None,
        "memory": limits.memory,
        "cpu": int(limits.seconds * limits.processors) + 1,
        "writes": limits.writes,
    }
    command = [sys.executable, "-B", "-m", "core.adapters.confinement", json.dumps(order)]
    with tempfile.TemporaryFile() as complaint:
        child = subprocess.Popen(
            command, cwd=_ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaint,
            start_new_session=True,
        )  # fmt: skip
        try:
            answer = _listen(child, time.monotonic() + limits.seconds * limits.patience, told)
        except TimeoutError:
            is_starved = _used(child.pid) < limits.seconds * limits.processors / 2
            return {"fault": "timeout", **({"is_starved": True} if is_starved else {})}
        finally:
            _end(child)
        if answer is None or child.returncode != 0:
            _log.warning("confined.failed", call=call, code=child.returncode, said=_tail(complaint))
            return {"fault": "timeout" if child.returncode == -signal.SIGXCPU else "unreadable"}
        return answer


def environment() -> dict[str, str]:
    """Nothing of ours: a process that was taken over finds no key. One thread, so that limits mean the same anywhere."""
    found = shutil.which("ffprobe")
    folders = ([str(Path(found).parent)] if found else []) + os.defpath.split(os.pathsep)
    return {
        "PATH": os.pathsep.join(folders),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _listen(
    child: subprocess.Popen[bytes], deadline: float, told: Callable[[int], None] | None
) -> dict[str, Any] | None:
    """Its answer once it has ended; None without one. Raises TimeoutError."""
    assert child.stdout is not None
    answer: dict[str, Any] | None = None
    held, came = b"", 0
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            piece = os.read(child.stdout.fileno(), 1 << 20)
            came += len(piece)
            if not piece or came > _SAID:
                break
            *lines, held = (held + piece).split(b"\n")
            for line in lines:
                answer = _heard(line, answer, told)
    try:
        child.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return answer if came <= _SAID else None


def _heard(
    line: bytes, answer: dict[str, Any] | None, told: Callable[[int], None] | None
) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return answer
    if not isinstance(said, dict):
        return answer
    if told and isinstance(said.get("told"), int):
        told(said["told"])
    found = said.get("answer", answer)
    return found if isinstance(found, dict) else answer


def _used(group: int) -> float:
    """Seconds of a processor, by all processes of a group that live, and by those that they have seen end."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            told = path.read_bytes().rpartition(b")")[2].split()  # after a name in any bytes: proc(5)
            ticks += sum(map(int, told[11:15])) if int(told[2]) == group else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _end(child: subprocess.Popen[bytes]) -> None:
    """With the programs that it may have started."""
    with contextlib.suppress(ProcessLookupError):  # the group is gone with its last process
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout:
        child.stdout.close()


def _tail(complaint: IO[bytes]) -> str:
    complaint.seek(max(0, complaint.seek(0, os.SEEK_END) - 400))
    return complaint.read(400).decode(errors="replace")
