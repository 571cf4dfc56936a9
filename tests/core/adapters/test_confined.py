"""A confined process is judged by the processor that it used: how busy the machine is, is no fault of the file."""

import time

import pytest

from core.adapters import confined
from core.adapters.confined import Limits


def slept(_path):
    time.sleep(1.5)
    return {"slept": True}


def sleeps_on(_path):
    time.sleep(86_397)


def turned(_path):
    while True:
        pass


@pytest.mark.parametrize(
    ("call", "limits", "expected"),
    [
        ("slept", Limits(seconds=1, patience=120), {"slept": True}),
        ("sleeps_on", Limits(seconds=4, patience=0.25), {"fault": "timeout", "is_starved": True}),
        ("turned", Limits(seconds=1, patience=120), {"fault": "timeout"}),
    ],
    ids=["as on a busy machine", "beyond all patience", "at work"],
)
def test_time_is_time_of_the_processor(tmp_path, call, limits, expected):
    assert confined.run(f"{__name__}:{call}", tmp_path, limits=limits) == expected
