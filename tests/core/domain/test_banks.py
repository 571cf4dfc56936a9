"""Question banks, duty by duty (Annex 4)."""

import pytest

from core.domain import banks, questions
from core.domain.fieldtypes import File
from core.domain.findings import ADVISE, MUST
from tests.core.domain.made import field, question, sheet

FIELD = field("bank")
TOLD = ("row", "value", "first", "count", "key", "places")  # places and columns have tests of their own


def judge(*cells: dict[str, str], longest: float | None = None) -> list[tuple[str, dict[str, object]]]:
    findings = banks.judge([(sheet(*cells), "题库")], field=FIELD, longest=longest)
    assert all(f.file == "题库" and f.attachment == "b1" and f.sentence.endswith("。") for f in findings)
    return [(f.phrase, {key: value for key, value in f.params.items() if key in TOLD}) for f in findings]


EXAMPLES = [  # of the notice itself
    question(stem="下列关于我国疆域的叙述，正确的是", A="陆地面积852 平方千米", B="我国共有34 个省级行政区域", C="陆上与6个国家接壤", D="领土最南端在黑龙江省", answer="B", difficulty="初级", source="**视频00:07-0\n0:35"),
    question(type="多选", stem="糖尿病肾病综合征常可发生的眼部改变有", A="糖尿病性白内障", B="双侧瞳孔明显缩小", C="视网膜出血、渗出、微细动脉瘤", D="眼睑、眉毛痉挛抽动", answer="AC", difficulty="中级", source="视频简介"),
    question(type="判断", stem="昆虫是世界上种类和数量最多、分布最广的动物。", A="", B="", answer="对", difficulty="高级", source="《**》（书籍名称）"),
]  # fmt: skip


def test_the_examples_of_the_notice_pass():
    assert judge(*EXAMPLES) == []


@pytest.mark.parametrize("kind", ["单选", "单选题", " 单 选 ", "单选\n题"])
def test_type_accepted(kind):
    assert judge(question(type=kind)) == []


@pytest.mark.parametrize("kind", ["", "填空", "单", "选择题"])
def test_type_unknown(kind):
    assert judge(question(type=kind)) == [("bank.type.unknown", {"row": 3, "value": kind})]


def test_stem_empty():
    assert judge(question(stem="")) == [("bank.stem.empty", {"row": 3})]


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (question(), [("bank.stem.repeated", {"row": 4, "first": "第 3 行"})]),
        (question(stem=" 天空 是 ", A="绿的", B="蓝的", answer="B"), [("bank.stem.repeated", {"row": 4, "first": "第 3 行"})]),
        (question(B="红的"), [("bank.stem.alike", {"row": 4, "first": "第 3 行"})]),
        (question(stem="大海是"), []),
    ],
)  # fmt: skip
def test_repeats(second, found):
    assert judge(question(), second) == found


def test_a_question_repeated_in_another_bank_of_the_entry():
    sheets = [(sheet(question(), id="b1"), "文字题库"), (sheet(question(), id="b2"), "视频题库")]
    (found,) = banks.judge(sheets, field=FIELD)
    assert (found.rule, found.level, found.file, found.attachment) == (
        "thing.stem.repeated",
        MUST,
        "视频题库",
        "b2",
    )
    assert found.sentence == "《视频题库》第 3 行与“文字题库”第 3 行是同一道题，请删去一道。"


@pytest.mark.parametrize(
    ("kind", "options", "said", "answer"),
    [
        ("单选", "AB", "A", "A"),
        ("单选", "AB", "b", "B"),
        ("单选", "AB", "Ｂ", "B"),
        ("单选", "AB", " B. ", "B"),
        ("单选", "ABCDEF", "F", "F"),
        ("单选", "AB", "C", None),
        ("单选", "AB", "AB", None),
        ("单选", "AB", "", None),
        ("单选", "AB", "对", None),
        ("多选", "ABCD", "AC", "AC"),
        ("多选", "ABCD", "ca", "AC"),
        ("多选", "ABCD", "A,C", "AC"),
        ("多选", "ABCD", "A，C", "AC"),
        ("多选", "ABCD", "A、C", "AC"),
        ("多选", "ABCD", "A C", "AC"),
        ("多选", "ABCD", "A；C", "AC"),
        ("多选", "ABCD", "ＡＣ", "AC"),
        ("多选", "ABCD", "ａ、ｃ", "AC"),
        ("多选", "ABCDEF", "FEDCBA", "ABCDEF"),
        ("多选", "ABCD", "A", None),
        ("多选", "ABCD", "AA", None),
        ("多选", "ABC", "AD", None),
        ("多选", "ABCD", "", None),
        ("判断", "", "对", "对"),
        ("判断", "", "正确", "对"),
        ("判断", "", "√", "对"),
        ("判断", "", "✔\ufe0f", "对"),
        ("判断", "", "错", "错"),
        ("判断", "", "错误", "错"),
        ("判断", "", "×", "错"),
        ("判断", "", "x", "错"),
        ("判断", "", "A", None),
        ("判断", "", "不知道", None),
        ("判断", "", "", None),
    ],
)
def test_answers(kind, options, said, answer):
    given = {letter: f"选项{letter}" if letter in options else "" for letter in questions.LETTERS}
    cells = question(type=kind, answer=said, **given)
    code = {"单选": "single", "多选": "multiple", "判断": "judgement"}[kind]
    faults = [] if answer else [(f"bank.answer.{code}", {"row": 3, "value": said})]
    assert (questions.answer_of(kind, cells), judge(cells)) == (answer, faults)


