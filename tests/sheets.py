"""Makes .xlsx banks as people fill them, good ones and ones with a fault in a named row, and files that mean harm."""

import struct
import zipfile

import openpyxl

from core.domain.bank_sheet import COLUMNS

HEADING = list(COLUMNS.values())
FIRST_ROW = 2  # under the heading
_BLANK = dict.fromkeys(COLUMNS, "")
_FEW = {"B": "", "C": "", "D": ""}

# A fault by name: what it changes in a row of a good bank.
FAULTS = {
    "type_unknown": {"type": "填空"},
    "stem_empty": {"stem": ""},
    "stem_repeated": {"stem": "第1题：锁止装置的作用是"},
    "stem_alike": {"stem": "第1题：锁止装置的作用是", "B": "别的"},
    "options_few": _FEW,
    "options_gap": {"C": ""},
    "options_same": {"D": "松手 即锁"},
    "answer_single": {"answer": "E"},
    "answer_multiple": {"type": "多选", "answer": "A"},
    "answer_judgement": {"type": "判断", **dict.fromkeys("ABCD", ""), "answer": "不知道"},
    "difficulty_unknown": {"difficulty": "很难"},
    "source_vague": {"source": "网上"},
    "source_beyond": {"source": "视频 00:35-00:07"},
}


def question(number):
    """The cells of a good single choice."""
    return _BLANK | {
        "type": "单选", "stem": f"第{number}题：锁止装置的作用是", "A": "松手即锁", "B": "推动即开", "C": "踩踏锁止", "D": "遥控锁止",
        "answer": "A", "difficulty": "初级", "source": "视频 00:07-00:35",
    }  # fmt: skip


def bank(path, rows=20, **faults):
    """A bank of so many questions; `answer_single=7` puts that fault into row 7. Gives the path."""
    made = [question(number) for number in range(1, rows + 1)]
    for fault, row in faults.items():
        made[row - FIRST_ROW] |= FAULTS[fault]
    return table(path, [HEADING, *([cells[key] for key in COLUMNS] for cells in made)])


def table(path, *sheets):
    """A workbook with these sheets of rows, written as any program writes it: `=…` is a formula."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def swollen(path, source, part="xl/worksheets/sheet1.xml", *, by):
    """The workbook with one part that unpacks to so many bytes more."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b" " * by if name == part else content)
    return path


def claiming(path, source, size, part="xl/worksheets/sheet1.xml"):
    """The workbook whose directory says that a part is of this size."""
    said = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as archive:
        local, central = archive.getinfo(part).header_offset, archive.start_dir
    at = said.index(part.encode(), central) - 46
    struct.pack_into("<I", said, at + 24, size)
    struct.pack_into("<I", said, local + 22, size)
    path.write_bytes(said)
    return path


def with_part(path, source, change, part="xl/worksheets/sheet1.xml"):
    """The workbook with one part rewritten by `change(text)`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == part else content)
    return path


def macros(path, source):
    """The workbook with a program in it, as Excel keeps one in .xlsm; this one does nothing."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name).replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
            new.writestr(name, content)
        new.writestr("xl/vbaProject.bin", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024))
    return path
