"""Banks in .docx: the table of Annex 4 as Word and WPS write it, the same facts as a sheet gives."""

import docx
import pytest

from core.adapters import bank_documents, probing
from core.domain import bank_sheet, banks
from core.domain.fieldtypes import File
from tests import documents, sheets
from tests.core.domain.made import field
from tests.sheets import FAULTS, HEADING, question


def row(**changed):
    cells = question(1) | changed
    return [cells[key] for key in bank_sheet.COLUMNS]


def facts_of(path):
    return probing.probe("bank", path, seconds=30)


def judged(path):
    facts = facts_of(path)
    assert facts["fault"] is None
    return [(f.phrase, f.params) for f in banks.judge([(File("b", "b", facts), "题库")], field=field("bank"))]


def stems(path):
    return [line["cells"]["stem"] for line in facts_of(path)["rows"]]


@pytest.mark.parametrize("make", [documents.bank, documents.wps], ids=["word", "wps"])
def test_the_same_facts_as_of_a_sheet(tmp_path, make):
    found, sheet = facts_of(make(tmp_path / "b.docx")), facts_of(sheets.bank(tmp_path / "b.xlsx"))
    kept = ("fault", "header", "sheets", "rows", "rows_left", "readable")
    assert {key: found[key] for key in kept} == {
        **{key: sheet[key] for key in kept},
        "sheets": [{**sheet["sheets"][0], "name": "表1"}],
    }
    assert (found["kind"], judged(tmp_path / "b.docx")) == ("docx", [])


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.parametrize("make", [documents.bank, documents.wps], ids=["word", "wps"])
def test_every_duty_is_found_with_its_row(tmp_path, make, fault):
    ((phrase, params),) = judged(make(tmp_path / "b.docx", **{fault: 9}))
    assert phrase == f"bank.{fault.replace('_', '.')}"
    assert params.get("place", params.get("places")) == "第 9 行"


def test_a_second_table_is_named(tmp_path):
    path = documents.tables(
        tmp_path / "b.docx", [HEADING, row()], [["单位", "淮河医院"]], [HEADING, row(stem="山是", answer="")]
    )
    ((_, params),) = judged(path)
    assert (params["place"], params["sheet"]) == ("第 3 个表格第 2 行", "表3")


def test_a_table_cut_in_two_goes_on_and_its_repeated_headings_are_no_questions(tmp_path):
    path = documents.tables(
        tmp_path / "b.docx",
        [HEADING, row(stem="（例）天空是"), row(), HEADING, row(stem="山是")],
        [row(stem="水是"), HEADING, row(stem="云是")],
    )
    assert stems(path) == [question(1)["stem"], "山是", "水是", "云是"]


def test_a_question_whose_options_are_headings_is_a_question(tmp_path):
    path = documents.tables(
        tmp_path / "b.docx", [HEADING, row(stem="第一列是", A="题型", B="题目内容", C="来源", D="解析")]
    )
    assert stems(path) == ["第一列是"]


def test_one_type_merged_over_many_rows_is_each_of_them(tmp_path):
    path = documents.merged(tmp_path / "b.docx", 8, last=6)
    assert [line["cells"]["type"] for line in facts_of(path)["rows"]] == ["单选"] * 8
    assert judged(path) == []


def test_cells_merged_across_stand_in_the_first(tmp_path):
    path = documents.tables(tmp_path / "b.docx", [["题库标题"] + [""] * 11, HEADING, row(C="", D="")])
    book = docx.Document(path)
    table = book.tables[0]
    table.cell(0, 0).merge(table.cell(0, 11))
    table.cell(2, 4).merge(table.cell(2, 7))
    book.save(path)
    (line,) = facts_of(path)["rows"]
    assert (line["row"], line["cells"]) == (3, question(1) | {"C": "", "D": ""})


def test_a_table_inside_a_cell_is_a_table_of_its_own(tmp_path):
    document = docx.Document()
    outer = document.add_table(1, 2)
    inner = outer.cell(0, 1).add_table(2, 12)
    for line, texts in zip(inner.rows, [HEADING, row()], strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    document.save(tmp_path / "b.docx")
    (line,) = facts_of(tmp_path / "b.docx")["rows"]
    assert (line["row"], line["sheet"], line["cells"]) == (2, "表2", question(1))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("paragraphs", lambda path: documents.paragraphs(path, "1.天空是（　）", "A.蓝的 B.绿的", "答案：A")),
        ("another table", lambda path: documents.tables(path, [["单位", "人数"], ["淮河医院", "3"]])),
        ("nothing", documents.paragraphs),
    ],
)
def test_without_the_table_it_says_how(tmp_path, name, make):
    assert judged(make(tmp_path / "b.docx")) == [("bank.table.missing", {})]


def test_a_document_with_macros_is_refused(tmp_path):
    path = sheets.macros(tmp_path / "b.docm", documents.bank(tmp_path / "b.docx"))
    assert facts_of(path)["fault"] == "macros"


def test_tables_beyond_the_bound_are_counted(tmp_path):
    cell = "<w:tc><w:p/></w:tc>"
    table = f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"
    good = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in HEADING)
    path = documents.with_body(
        tmp_path / "b.docx", table * 399 + f"<w:tbl><w:tr>{good}</w:tr></w:tbl>" + table * 5
    )
    assert facts_of(path)["rows_left"] == 5


def test_the_template_holds_no_question_yet_and_is_good_when_filled_in(tmp_path):
    path = tmp_path / "t.docx"
    with path.open("wb") as target:
        bank_documents.write_template(target)
    facts = facts_of(path)
    assert (facts["header"], facts["rows"], facts["sheets"][0]["missing"]) == (True, [], [])
    book = docx.Document(path)
    for number, line in enumerate(book.tables[0].rows[4:], 1):
        for cell, text in zip(line.cells, row(stem=f"第{number}题"), strict=True):
            cell.text = text
    book.save(path)
    assert [len(facts_of(path)["rows"]), judged(path)] == [20, []]
