"""A bank exported and imported is the same bank: both formats, whatever people write."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.adapters import bank_books, bank_documents, bank_reading
from core.domain import bank_sheet, questions
from core.domain.refusals import Refused

AWKWARD = [
    "=1+1", '=HYPERLINK("http://x.invalid","点")', "+1", "-1", "@SUM(A1)", "'带撇号", "0551-60000000", "007", "1-2", "2024/5/10", "TRUE",
    "123456789012345678", "1e5", "50%", "#N/A", "_x000D_", "_x0041_", "题型", "题目内容", "答案A", "<b>粗</b>&nbsp;", "]]>", "a\tb", "上\n下",
    " 前后 ", "\u3000全角\u3000", "a  b", "a \n b", "👩‍🔧", "\u4dae", "\ufeff", "\u200b", "e\u0301", "（例）", "（例）题", "(例) 题", "\x85", "\u2028", "x\x00y",
]  # fmt: skip
TEXT = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=12), st.text("甲乙AB \n\t=（例）", max_size=8))


@st.composite
def written(draw):
    """A question as a person might write it: good ones and impossible ones."""
    kind = draw(st.sampled_from([*questions.TYPES, "单选题", "填空", ""]))
    return {
        "type": kind,
        "stem": draw(TEXT),
        "options": draw(st.lists(TEXT, max_size=6)),
        "answer": draw(st.one_of(st.sampled_from(["A", "B", "AC", "c、a", "对", "×", "正确"]), TEXT)),
        "analysis": draw(TEXT),
        "difficulty": draw(st.one_of(st.sampled_from([*questions.DIFFICULTIES, " 高 级"]), TEXT)),
        "source": draw(TEXT),
    }


def kept(drawn):
    """The cells as the house keeps them; what is blank altogether is no question."""
    cells = []
    for question in drawn:
        try:
            cells.append(questions.cells_of(question))
        except Refused as refused:
            assert refused.code == "question.blank"
    return cells


def to_xlsx(target, rows):
    bank_books.write(target, rows)


def to_docx(target, rows):
    bank_documents.write(target, "题库", rows)


@pytest.mark.parametrize("write", [to_xlsx, to_docx], ids=["xlsx", "docx"])
@given(drawn=st.lists(written(), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_bank_exported_and_imported_is_the_same_bank(write, drawn):
    rows = kept(drawn)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "b"
        with path.open("wb") as target:
            write(target, rows)
        facts = bank_reading.bank_facts(path)
    assert (facts["fault"], facts["header"], facts["rows_left"]) == (None, True, 0)
    assert [line["cells"] for line in facts["rows"]] == rows
    assert not any(line.get("formulas") for line in facts["rows"])
    assert questions.shown(facts) == questions.shown({"rows": [{"cells": cells} for cells in rows]})


@given(question=written())
def test_the_normal_form_is_reached_at_once(question):
    for cells in kept([question]):
        again = {**cells, "options": [cells[letter] for letter in questions.LETTERS]}
        assert questions.cells_of(again) == cells


def test_the_sheet_offers_its_lists_and_keeps_every_cell_a_text():
    stream = io.BytesIO()
    cells = questions.cells_of(
        {"type": "单选", "stem": "=1+1", "options": ["+1", "@x"], "answer": "a", "difficulty": "初级"}
    )
    bank_books.write(stream, [cells])
    sheet = openpyxl.load_workbook(stream)["题库"]
    offered = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert offered == {"A2:A1000": '"单选,多选,判断"', "K2:K1000": '"初级,中级,高级"'}
    assert {(cell.data_type, cell.number_format) for cell in sheet[2]} <= {
        ("s", "@"),
        ("n", "@"),
        ("inlineStr", "@"),
    }
    assert [cell.value or "" for cell in sheet[2]] == [cells[key] for key in bank_sheet.COLUMNS]
    with zipfile.ZipFile(stream) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
