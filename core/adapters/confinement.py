"""The inside of a confined process: takes its limits, calls one named function, says the answer as a line of JSON.

Imports next to nothing: whoever waits for a verdict waits for this start."""

import contextlib
import ctypes
import gc
import importlib
import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def confine(*, memory: int, cpu: int, writes: int) -> None:
    """Dies with its parent, dumps no core, and has hard limits: bytes of memory, seconds of processor, bytes of a
    file. Whoever goes beyond the last one is ended (Python would only get an exception, and may swallow it)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (writes, writes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(**line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def main(told: str) -> None:
    """`told` is JSON: {call: "module:function", paths, options, tells, memory, cpu, writes}."""
    order = json.loads(told)
    confine(memory=order["memory"], cpu=order["cpu"], writes=order["writes"])
    module, name = order["call"].split(":")
    options = dict(order["options"])
    if order["tells"]:
        options["told"] = lambda percent: _say(told=percent)
    gc.disable()  # nothing of what is imported is garbage, now or at the end
    called = getattr(importlib.import_module(module), name)
    gc.freeze()
    gc.enable()
    answer = called(*map(Path, order["paths"]), **options)
    with contextlib.suppress(BrokenPipeError):
        _say(answer=answer)


if __name__ == "__main__":
    main(sys.argv[1])
