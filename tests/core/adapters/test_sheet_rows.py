"""Rows in as they stand, rows out as text whatever is in them."""

import zipfile

import openpyxl

from core.adapters import sheets
from tests.sheets import table


def test_rows_come_with_blank_rows_where_they_stand(tmp_path):
    path = table(tmp_path / "b.xlsx", [["单位名称"], [], ["淮河医院", None, "是"]], [["另一张表"]])
    assert sheets.read_rows(path) == [["单位名称"], [], ["淮河医院", "", "是"]]


def test_exports_are_text_whatever_is_in_them(tmp_path):
    path = tmp_path / "e.xlsx"
    evil = ["=1+1", "+1", "@SUM(A1)", "=HYPERLINK(\"http://x.invalid\")", "123456789012345678", "0551-60000000", "#N/A", "a\x00\x0bb\ud800", "行1\n行2"]  # fmt: skip
    sheets.write_rows(path, [("“五小”创新成果", ["列"] * len(evil), [evil])])
    sheet = openpyxl.load_workbook(path).active
    clean = [*evil[:7], "ab", evil[8]]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in sheet[2]] == [
        (text, "s", "@") for text in clean
    ]
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet.auto_filter.ref) == ("A2", True, "A1:I2")
    assert sheets.read_rows(path) == [["列"] * len(evil), clean]
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_titles_that_excel_does_not_take(tmp_path):
    path = tmp_path / "e.xlsx"
    sheets.write_rows(path, [("一/二:三" * 10, ["列"], []), ("一/二:三" * 10, ["列"], []), ("", [], [])])
    names = openpyxl.load_workbook(path).sheetnames
    assert names == [("一 二 三" * 10)[:31], ("一 二 三" * 10)[:27] + " 2", "表"]
