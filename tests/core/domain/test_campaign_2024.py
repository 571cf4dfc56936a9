"""The first campaign is the notice: its numbers, its limits, and answers the notice itself gives as examples."""

import re

import pytest

from core.domain import duties, flow
from core.domain.fieldtypes import NOTHING, TYPES, Known
from core.domain.zi import zi
from tests.core.domain.made import FIRST, brief, campaign, innovation, question, roadshow, sheet

ITEMS = [
    "completers", "first_completer_intro", "unit", "phone", "superior_union", "category", "papers", "title", "summary",
    "industry", "background", "goal", "novelty", "benefit", "photos", "videos", "bank", "audio", "new_productive_force",
]  # fmt: skip
SHEET = [
    ("reporting_unit", "A3.1"), ("contact", "A3.1"), ("phone", "A3.1"), ("course_title", "A3.2"),
    ("submitting_unit", "A3.2"), ("completers", "A3.2"), ("course_phone", "A3.2"), ("seal", "A3.3"), ("video", "A3.4"),
    ("tutor_intro", "A3.5"), ("video_intro", "A3.5"), ("bank", "A3.6"), ("craftsmen", "A3.7"),
]  # fmt: skip


def test_the_head():
    made = campaign()
    assert (made.key, made.year, made.issuer, made.operator) == (
        "2024-anhui",
        2024,
        "安徽省教科文卫体工会",
        "national",
    )
    assert (made.number_prefix, made.confirm_days, made.correction_days) == ("AH24", 3, 7)
    assert (made.account, made.licensee) == ("全国产业工人学习社区", "技能强国-全国产业工人学习社区")
    assert made.mailbox == "ahsjygh@sina.com"  # A3.8
    assert [(track.key, track.moves, track.starts_by, track.name) for track in made.tracks] == [
        ("innovation", "innovation", "worker", "title"),
        ("roadshow", "roadshow", "unit", "course_title"),
    ]
    assert [(q.track, q.per, q.min, q.max, q.notice) for q in made.quotas] == [
        ("innovation", "direct_unit", 1, None, "N3"),
        ("roadshow", "direct_unit", 1, None, "N3"),
    ]


def test_the_nineteen_items_and_the_sheet():
    fields = campaign().by_key["innovation"].fields
    assert [(f.key, f.item) for f in fields] == [(key, f"A2.{n}") for n, key in enumerate(ITEMS, 1)]
    assert [(f.key, f.item) for f in campaign().by_key["roadshow"].fields] == SHEET


def test_the_summary_is_asked_right_after_the_benefit():
    asked = campaign().by_key["innovation"].asked
    assert asked[asked.index("benefit") + 1] == "summary"


def test_every_duty_that_rules_can_express_has_one():
    made = campaign()
    numbers = {row["notice"] for row in duties.rows(made)}
    numbers |= {part.notice for part in (*made.windows, *made.quotas)}
    numbers |= {paper.notice for track in made.tracks for paper in track.papers}
    expected = (
        {f"A2.{n}" for n in range(1, 20)}
        | {f"A3.{n}" for n in range(1, 8)}
        | {f"A4.{n}" for n in range(1, 8)}
    )
    assert numbers == expected | {"N1", "N2", "N3", "N10", "A1.1", "A1.2"}


def test_every_rule_stands_at_its_own_item():
    for track in campaign().tracks:
        for field in track.fields:
            assert {rule.notice for rule in field.rules} - {"A4.7"} == {field.item}


@pytest.mark.parametrize(
    ("field", "fact", "op", "limits"),
    [
        ("completers", "count", "min", [(1, "must")]),
        ("completers", "count", "max", [(20, "must")]),
        ("first_completer_intro", "zi", "max", [(100, "must")]),
        ("title", "zi", "min", [(15, "advise")]),
        ("title", "zi", "max", [(25, "advise"), (30, "advise"), (60, "must")]),
        ("summary", "zi", "max", [(500, "must")]),
        ("background", "zi", "min", [(80, "advise")]),
        ("background", "zi", "max", [(120, "advise"), (200, "advise"), (400, "must")]),
        ("goal", "zi", "max", [(120, "advise"), (200, "advise"), (400, "must")]),
        ("novelty", "zi", "max", [(500, "must")]),
        ("benefit", "zi", "max", [(500, "must")]),
        ("photos", "count", "min", [(3, "must")]),
        ("photos", "bytes", "min", [(1_000_000, "must")]),
        ("photos", "bytes", "max", [(10_485_760, "must")]),
        ("photos", "dpi", "min", [(300, "must")]),
        ("photos", "pixels", "fits", [([1800, 1200], "must")]),
        ("videos", "count", "min", [(1, "must")]),
        ("videos", "seconds", "max", [(301, "must")]),
        ("videos", "frame", "is", [([1920, 1080], "must")]),
        ("bank", "questions", "min", [(20, "must")]),
        ("audio", "value", "filled", [(True, "advise")]),
    ],
)
def test_limits(field, fact, op, limits):
    rules = innovation(field).rules
    assert [(rule.value, rule.level) for rule in rules if (rule.fact, rule.op) == (fact, op)] == limits


def test_limits_of_the_roadshow():
    found = {
        (key, rule.fact, rule.value)
        for key, _ in SHEET
        for rule in roadshow(key).rules
        if rule.level == "must" and rule.op in ("min", "max") and rule.fact in ("zi", "questions", "seconds")
    }
    assert found == {
        ("contact", "zi", 20), ("course_title", "zi", 60), ("tutor_intro", "zi", 200), ("video_intro", "zi", 300),
        ("video", "seconds", 301), ("bank", "questions", 20),
    }  # fmt: skip


