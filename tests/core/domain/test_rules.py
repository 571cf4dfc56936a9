"""Operators, one by one, and what the sentences are made from."""

import pytest

from core.domain import rules
from tests.core.domain.made import rule

ASPECTS = [["经济效益", "成本", "效率"], ["社会效益", "安全"]]


@pytest.mark.parametrize(
    ("op", "wanted", "passing", "failing"),
    [
        ("filled", True, [True], [False]),
        ("min", 3, [3, 4], [2, 0]),
        ("max", 3, [3, 0], [4]),
        ("is", True, [True], [False]),
        ("is", "mp4", ["mp4"], ["mov"]),
        ("is", [1920, 1080], [[1920, 1080]], [[1080, 1920], [1280, 720]]),
        ("one_of", ["JPEG", "PDF"], ["JPEG", "PDF"], ["GIF"]),
        ("fits", [1800, 1200], [[1800, 1200], [4000, 3000]], [[1799, 1200], [1800, 1199], [4000, 1000]]),
        ("covers", ASPECTS, ["效率高，更安全", "经济效益和社会效益"], ["效率高", "安全", "好"]),
    ],
)
def test_operator(op, wanted, passing, failing):
    holds = rules.OPERATORS[op]
    assert [holds(value, wanted) for value in passing] == [True] * len(passing)
    assert [holds(value, wanted) for value in failing] == [False] * len(failing)


@pytest.mark.parametrize(
    ("op", "value", "accepted"),
    [
        ("filled", True, True),
        ("filled", False, False),
        ("min", 3, True),
        ("min", 2.5, True),
        ("min", True, False),
        ("max", "3", False),
        ("is", [1920, 1080], True),
        ("is", None, False),
        ("one_of", [], False),
        ("one_of", "JPEG", False),
        ("fits", [1800, 1200], True),
        ("fits", [1800], False),
        ("fits", ["1800", "1200"], False),
        ("covers", ASPECTS, True),
        ("covers", [["经济效益"]], False),
        ("covers", [["经济效益", ""]], False),
        ("covers", ["经济效益"], False),
        ("covers", [], False),
        ("exceeds", 3, False),
    ],
)
def test_accepts(op, value, accepted):
    assert rules.accepts(op, value) is accepted


def test_every_operator_knows_what_it_accepts():
    assert set(rules.OPERATORS) == set(rules._KINDS)


LADDER = [
    rule("zi", "min", 15, "advise"),
    rule("zi", "max", 25, "advise", says="rule.zi.max.about"),
    rule("zi", "max", 30, "advise", says="rule.zi.max.strong"),
    rule("zi", "max", 60),
]


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (14, [("thing.zi.min", "advise", "rule.zi.min")]),
        (15, []),
        (25, []),
        (26, [("thing.zi.max", "advise", "rule.zi.max.about")]),
        (30, [("thing.zi.max", "advise", "rule.zi.max.about")]),
        (31, [("thing.zi.max", "advise", "rule.zi.max.strong")]),
        (60, [("thing.zi.max", "advise", "rule.zi.max.strong")]),
        (61, [("thing.zi.max", "must", "rule.zi.max")]),
        (None, []),
    ],
)
def test_of_rules_with_one_name_the_severest_speaks(measured, expected):
    found = rules.judge(LADDER, {"zi": measured}, label="名称")
    assert [(f.rule, f.level, f.phrase) for f in found] == expected


def test_a_fact_not_known_says_nothing():
    assert rules.judge([rule("dpi", "min", 300), rule("bytes", "min", 1)], {"bytes": 1}, label="照片") == []


@pytest.mark.parametrize(
    ("made", "measured", "params"),
    [
        (rule("count", "min", 3), 1, {"measured": 1, "wanted": 3, "gap": 2}),
        (rule("bytes", "min", 1_000_000), 312_000, {"measured": "0.31 MB", "wanted": "1.00 MB", "gap": "0.69 MB"}),
        (rule("bytes", "min", 1_000_000), 999_999, {"measured": "999999 字节", "wanted": "1000000 字节", "gap": "1 字节"}),
        (rule("bytes", "max", 10_485_760), 10_485_761, {"measured": "10485761 字节", "wanted": "10485760 字节", "gap": "1 字节"}),
        (rule("seconds", "max", 301), 372.4, {"measured": "6 分 12 秒", "wanted": "5 分钟", "gap": "1 分 11 秒"}),
        (rule("seconds", "max", 90), 100, {"measured": "1 分 40 秒", "wanted": "1 分 30 秒", "gap": "0 分 10 秒"}),
        (rule("frame", "is", [1920, 1080]), [1280, 720], {"measured": "1280×720", "wanted": "1920×1080"}),
        (rule("pixels", "fits", [1800, 1200]), [800, 600], {"measured": "800×600", "wanted": "1800×1200"}),
        (rule("format", "is", "JPEG"), "PNG", {"measured": "PNG", "wanted": "JPG"}),
        (rule("format", "one_of", ["JPEG", "PDF"]), "GIF", {"measured": "GIF", "wanted": "JPG、PDF"}),
        (rule("container", "is", "mp4"), "mov", {"measured": "MOV", "wanted": "MP4"}),
        (rule("dpi", "min", 300), 72.009, {"measured": 72.0, "wanted": 300, "gap": 228.0}),
        (rule("plain", "is", True), False, {"measured": False, "wanted": True}),
        (rule("text", "covers", ASPECTS), "更安全", {"missing": "经济效益"}),
    ],
)  # fmt: skip
def test_params_are_said_as_people_say_them(made, measured, params):
    (found,) = rules.judge([made], {made.fact: measured}, label="东西", file="甲", attachment="a1")
    assert (found.params, found.file, found.attachment) == ({"label": "东西", **params}, "甲", "a1")


def test_a_finding_as_every_door_sends_it():
    (found,) = rules.judge([rule("dpi", "min", 300, fix="density")], {"dpi": 72}, label="照片", file="主视图", attachment="a1")  # fmt: skip
    assert found.as_dict() == {
        "rule": "thing.dpi.min",
        "level": "must",
        "file": "主视图",
        "attachment": "a1",
        "params": {"label": "照片", "measured": 72, "wanted": 300, "gap": 228},
        "sentence": "《主视图》标注的分辨率是 72dpi，要求 300dpi。像素足够，点一下“修正”就行，画面不会改变。",
        "fix": "density",
    }
