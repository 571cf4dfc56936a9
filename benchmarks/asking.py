"""How long one question to the database takes: asked again and again, each time in a transaction of its own."""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

RUNS, BOUND = 20, 300  # milliseconds at the 95th percentile


def measured(house: Any, figure: str, ask: Callable[[Any], object], **more: Any) -> dict[str, Any]:
    """One figure in milliseconds; `more` is told beside it."""
    times, worked = [], time.process_time()
    for _ in range(RUNS):
        began = time.perf_counter()
        with house.db.read() as tx:
            ask(tx)
        times.append((time.perf_counter() - began) * 1000)
    return {
        "figure": figure, "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1), "median_ms": round(statistics.median(times), 1),
        "bound": BOUND, "cpu_ms": round((time.process_time() - worked) * 1000 / RUNS, 1), **more, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
