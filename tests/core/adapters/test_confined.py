"""A confined process is judged by the processor that it used: how busy the machine is, is no fault of the file."""

import subprocess
import time
from pathlib import Path

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


def test_a_neighbour_whose_name_is_no_text_is_no_fault_of_a_file(tmp_path):
    """The kernel cuts the name of a program at 15 bytes, in the middle of a letter where it is written in Chinese."""
    name = tmp_path / "x一个名字很长的程序"
    name.symlink_to("/bin/sleep")
    with subprocess.Popen([name, "86396"]) as neighbour:
        try:
            comm = Path(f"/proc/{neighbour.pid}/comm").read_bytes()
            assert confined._used(neighbour.pid) < 1, comm
        finally:
            neighbour.kill()
