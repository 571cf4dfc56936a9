"""The template of Annex 4: no question yet, lists to choose from, good when it is filled in."""

import openpyxl
import pytest

from core.adapters import bank_books, bank_reading
from core.domain import bank_sheet, banks
from core.domain.fieldtypes import File
from core.domain.questions import MARK
from tests.core.domain.made import field
from tests.sheets import HEADING, question, table


def row(**changed):
    cells = question(1) | changed
    return [cells[key] for key in bank_sheet.COLUMNS]


def judged(path):
    facts = bank_reading.bank_facts(path)
    assert facts["fault"] is None
    return [f.phrase for f in banks.judge([(File("b", "b", facts), "题库")], field=field("bank"))]


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "template.xlsx"
    with path.open("wb") as stream:
        bank_books.write_template(stream)
    return path


def test_the_template_holds_no_question_yet(template):
    facts = bank_reading.bank_facts(template)
    assert (facts["fault"], facts["header"], facts["rows"], facts["rows_left"]) == (None, True, [], 0)


def test_the_template_filled_in_is_a_good_bank(template):
    book = openpyxl.load_workbook(template)
    for number in range(1, 21):
        book["题库"].append(row(stem=f"第{number}题：为什么"))
    book.save(template)
    facts = bank_reading.bank_facts(template)
    assert [line["row"] for line in facts["rows"]] == list(range(5, 25))
    assert judged(template) == []


def test_the_examples_of_the_template_are_good_questions(tmp_path):
    shown = [MARK, ""]
    rows = [
        [example.get(key, "").replace(*shown) for key in bank_sheet.COLUMNS]
        for example in bank_sheet.EXAMPLES
    ]
    assert judged(table(tmp_path / "b.xlsx", [HEADING, *rows])) == []


def test_the_template_offers_lists(template):
    book = openpyxl.load_workbook(template)
    offered = {str(v.sqref): v.formula1 for v in book["题库"].data_validations.dataValidation}
    assert offered == {"A2:A1000": '"单选,多选,判断"', "K2:K1000": '"初级,中级,高级"'}
    assert book.sheetnames == ["题库", "填写说明"]
    assert {cell.number_format for line in book["题库"]["A1:L4"] for cell in line} == {"@"}
