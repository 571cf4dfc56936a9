"""Callbacks: capacity against the bare echo, patience at half of it, and with 64 uploads trickling in beside."""

import asyncio
import contextlib
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import letters, load, serving, trickle
from core import settings as environment
from core.settings import Settings

PEOPLE = [f"o-bench-{number}" for number in range(40)]
ITEM = 12  # a long text of the first campaign (成果创新点)
AT_ONCE = 16
PAIRS = 5
BURST = 1500  # answers of one measured burst
CALM_SECONDS = 20


@contextmanager
def _house() -> Iterator[tuple[serving.Served, Settings]]:
    with serving.data_dir() as folder:
        serving.migrate(folder)
        with serving.serve("wsgi:app", folder) as served:
            settings = _settings(folder)
            asyncio.run(load.closed_loop(served.port, letters.begun(settings, PEOPLE, ITEM), at_once=1))
            yield served, settings


def _settings(folder: Path) -> Settings:
    return environment.load(sandbox=True, data_dir=folder)


def figures() -> Iterator[dict[str, Any]]:
    """One figure a line."""
    with _house() as (house, settings), serving.data_dir() as folder:
        yardstick_settings = _settings(folder)
        with serving.serve("benchmarks.echo:app", folder) as echo:
            capacity, ratio = _capacity(house, settings, echo, yardstick_settings)
        yield ratio
        half = capacity / 2
        yield _calm("callbacks at half capacity", house, settings, half) | {
            "bound_p99": 0.25,
            "bound_worst": 1.0,
        }
        with trickle.uploads(house, settings, count=64, bytes_per_second=20_000) as running:
            calm = _calm("callbacks with 64 uploads trickling", house, settings, half)
            yield calm | {"uploads": running.alive(), "bound_p99": 1.0}


def _capacity(
    house: serving.Served, settings: Settings, echo: serving.Served, echo_settings: Settings
) -> tuple[float, dict[str, Any]]:
    """Bursts in turn, A B A B: the machine's moods meet both."""
    ours, theirs = [], []
    for _ in range(PAIRS + 1):
        for served, told, rates in ((house, settings, ours), (echo, echo_settings, theirs)):
            requests = letters.answers(told, PEOPLE, BURST)
            outcome = asyncio.run(load.closed_loop(served.port, requests, at_once=AT_ONCE))
            assert outcome.failed == 0, f"{outcome.failed} answers were not 200"
            rates.append(outcome.rate)
    ratios = [
        mine / yours for mine, yours in zip(ours[1:], theirs[1:], strict=True)
    ]  # the first pair warms up
    capacity = statistics.median(ours[1:])
    return capacity, {
        "figure": "encrypted messages against a bare echo",
        "ratio": round(statistics.median(ratios), 3),
        "bound": 0.5,
        "ratios": [round(ratio, 3) for ratio in ratios],
        "per_second": round(capacity),
        "yardstick_per_second": round(statistics.median(theirs[1:])),
    }


def _calm(name: str, house: serving.Served, settings: Settings, per_second: float) -> dict[str, Any]:
    requests = letters.answers(settings, PEOPLE, int(per_second * CALM_SECONDS))
    outcome = asyncio.run(load.open_loop(house.port, requests, per_second=per_second))
    return {
        "figure": name,
        "per_second": round(per_second),
        "p50": round(outcome.percentile(0.5), 4),
        "p99": round(outcome.percentile(0.99), 4),
        "worst": round(max(outcome.took), 4),
        "not_200": outcome.failed,
    }


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        for figure in figures():
            print(figure)
