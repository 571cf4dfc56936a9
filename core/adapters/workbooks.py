"""openpyxl as this house takes it in: without numpy, which it asks for kinds of numbers that no cell of ours holds, and
which is half of the start of whoever reads or writes a workbook."""

import sys

_is_there = "numpy" in sys.modules
if not _is_there:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # to whoever imports it now, it is not installed
try:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.utils.exceptions import WorkbookAlreadySaved
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties
finally:
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
