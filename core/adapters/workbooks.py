"""openpyxl as this house takes it in: without numpy, which it asks for kinds of numbers that no cell of ours holds, and
which is half of the start of whoever reads or writes a workbook."""

import sys

_is_there = "numpy" in sys.modules
if not _is_there:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # to whoever imports it now, it is not installed

import openpyxl  # noqa: E402 - weight: after the line above
from openpyxl.cell import WriteOnlyCell  # noqa: E402
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: E402
from openpyxl.utils import get_column_letter  # noqa: E402
from openpyxl.utils.exceptions import WorkbookAlreadySaved  # noqa: E402
from openpyxl.worksheet.datavalidation import DataValidation  # noqa: E402
from openpyxl.worksheet.properties import PageSetupProperties  # noqa: E402

if not _is_there:
    del sys.modules["numpy"]

__all__ = [
    "Alignment",
    "Border",
    "DataValidation",
    "Font",
    "PageSetupProperties",
    "PatternFill",
    "Side",
    "WorkbookAlreadySaved",
    "WriteOnlyCell",
    "get_column_letter",
    "openpyxl",
]
