"""Question banks, duty by duty (Annex 4)."""

import pytest

from core.domain import banks
from core.domain.findings import ADVISE, MUST
from tests.core.domain.made import field, question, sheet

FIELD = field("bank")


def judge(*cells: dict[str, str], longest: float | None = None) -> list[tuple[str, dict[str, object]]]:
    findings = banks.judge([(sheet(*cells), "题库")], field=FIELD, longest=longest)
    assert all(f.file == "题库" and f.attachment == "b1" and f.sentence.endswith("。") for f in findings)
    return [(f.phrase, dict(f.params)) for f in findings]


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
    given = {letter: f"选项{letter}" if letter in options else "" for letter in banks.LETTERS}
    cells = question(type=kind, answer=said, **given)
    code = {"单选": "single", "多选": "multiple", "判断": "judgement"}[kind]
    faults = [] if answer else [(f"bank.answer.{code}", {"row": 3, "value": said})]
    assert (banks.answer_of(kind, cells), judge(cells)) == (answer, faults)


@pytest.mark.parametrize(
    ("first", "second", "said", "answer"),
    [("对", "错", "A", "对"), ("对", "错", "b", "错"), ("错误", "正确", "Ｂ", "对"), ("甲", "乙", "A", None)],
)
def test_a_judgement_by_letter(first, second, said, answer):
    assert banks.answer_of("判断", question(type="判断", A=first, B=second, answer=said)) == answer


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"A": "", "B": ""}, [("bank.options.few", {"row": 3, "count": 0}), ("bank.answer.single", {"row": 3, "value": "A"})]),
        ({"B": ""}, [("bank.options.few", {"row": 3, "count": 1})]),
        ({"D": "红的"}, [("bank.options.gap", {"row": 3, "column": "C"})]),
        ({"F": "红的"}, [("bank.options.gap", {"row": 3, "column": c}) for c in "CDE"]),
        ({"C": " 蓝 的"}, [("bank.options.same", {"row": 3, "column": "C"})]),
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
        ("视频 00:07-00:35", 33, [("bank.source.beyond", {"rows": "3"})]),
        ("视频 00:35-00:07", None, [("bank.source.beyond", {"rows": "3"})]),
        ("视频 0:01:07 至 0:01:35", 200, []),
        ("视频简介", None, []),
        ("导师介绍", None, []),
        ("《电工手册》", None, []),
        ("", None, [("bank.source.vague", {"rows": "3"})]),
        ("视频", None, [("bank.source.vague", {"rows": "3"})]),
    ],
)
def test_source(source, longest, found):
    assert judge(question(source=source), longest=longest) == found


def test_many_sources_are_said_once():
    cells = [question(stem=f"第{number}题", source="") for number in range(12)]
    assert judge(*cells) == [("bank.source.vague", {"rows": "3、4、5、6、7、8、9、10、11、12 等 12"})]


def test_analysis_may_be_empty():
    assert judge(question(analysis="")) == []


def test_every_fault_of_every_row_at_once():
    broken = question(type="填空", stem="", difficulty="难")
    assert judge(broken, question(answer="Z"), question(stem="大海是", C="蓝的")) == [
        ("bank.type.unknown", {"row": 3, "value": "填空"}),
        ("bank.stem.empty", {"row": 3}),
        ("bank.difficulty.unknown", {"row": 3, "value": "难"}),
        ("bank.answer.single", {"row": 4, "value": "Z"}),
        ("bank.options.same", {"row": 5, "column": "C"}),
    ]


@pytest.mark.parametrize(
    ("facts", "columns"),
    [({"header": False}, "全部"), ({"columns_missing": ["题型", "正确答案"]}, "题型、正确答案")],
)
def test_without_a_header_nothing_else_is_said(facts, columns):
    found = banks.judge([(sheet(question(answer="Z"), **facts), "题库")], field=FIELD)
    assert [(f.phrase, f.level, f.params) for f in found] == [
        ("bank.header.missing", MUST, {"columns": columns})
    ]


def test_levels():
    assert {phrase for phrase, (level, _) in banks.DUTIES.items() if level == ADVISE} == {
        "bank.stem.alike",
        "bank.source.vague",
        "bank.source.beyond",
    }


def test_questions_as_courses_use_them():
    assert banks.questions(sheet(EXAMPLES[1]).facts) == [
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
    assert banks.questions({}) == []
