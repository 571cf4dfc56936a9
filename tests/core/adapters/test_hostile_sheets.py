"""Sheets that mean harm, or are none: each a fault that a person understands, none opened by the house itself."""

import zipfile

import pytest

from core.adapters import grids, probing, sheets, zips
from tests.sheets import HEADING, bank, claiming, macros, swollen, table, with_part


@pytest.fixture
def good(tmp_path):
    return bank(tmp_path / "good.xlsx")


def cut(tmp_path, good):
    path = tmp_path / "cut.xlsx"
    path.write_bytes(good.read_bytes()[:-900])
    return path


def of_bytes(content):
    def make(tmp_path, good):
        path = tmp_path / "bytes.xlsx"
        path.write_bytes(content)
        return path

    return make


def slides(tmp_path, good):
    path = tmp_path / "slides.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<presentation/>")
    return path


def with_macros(tmp_path, good):
    return macros(tmp_path / "m.xlsm", good)


def locked(tmp_path, good):
    path = tmp_path / "locked.xlsx"
    said = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        said[archive.start_dir + 8] |= 1
    path.write_bytes(said)
    return path


def entities(tmp_path, good):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "哈">{laughs}]>'
    return with_part(
        tmp_path / "laugh.xlsx", good, lambda xml: doctype + xml.replace("<sheetData>", "<sheetData>&l8;")
    )


def test_a_doctype_that_is_stored_unpacked_is_refused(tmp_path, good):
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = b" " * 262_130 + b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[name]
    with zipfile.ZipFile(tmp_path / "stored.xlsx", "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(zips.Unfit):
        zips.judge(tmp_path / "stored.xlsx")


def many_parts(tmp_path, good):
    path = tmp_path / "parts.xlsx"
    path.write_bytes(good.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"x/{number}", b"")
    return path


def overlapping(tmp_path, good):
    """Every part of the directory points at the same packed bytes."""
    path = tmp_path / "overlap.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(1000) + bytes(range(256)) * 40)
        first = archive.filelist[0]
        for number in range(50):
            info = zipfile.ZipInfo(f"b{number}")
            for name in ("CRC", "compress_size", "file_size", "header_offset", "compress_type", "flag_bits"):
                setattr(info, name, getattr(first, name))
            archive.filelist.append(info)
            archive.NameToInfo[info.filename] = info
    return path


def repeated_string(tmp_path, good):
    """One long string that two thousand cells show."""
    long = "长" * 30_000
    return table(tmp_path / "same.xlsx", [HEADING, *([long] * 12 for _ in range(60))])


HOSTILE = {
    "a gigabyte declared": (lambda tmp, good: claiming(tmp / "x", good, 1_000_000_000), "zip_bomb"),
    "forty megabytes of nothing": (lambda tmp, good: swollen(tmp / "x", good, by=40_000_000), "zip_bomb"),
    "more than it declares": (lambda tmp, good: claiming(tmp / "x", swollen(tmp / "y", good, by=20_000_000), 900), "zip_bomb"),
    "less than it declares": (lambda tmp, good: claiming(tmp / "x", good, 90_000), "unreadable"),
    "thousands of parts": (many_parts, "zip_bomb"),
    "parts that overlap": (overlapping, "zip_bomb"),
    "a string shown by every cell": (repeated_string, "zip_bomb"),
    "entities that multiply": (entities, "unreadable"),
    "cut off": (cut, "unreadable"),
    "a broken part": (lambda tmp, good: with_part(tmp / "x", good, lambda xml: xml[:300]), "unreadable"),
    "slides": (slides, "not_a_sheet"),
    "macros": (with_macros, "macros"),
    "an empty zip": (of_bytes(b"PK\x05\x06" + bytes(18)), "not_a_sheet"),
    "old xls": (of_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)), "unreadable"),
    "locked parts": (locked, "encrypted"),
    "a text": (of_bytes("题型,题目内容\n单选,天空是\n".encode()), "not_a_sheet"),
    "noise": (of_bytes(bytes(range(255, 0, -1)) * 40), "not_a_sheet"),
    "noise that begins like a zip": (of_bytes(b"PK\x03\x04" + bytes(range(255, 0, -1)) * 40), "unreadable"),
    "nothing": (of_bytes(b""), "empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_a_fault(tmp_path, good, name):
    make, fault = HOSTILE[name]
    facts = probing.probe("bank", make(tmp_path, good), seconds=30)
    assert (facts["fault"], facts["readable"], "rows" in facts) == (fault, False, False)


def test_rows_of_a_hostile_file_are_refused(tmp_path, good):
    with pytest.raises(grids.Unreadable) as refused:
        sheets.read_rows(claiming(tmp_path / "x", good, 1_000_000_000))
    assert refused.value.fault == "zip_bomb"


def test_too_many_rows_are_refused_rather_than_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(grids, "ROWS_READ", 2)
    with pytest.raises(grids.Unreadable) as refused:
        sheets.read_rows(table(tmp_path / "b.xlsx", [["a"], ["b"], ["c"]]))
    assert refused.value.fault == "too_long"