@pytest.mark.parametrize(
    ("first", "second", "said", "answer"),
    [("对", "错", "A", "对"), ("对", "错", "b", "错"), ("错误", "正确", "Ｂ", "对"), ("甲", "乙", "A", None)],
)
def test_a_judgement_by_letter(first, second, said, answer):
    assert questions.answer_of("判断", question(type="判断", A=first, B=second, answer=said)) == answer


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"A": "", "B": ""}, [("bank.options.few", {"row": 3, "count": 0}), ("bank.answer.single", {"row": 3, "value": "A"})]),
        ({"B": ""}, [("bank.options.few", {"row": 3, "count": 1})]),
        ({"D": "红的"}, [("bank.options.gap", {"row": 3})]),
        ({"F": "红的"}, [("bank.options.gap", {"row": 3})] * 3),
        ({"C": " 蓝 的"}, [("bank.options.same", {"row": 3})]),
        ({"C": "红", "D": "黄", "E": "黑", "F": "白"}, []),
    ],
)  # fmt: skip
def test_options(options, found):
    assert judge(question(**options)) == found


@pytest.mark.parametrize(("said", "good"), [("初级", True), (" 高 级", True), ("", False), ("简单", False)])
def test_difficulty(said, good):
    assert judge(question(difficulty=said)) == (
        [] if good else [("bank.difficulty.unknown", {"row": 3, "value": said})]
    )


@pytest.mark.parametrize(
    ("source", "longest", "found"),
    [
        ("视频 00:07-00:35", None, []),
        ("视频00：07—00：35", 36, []),
        ("视频 00:07~00:35", 34, []),  # a second of tolerance
        ("视频 00:07-00:35", 33, [("bank.source.beyond", {"count": 1, "places": "第 3 行"})]),
        ("视频 00:35-00:07", None, [("bank.source.beyond", {"count": 1, "places": "第 3 行"})]),
        ("视频 0:01:07 至 0:01:35", 200, []),
        ("视频简介", None, []),
        ("导师介绍", None, []),
        ("《电工手册》", None, []),
        ("", None, [("bank.source.vague", {"count": 1, "places": "第 3 行"})]),
        ("视频", None, [("bank.source.vague", {"count": 1, "places": "第 3 行"})]),
    ],
)
def test_source(source, longest, found):
    assert judge(question(source=source), longest=longest) == found


def test_many_sources_are_said_once():
    cells = [question(stem=f"第{number}题", source="") for number in range(12)]
    assert judge(*cells) == [("bank.source.vague", {"count": 12, "places": "第 3–14 行"})]


def test_analysis_may_be_empty():
    assert judge(question(analysis="")) == []


def test_every_fault_of_every_row_at_once():
    broken = question(type="填空", stem="", difficulty="难")
    assert judge(broken, question(answer="Z"), question(stem="大海是", C="蓝的")) == [
        ("bank.type.unknown", {"row": 3, "value": "填空"}),
        ("bank.stem.empty", {"row": 3}),
        ("bank.difficulty.unknown", {"row": 3, "value": "难"}),
        ("bank.answer.single", {"row": 4, "value": "Z"}),
        ("bank.options.same", {"row": 5}),
    ]


@pytest.mark.parametrize(
    ("facts", "phrase", "sentence"),
    [
        ({"header": False}, "bank.header.missing", "《题库》没有找到附件 4 的表头"),
        ({"header": False, "kind": "docx"}, "bank.table.missing", "《题库》里没有附件 4 那样的表格"),
        ({"sheets": [{"name": "表1", "columns": {}, "missing": ["题型", "正确答案"]}]}, "bank.columns.missing", "《题库》表头缺少这几列：题型、正确答案"),
        (
            {"kind": "xlsx", "sheets": [{"name": "表1", "columns": {}}, {"name": "乙", "columns": {}, "missing": ["题型"]}]},
            "bank.columns.missing", "《题库》“乙”缺少这几列：题型",
        ),
    ],
)  # fmt: skip
def test_without_a_header_nothing_else_is_said(facts, phrase, sentence):
    (found,) = banks.judge([(sheet(question(answer="Z"), **facts), "题库")], field=FIELD)
    assert (found.phrase, found.level, found.sentence.startswith(sentence)) == (phrase, MUST, True)


