"""Runs the damaged files of a kind in a process of their own, and says what must be true of all of them."""

import json
import subprocess
import sys

from core.adapters import probing
from tests.hostile.__main__ import ROOT

MEMORY = 1024 * 1024 * 1024


def taken(kind, first, count):
    """Asserts that none did harm; gives how many came to which fault."""
    command = [sys.executable, "-m", "tests.hostile", kind, str(first), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["wrong"] == {}, "always a finding, never an exception"
    assert said["left"] == [], "no process outlives its look"
    assert said["slowest"][0] < 2 * probing.SECONDS, said["slowest"]  # of the processor, by all that it took
    assert said["memory"] <= MEMORY
    assert sum(said["faults"].values()) == count
    assert len(said["faults"]) > 2, "these files do no harm to anybody"
    return said["faults"]
