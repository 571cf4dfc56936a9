"""openpyxl is taken in without numpy, and whatever becomes of that, numpy is there for whoever needs it afterwards."""

import subprocess
import sys

BROKEN = """
import builtins, sys
real = builtins.__import__
def failing(name, *told, **more):
    if name == "openpyxl.worksheet.datavalidation":
        raise MemoryError
    return real(name, *told, **more)
builtins.__import__ = failing
try:
    import core.adapters.workbooks
except MemoryError:
    pass
builtins.__import__ = real
"""
WHOLE = "import sys, core.adapters.workbooks; assert 'numpy' not in sys.modules\n"


def said(code):
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return ran.stdout, ran.stderr[-500:]


def test_a_picture_is_looked_at_after_a_workbook():
    assert said(f"{WHOLE}import numpy; print(numpy.zeros(2).sum())") == ("0.0\n", "")


def test_an_import_that_breaks_half_way_takes_numpy_from_nobody():
    assert said(f"{BROKEN}import numpy; print(numpy.zeros(2).sum())") == ("0.0\n", "")
