"""Banks in .xlsx: every duty of Annex 4 from a real file with its place, and text that stays text."""

import datetime
import re

import openpyxl
import pytest
from openpyxl.styles import Font

from core.adapters import bank_reading, grids, probing
from core.domain import bank_sheet, banks
from core.domain.fieldtypes import File
from tests.core.domain.made import field
from tests.sheets import FAULTS, HEADING, bank, question, table, with_part


def row(**changed):
    cells = question(1) | changed
    return [cells[key] for key in bank_sheet.COLUMNS]


def judged(path):
    facts = bank_reading.bank_facts(path)
    assert facts["fault"] is None
    return [(f.phrase, f.params) for f in banks.judge([(File("b", "b", facts), "题库")], field=field("bank"))]


def cells_of(path):
    facts = bank_reading.bank_facts(path)
    assert (facts["fault"], [sheet["missing"] for sheet in facts["sheets"] if sheet["missing"]]) == (None, [])
    return [line["cells"] for line in facts["rows"]]


@pytest.fixture
def good(tmp_path):
    return bank(tmp_path / "good.xlsx")


# Banks ------------------------------------------------------------------------------------------------------------
def test_a_good_bank(good):
    facts = probing.probe("bank", good)
    assert [(line["row"], line["sheet"]) for line in facts["rows"]] == [(n, "表1") for n in range(2, 22)]
    assert facts["rows"][6]["cells"] == question(7)
    known = {key: facts[key] for key in ("fault", "kind", "header", "sheets", "rows_left", "readable")}
    columns = {key: place for place, key in enumerate(bank_sheet.COLUMNS)}
    assert known == {
        "fault": None, "kind": "xlsx", "header": True, "sheets": [{"name": "表1", "columns": columns, "missing": []}],
        "rows_left": 0, "readable": True,
    }  # fmt: skip
    assert judged(good) == []


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_every_duty_is_found_with_its_row(tmp_path, fault):
    found = judged(bank(tmp_path / "b.xlsx", **{fault: 9}))
    phrase = f"bank.{fault.replace('_', '.')}"
    assert [said for said, _ in found] == [phrase]
    ((_, params),) = found
    assert params.get("row", params.get("places")) in (9, "第 9 行")


def test_a_fault_names_its_column_as_excel_does(tmp_path):
    ((_, params),) = judged(bank(tmp_path / "b.xlsx", options_gap=9))
    assert params == {"place": "第 9 行 E 列", "row": 9, "column": "答案C", "cell": "E9"}


def test_a_fault_on_a_second_sheet_names_the_sheet(tmp_path):
    path = table(tmp_path / "b.xlsx", [HEADING, row()], [HEADING, row(stem="山是", answer="")])
    ((_, params),) = judged(path)
    assert params == {
        "place": "“表2”第 2 行 I 列",
        "row": 2,
        "column": "正确答案",
        "cell": "I2",
        "sheet": "表2",
        "value": "",
    }


def test_a_second_sheet_without_a_heading_goes_on_with_the_first(tmp_path):
    path = table(
        tmp_path / "b.xlsx", [HEADING, row()], [row(stem="山是"), row(stem="水是")], [["备注", "随便写的"]]
    )
    assert [cells["stem"] for cells in cells_of(path)[1:]] == ["山是", "水是"]


def test_a_table_of_which_nothing_was_read_is_told(tmp_path):
    """Half a bank is none: a sheet that goes on with a fault, the eleventh sheet, a seventh option."""
    odd = table(tmp_path / "odd.xlsx", [HEADING, row()], [row(type="填空", stem="山是")])
    assert judged(odd) == [("bank.parts.left", {"fields": "“表2”"})]
    remarks = [[["备注", "随便写的"]]] * 9
    late = table(tmp_path / "late.xlsx", [HEADING, row()], *remarks, [HEADING, row(type="填空", stem="山是")])
    assert [said for said, _ in judged(late)] == ["bank.type.unknown"]
    seventh = table(tmp_path / "g.xlsx", [[*HEADING, "答案G"], [*row(), "第七个"]])
    assert judged(seventh) == [("bank.parts.left", {"fields": "“表1”的“答案G”列"})]


