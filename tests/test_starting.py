"""What makes a start quick, for people who wait for a verdict and operators who wait for the house."""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

from core.adapters import confined
from core.adapters.confined import Limits

ROOT = Path(__file__).resolve().parents[1]
SAID = "import json, gc, sys, wsgi; print(json.dumps([gc.isenabled(), gc.get_freeze_count() > 100_000, 'numpy' in sys.modules]))"


def test_the_app_is_loaded_without_looking_for_garbage_and_without_numpy(tmp_path):
    told = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SANDBOX": "1"}
    done = subprocess.run([sys.executable, "-c", SAID], cwd=ROOT, env=told, capture_output=True, check=True)
    assert json.loads(done.stdout) == [True, True, False]


def test_a_confined_reader_of_banks_too():
    found = confined.run("tests.test_starting:told", limits=Limits(seconds=20))
    assert found == {"enabled": True, "frozen": True, "numpy": False}


def told():
    """Inside the confined process."""
    from core.adapters import grids  # noqa: PLC0415, F401 - what a reader of banks loads

    return {"enabled": gc.isenabled(), "frozen": gc.get_freeze_count() > 0, "numpy": "numpy" in sys.modules}
