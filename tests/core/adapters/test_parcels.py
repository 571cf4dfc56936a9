"""A ZIP that grows on the disk alone: what it says is read back by another reader, small, large and many."""

import hashlib
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

from core.adapters import parcels
from core.adapters.clock import START
from core.adapters.long_sheets import Book
from core.adapters.parcels import Parcel, Put
from core.domain.clockwork import in_china

AT = in_china(START)


def packed(path, parts):
    with path.open("wb") as handle:
        parcel = Parcel(handle, AT)
        put = [parcel.add(name, **more) for name, more in parts]
        parcel.close()
    return put


def test_parts_come_back_as_they_were(tmp_path):
    film = tmp_path / "film"
    film.write_bytes(b"film" * 1_000_000)
    target = tmp_path / "a.zip"
    put = packed(
        target, [("照片/主视图.jpg", {"content": b"one"}), ("空.txt", {}), ("视频/一.mp4", {"path": film})]
    )
    assert put[0] == Put(3, hashlib.sha256(b"one").hexdigest())
    with zipfile.ZipFile(target) as found:
        assert found.testzip() is None
        assert found.namelist() == ["照片/主视图.jpg", "空.txt", "视频/一.mp4"]
        assert found.read("照片/主视图.jpg") == b"one" and found.read("视频/一.mp4") == film.read_bytes()
        assert found.infolist()[0].date_time == (*AT.timetuple()[:5], AT.second // 2 * 2)


@pytest.mark.parametrize("limit", [2, 40, 0xFFFF0000])
def test_large_ones_are_told_in_64_bits(tmp_path, monkeypatch, limit):
    """With a small limit every record takes the way that 4 GB would take."""
    monkeypatch.setattr(parcels, "_LARGE", limit)
    target = tmp_path / "a.zip"
    packed(target, [(f"{number}.bin", {"content": bytes([number]) * number}) for number in range(90)])
    with zipfile.ZipFile(target) as found:
        assert found.testzip() is None
        assert [info.file_size for info in found.infolist()] == list(range(90))
    if unzip := shutil.which("unzip"):
        assert subprocess.run([unzip, "-tq", str(target)], capture_output=True).returncode == 0


def test_more_than_65535_parts(tmp_path):
    target = tmp_path / "a.zip"
    packed(target, [(f"{number}.txt", {"content": b"%d" % number}) for number in range(66_000)])
    with zipfile.ZipFile(target) as found:
        assert len(found.infolist()) == 66_000 and found.read("65999.txt") == b"65999"


def test_rows_of_several_sheets_at_once_are_texts(tmp_path):
    book = Book()
    book.sheet("a", "成果", ["编号", "名称"])
    book.sheet("b", "文件", ["文件"])
    book.row("a", ["AH24-000001", "=1+1"])
    book.row("b", ["@cmd"])
    book.row("a", ["000012345678901234567", "+86\x00"])
    book.save(tmp_path / "a.xlsx")
    found = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [[(cell.value, cell.data_type) for cell in row] for row in found["成果"].iter_rows(min_row=2)]
    assert cells == [[("AH24-000001", "s"), ("=1+1", "s")], [("000012345678901234567", "s"), ("+86", "s")]]
    assert found["文件"]["A2"].data_type == "s" and found.sheetnames == ["成果", "文件"]


def test_a_full_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    from core.adapters import long_sheets  # noqa: PLC0415 - weight

    monkeypatch.setattr(long_sheets, "_ROWS", 2)
    book = Book()
    book.sheet("a", "文件", ["名"])
    for number in range(5):
        book.row("a", [str(number)])
    book.save(tmp_path / "a.xlsx")
    found = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in found] == [
        ["名", "0", "1"], ["名", "2", "3"], ["名", "4"],
    ]  # fmt: skip