def test_all_duties_are_tried():
    tried = {f"bank.{fault.replace('_', '.')}" for fault in FAULTS}
    of_files = {
        "bank.header.missing",
        "bank.table.missing",
        "bank.columns.missing",
        "bank.rows.left",
        "bank.parts.left",
    }
    assert tried | of_files | {"bank.formula.read"} == set(banks.DUTIES)


def test_all_faults_of_a_bank_at_once(tmp_path):
    found = judged(bank(tmp_path / "b.xlsx", answer_single=3, options_gap=5, difficulty_unknown=5))
    assert [(said, params["row"]) for said, params in found] == [
        ("bank.answer.single", 3),
        ("bank.options.gap", 5),
        ("bank.difficulty.unknown", 5),
    ]


def test_a_column_missing(tmp_path):
    path = table(
        tmp_path / "b.xlsx", [["题型", "题目内容", "答案A", "答案B", "解析"], ["单选", "天空是", "蓝", "绿"]]
    )
    assert judged(path) == [("bank.columns.missing", {"place": "表头", "columns": "正确答案、试题难度"})]


@pytest.mark.parametrize("rows", [[], [["随便写的", "一张表"], ["没有", "表头"]]])
def test_no_heading_at_all(tmp_path, rows):
    assert judged(table(tmp_path / "b.xlsx", rows)) == [("bank.header.missing", {})]


@pytest.mark.parametrize(
    "heading",
    [
        HEADING,
        [f" {label[:-1]} {label[-1]} " for label in HEADING],
        [label.translate(str.maketrans("ABCDEF", "ＡＢＣＤＥＦ")) for label in HEADING],
        [f"{label}（必填）" for label in HEADING],
        [f"*{label}：" for label in HEADING],
        [
            "题型",
            "题干",
            *(f"选项{letter.lower()}" for letter in "ABCDEF"),
            "答案",
            "答案解析",
            "难度",
            "来源",
        ],
    ],
)
def test_headings_as_people_write_them(tmp_path, heading):
    assert cells_of(table(tmp_path / "b.xlsx", [heading, row()])) == [question(1)]


def test_the_heading_may_stand_lower_and_columns_elsewhere(tmp_path):
    backwards = ["备注", *reversed(HEADING)]
    path = table(tmp_path / "b.xlsx", [["某单位题库"], [], backwards, ["x", *reversed(row())]])
    (line,) = bank_reading.bank_facts(path)["rows"]
    assert (line["row"], line["cells"]) == (4, question(1))


def test_columns_that_may_be_absent(tmp_path):
    wanted = [bank_sheet.COLUMNS[key] for key in bank_sheet.NEEDED]
    path = table(tmp_path / "b.xlsx", [wanted, [question(1)[key] for key in bank_sheet.NEEDED]])
    assert cells_of(path) == [question(1) | {"C": "", "D": "", "source": ""}]


def test_blank_rows_examples_and_repeated_headings_are_no_questions(tmp_path):
    rows = [
        HEADING,
        row(stem="（例）天空是"),
        [None] * 12,
        row(),
        [" "] * 12,
        HEADING,
        row(stem="(例) 大海是"),
        row(stem="山是"),
    ]
    facts = bank_reading.bank_facts(table(tmp_path / "b.xlsx", rows))
    assert [line["row"] for line in facts["rows"]] == [4, 8]