def test_levels():
    assert {phrase for phrase, (level, _) in banks.DUTIES.items() if level == ADVISE} == {
        "bank.stem.alike",
        "bank.source.vague",
        "bank.source.beyond",
        "bank.formula.read",
    }


def test_questions_as_courses_use_them():
    assert questions.shown(sheet(EXAMPLES[1]).facts) == [
        {
            "type": "多选",
            "stem": "糖尿病肾病综合征常可发生的眼部改变有",
            "options": [EXAMPLES[1][letter] for letter in "ABCD"],
            "answer": "AC",
            "analysis": "",
            "difficulty": "中级",
            "source": "视频简介",
        }
    ]
    assert questions.shown({}) == []


# Places -----------------------------------------------------------------------------------------------------------
COLUMNS = {"type": 0, "stem": 1, "A": 2, "B": 3, "answer": 27}


def placed(kind, *names):
    """A bank of one faulty question a sheet, with what is said of each."""
    rows = [{"row": 7, "sheet": name, "cells": question(stem=f"{name}天空是", answer="Z")} for name in names]
    sheets = [{"name": name, "columns": COLUMNS, "missing": []} for name in names]
    facts = {"header": True, "kind": kind, "rows": rows, "sheets": sheets}
    found = banks.judge([(File("b", "b", facts), "题库")], field=FIELD)
    return [
        (f.sentence.split("是单选")[0], {k: v for k, v in f.params.items() if k not in ("place", "value")})
        for f in found
    ]


@pytest.mark.parametrize(
    ("kind", "names", "said"),
    [
        ("xlsx", ["表1"], [("《题库》第 7 行 AB 列", {"row": 7, "column": "正确答案", "cell": "AB7"})]),
        ("xlsx", ["甲", "乙"], [
            ("《题库》“甲”第 7 行 AB 列", {"row": 7, "column": "正确答案", "cell": "AB7", "sheet": "甲"}),
            ("《题库》“乙”第 7 行 AB 列", {"row": 7, "column": "正确答案", "cell": "AB7", "sheet": "乙"}),
        ]),
        ("docx", ["表1"], [("《题库》第 7 行", {"row": 7, "column": "正确答案"})]),
        ("docx", ["表1", "表3"], [
            ("《题库》第 1 个表格第 7 行", {"row": 7, "column": "正确答案", "sheet": "表1"}),
            ("《题库》第 3 个表格第 7 行", {"row": 7, "column": "正确答案", "sheet": "表3"}),
        ]),
        ("edited", ["表1"], [("《题库》第 7 题", {"row": 7, "column": "正确答案"})]),
    ],
)  # fmt: skip
def test_a_fault_names_its_place(kind, names, said):
    assert placed(kind, *names) == said


def test_a_repeat_names_both_places_across_an_edited_bank_and_a_sheet():
    rows = [{"row": 1, "id": "q1", "version": 3, "cells": question()}]
    edited = File("b2", "b2", {"header": True, "kind": "edited", "rows": rows})
    (found,) = banks.judge([(sheet(question()), "文字题库"), (edited, "视频题库")], field=FIELD)
    assert found.sentence == "《视频题库》第 1 题与“文字题库”第 3 行是同一道题，请删去一道。"


def test_of_many_faults_of_a_kind_the_first_are_said_and_all_places_are_named():
    cells = [question(stem=f"第{number}题", difficulty="难") for number in range(50)]
    found = banks.judge([(sheet(*cells), "题库")], field=FIELD)
    assert [f.params["row"] for f in found[:-1]] == list(range(3, 3 + banks.NAMED))
    assert {f.level for f in found} == {MUST}
    assert found[-1].sentence == "《题库》还有 20 处“试题难度”不对：第 33–52 行。请都写初级、中级或高级。"


def test_places_that_are_named_together_are_bounded():
    cells = [question(stem=f"第{n}题", difficulty="难" if n % 2 else "初级") for n in range(10_000)]
    found = banks.judge([(sheet(*cells), "题库")], field=FIELD)
    assert len(found) == banks.NAMED + 1
    assert found[-1].params["count"] == 5_000 - banks.NAMED
    assert found[-1].sentence.count("、") < 50 and " 等。" in found[-1].sentence


def test_a_formula_is_told_with_what_was_taken():
    row = {"row": 3, "cells": question(A="=1+1"), "formulas": ["A"]}
    (found,) = banks.judge([(File("b", "b", {"rows": [row]}), "题库")], field=FIELD)
    assert (found.level, found.sentence) == (
        ADVISE,
        "《题库》第 3 行“答案A”是公式，收下的是它的文字“=1+1”，请核对是不是您要的内容。",
    )


def test_rows_that_were_not_read_are_never_silent():
    (found,) = banks.judge([(sheet(question(), rows_left=7), "题库")], field=FIELD)
    assert (found.level, found.params) == (MUST, {"count": 7, "measured": 1})