def test_limits_of_one_name_stand_from_mild_to_severe():
    for track in campaign().tracks:
        for field in track.fields:
            names = [rule.name for rule in field.rules]
            for name in set(names):
                ladder = [rule for rule in field.rules if rule.name == name]
                assert [r.level for r in ladder] == sorted(r.level for r in ladder)
                if ladder[0].op == "max":
                    assert [r.value for r in ladder] == sorted(r.value for r in ladder)


def test_what_is_required():
    required = {t.key: [f.key for f in t.fields if f.is_required] for t in campaign().tracks}
    assert required == {
        "innovation": [key for key in ITEMS if key != "audio"],
        "roadshow": [key for key, _ in SHEET if key != "craftsmen"],
    }


def test_categories_stand_with_their_definitions():
    choices = innovation("category").choices
    assert [choice.label for choice in choices] == ["小发明", "小创造", "小革新", "小建议", "小设计"]
    printed = re.sub(r"\s", "", " ".join(choice.text for choice in choices))
    for words in (
        "围绕产品、机器设备",
        "废旧利用",
        "传统“绝技绝活”",
        "经过应用检验",
        "关键技术问题进行研究攻关",
    ):
        assert words in printed


def test_the_reviewers_check_list():
    assert len(roadshow("video").checklist) == 6
    assert "不是企业宣传片" in roadshow("video").checklist


def check(key: str, raw: object, known: Known = NOTHING) -> list[tuple[str, str]]:
    field = innovation(key)
    kind = TYPES[field.type]
    return brief(kind.check(kind.parse(raw, field=field), field=field, known=known))


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("title", []),
        (
            "summary",
            [("summary.points.is", "advise"), ("summary.text.covers", "advise")],
        ),  # it is one sentence
        ("industry", []),
        ("goal", []),
        ("benefit", []),
    ],
)
def test_the_examples_of_the_notice_can_be_submitted(key, found):
    assert check(key, innovation(key).example) == found


def test_the_example_title_has_21():
    assert zi(innovation("title").example) == 21


ABOUT_100 = "目前国内外同类设备普遍依赖人工，" * 6
GOAL = "现有设备效率低、故障多，本成果解决了卡死和跑偏的难题，" * 3


@pytest.mark.parametrize(
    ("key", "raw", "found"),
    [
        ("title", "刀具", [("title.zi.min", "advise")]),
        ("title", "小" * 26, [("title.zi.max", "advise")]),
        ("title", "小" * 61, [("title.zi.max", "must")]),
        (
            "title",
            "<b>小孔大背面结构件自动折叠反刮刀具</b>",
            [("title.plain.is", "must")],
        ),
        ("first_completer_intro", "我" * 100, []),
        ("first_completer_intro", "我 " * 100, []),  # white space is no 字
        ("first_completer_intro", "我" * 101, [("first_completer_intro.zi.max", "must")]),
        ("background", ABOUT_100, []),
        ("background", ABOUT_100 * 2, [("background.zi.max", "advise")]),
        ("background", ABOUT_100 * 5, [("background.zi.max", "must")]),
        ("goal", GOAL, [("goal.figures.is", "must"), ("goal.figure_units.is", "advise")]),
        ("goal", GOAL + "效率提高三成。", []),
        ("goal", GOAL + "效率提高两倍。", []),
        ("goal", GOAL + "成本下降百分之二十。", []),
        ("goal", GOAL + "达到了 3。", [("goal.figure_units.is", "advise")]),
        ("novelty", "1.采用新的方法，属原创\n2.及时满足市场需求\n3.易于推广应用", []),
        ("novelty", "很好", [("novelty.points.is", "advise"), ("novelty.text.covers", "advise")]),
        ("novelty", "1.原创。2.急需。3.实用。" + "好" * 500, [("novelty.zi.max", "must")]),
        ("benefit", "1.节约成本\n2.更安全", []),
        ("summary", "1.适用于焊工\n2.解决变形问题\n3.原创夹具\n4.提高效率", []),
        ("phone", "138 0000 1234", []),
        ("phone", "1380000123", [("phone.valid.is", "must")]),
        ("unit", "合肥某中学", [("unit.confirmed.is", "advise")]),
        ("superior_union", "找不到，写一个名字", [("superior_union.confirmed.is", "advise")]),
        ("category", "4", []),
        ("new_productive_force", "否", []),
        ("completers", "张三、李四", []),
    ],
)
def test_answers(key, raw, found):
    assert check(key, raw) == found


def test_twenty_questions():
    field = innovation("bank")
    value = [{"attachment": "b1", "title": "文字和视频题库"}]
    for count, found in ((20, []), (19, [("bank.questions.min", "must")])):
        file = sheet(*(question(stem=f"第{number}题") for number in range(count)))
        assert brief(TYPES["bank"].check(value, field=field, known=Known(files={"b1": file}))) == found


def test_an_empty_roadshow_lacks_everything_but_craftsmen():
    track = campaign().by_key["roadshow"]
    findings = flow.check(track, {}, known=NOTHING)
    assert flow.progress(track, findings).missing == tuple(key for key in track.asked if key != "craftsmen")


def test_hints_and_examples_help_with_every_item():
    for track in campaign().tracks:
        assert [field.key for field in track.fields if not field.hint] == []
    shown = [field.key for field in campaign().by_key["innovation"].fields if field.example]
    assert shown == ["title", "summary", "industry", "goal", "benefit", "photos", "videos", "bank", "audio"]


def test_wording_is_short_and_whole():
    wording = campaign().wording
    assert sorted(wording) == ["about", "done", "help", "human", "welcome"]
    assert wording["welcome"].format(closes="6月28日").endswith("6月28日截止。")
    assert [key for key, text in wording.items() if zi(text) > 200] == []


def test_the_file_says_what_is_ours():
    assert FIRST.read_text("utf-8").count("ours") >= 20