def test_questions_of_all_visible_sheets(tmp_path):
    path = table(
        tmp_path / "b.xlsx",
        [HEADING, row()],
        [["说明"], ["怎么填"]],
        [HEADING, row(stem="山是")],
        [HEADING, row(stem="藏")],
    )
    book = openpyxl.load_workbook(path)
    book.worksheets[3].sheet_state = "hidden"
    book.save(path)
    assert [line["sheet"] for line in bank_reading.bank_facts(path)["rows"]] == ["表1", "表3"]


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (1.0, "General", "1"),
        (220, "General", "220"),
        (0.1 + 0.2, "General", "0.3"),
        (0.5, "0%", "50%"),
        (-3.25, "0.00", "-3.25"),
        (1e300, "General", "1e+300"),
        (True, "General", "对"),
        (False, "General", "错"),
        (datetime.datetime.fromisoformat("2024-05-10"), "yyyy-mm-dd", "2024-05-10"),
        (datetime.datetime.fromisoformat("2024-05-10T08:30"), "yyyy-mm-dd hh:mm", "2024-05-10 08:30"),
        (datetime.time(0, 7), "hh:mm", "00:07"),
        ("  两边有空格 ", "General", "两边有空格"),
        ("<b onclick=alert(1)>粗</b>&nbsp;", "General", "<b onclick=alert(1)>粗</b>&nbsp;"),
        ("上行\r\n下行", "General", "上行\n下行"),
        ("#N/A", "General", "#N/A"),
    ],
)  # fmt: skip
def test_cells_as_people_see_them(tmp_path, value, shape, text):
    path = table(tmp_path / "b.xlsx", [HEADING, row(A=value)])
    book = openpyxl.load_workbook(path)
    book.active["C2"].number_format = shape
    book.save(path)
    assert cells_of(path)[0]["A"] == text


def test_a_formula_is_its_words_until_a_program_kept_what_it_showed(tmp_path):
    path = table(
        tmp_path / "b.xlsx", [HEADING, row(A='=HYPERLINK("http://x.invalid","点")', answer="=UPPER(C2)")]
    )
    assert [cells_of(path)[0][key] for key in ("A", "answer")] == [
        '=HYPERLINK("http://x.invalid","点")',
        "=UPPER(C2)",
    ]
    kept = with_part(
        tmp_path / "k.xlsx",
        path,
        lambda xml: re.sub(
            r'<c r="I2"><f>UPPER\(C2\)</f><v( /|></v)>', '<c r="I2" t="str"><f>UPPER(C2)</f><v>A</v>', xml
        ),
    )
    assert [cells_of(kept)[0][key] for key in ("A", "answer")] == ['=HYPERLINK("http://x.invalid","点")', "A"]
    assert [(said, params["cell"], params["value"]) for said, params in judged(kept)] == [
        ("bank.formula.read", "C2", '=HYPERLINK("http://x.invalid","点")'),
        ("bank.formula.read", "I2", "A"),
    ]


def test_one_type_merged_over_many_rows_is_each_of_them(tmp_path):
    path = table(
        tmp_path / "b.xlsx",
        [
            ["题库标题"],
            HEADING,
            row(),
            row(type=None, stem="山是"),
            row(type=None, stem="水是"),
            row(stem="云是"),
        ],
    )
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A1:L1")
    book.active.merge_cells("A3:A5")
    book.save(path)
    assert [(cells["type"], cells["stem"]) for cells in cells_of(path)[1:]] == [
        ("单选", "山是"),
        ("单选", "水是"),
        ("单选", "云是"),
    ]


def test_many_rows_are_kept_up_to_a_bound_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(bank_reading, "ROWS_KEPT", 4)
    monkeypatch.setattr(grids, "ROWS_READ", 8)
    facts = bank_reading.bank_facts(bank(tmp_path / "b.xlsx", rows=11))
    assert ([line["row"] for line in facts["rows"]], facts["rows_left"]) == ([2, 3, 4, 5], 7)


def test_borders_drawn_down_to_the_last_row_are_no_questions(tmp_path, good):
    book = openpyxl.load_workbook(good)
    for number in range(22, 2600):
        book.active.cell(number, 1).font = Font(bold=True)
    book.active.cell(1_048_576, 16_384).font = Font(bold=True)
    book.save(tmp_path / "b.xlsx")
    facts = probing.probe("bank", tmp_path / "b.xlsx", seconds=20)
    assert (facts["fault"], len(facts["rows"])) == (None, 20)


def test_a_stored_file_has_no_suffix(tmp_path):
    bank(tmp_path / "bank.xlsx", rows=20)
    stored = (tmp_path / "bank.xlsx").rename(tmp_path / "01a2")
    assert (bank_reading.bank_facts(stored)["fault"], len(bank_reading.bank_facts(stored)["rows"])) == (
        None,
        20,
    )
