"""Texts, telephones, choices, yes and no, units and industries: from chat and JSON to values, findings, cells."""

import pytest

from core.domain.fieldtypes import NOTHING, TYPES, Known
from core.domain.fieldtypes.texts import LONGEST
from core.domain.refusals import Refused
from tests.core.domain.made import brief, field, rule

CHOICE = field("choice", label="类别", choices=("小发明", "小创造", "小建议"))
FIELDS = {key: field(key) for key in TYPES} | {"choice": CHOICE}


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  折叠 \n 刀具  ", "折叠 刀具"),
        ("text", "", ""),
        ("paragraph", " 1.甲\r\n2.乙\r ", "1.甲\n2.乙"),
        ("paragraph", "甲  乙", "甲  乙"),
        ("phone", "138 0000 1234", "13800001234"),
        ("phone", "＋86 138-0000-1234", "+8613800001234"),
        ("phone", "（0551）62999999", "055162999999"),
        ("phone", "0551-62999999转801", "055162999999-801"),
        ("phone", "0551-62999999 ext.801", "055162999999-801"),
        ("choice", "小创造", "小创造"),
        ("choice", "2", "小创造"),
        ("choice", "２、", "小创造"),
        ("choice", "我选小建议", "小建议"),
        ("choice", "发明", "小发明"),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("yes_no", "是", True),
        ("yes_no", "是。", True),
        ("yes_no", "1", True),
        ("yes_no", "YES", True),
        ("yes_no", "否", False),
        ("yes_no", "不是", False),
        ("yes_no", "2.", False),
        ("unit", {"id": "u1", "name": "随便"}, {"id": "u1"}),
        ("unit", {"name": " 合肥 某中学 "}, {"name": "合肥 某中学"}),
        ("unit", "合肥某中学", {"name": "合肥某中学"}),
        ("industry", {"section": "C", "division": "25"}, {"section": "C", "division": "25"}),
        ("industry", "制造业-石油、煤炭及其他燃料加工业", {"section": "C", "division": "25"}),
    ],
)
def test_parse(kind, raw, value):
    assert TYPES[kind].parse(raw, field=FIELDS[kind]) == value


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("text", 5, "answer.shape.wrong"),
        ("text", None, "answer.shape.wrong"),
        ("text", ["甲"], "answer.shape.wrong"),
        ("text", "甲" * (LONGEST + 1), "answer.text.long"),
        ("paragraph", "甲" * (LONGEST + 1), "answer.text.long"),
        ("phone", 13800001234, "answer.shape.wrong"),
        ("phone", "1" * 41, "answer.text.long"),
        ("choice", "小", "answer.choice.unknown"),
        ("choice", "4", "answer.choice.unknown"),
        ("choice", "0", "answer.choice.unknown"),
        ("choice", "", "answer.choice.unknown"),
        ("choice", "小发明或小创造", "answer.choice.unknown"),
        ("choice", 2, "answer.shape.wrong"),
        ("yes_no", "也许", "answer.yes_no.unknown"),
        ("yes_no", 1, "answer.shape.wrong"),
        ("unit", "合", "answer.unit.name"),
        ("unit", "合" * 101, "answer.unit.name"),
        ("unit", {}, "answer.shape.wrong"),
        ("unit", {"id": 5}, "answer.shape.wrong"),
        ("industry", "采石头", "answer.industry.unknown"),
        ("industry", {"section": "C", "division": "99"}, "answer.industry.unknown"),
        ("industry", 5, "answer.shape.wrong"),
    ],
)
def test_refused(kind, raw, code):
    with pytest.raises(Refused) as refused:
        TYPES[kind].parse(raw, field=FIELDS[kind])
    assert (refused.value.code, refused.value.field) == (code, "thing")
    assert refused.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("13800001234", True),
        ("8613800001234", True),
        ("+8613800001234", True),
        ("19912345678", True),
        ("055162999999", True),
        ("055162999999-801", True),
        ("01062999999", True),
        ("4008001234", True),
        ("12345678901", False),
        ("1380000123", False),
        ("138000012345", False),
        ("62999999", False),
        ("055102999999", False),
        ("电话问我", False),
    ],
)
def test_telephones(number, valid):
    judged = field("phone", rule("valid", "is"))
    assert brief(TYPES["phone"].check(number, field=judged)) == (
        [] if valid else [("thing.valid.is", "must")]
    )


def test_a_telephone_is_masked_in_chat_and_whole_in_the_export():
    assert TYPES["phone"].text("13800001234", field=FIELDS["phone"]) == "138****1234"
    assert TYPES["phone"].cell("13800001234", field=FIELDS["phone"]) == "13800001234"
    assert TYPES["phone"].secret


@pytest.mark.parametrize(
    ("fact", "passing", "failing"),
    [
        ("plain", ["普通文字", "a<b，b>c", "若a<b 且 c>d", "第一行\n第二行\t完", "x|y"], ["<b>粗</b>", "<table>", '<td class="x" width=3>', "<br/>", "甲</p>", "| 甲 | 乙 |", "甲\x07"]),
        ("points", ["1.甲\n2.乙", "一、甲\n二、乙", "（1）甲；（2）乙", "①甲。②乙", "- 甲\n- 乙", "1）甲\n2）乙"], ["没有分点", "1.只有一点"]),
        ("figures", ["提高20%", "降低三成", "两倍", "百分之二十", "转速≥410r/min", "１２次", "三分之一", "提高一倍"], ["效果明显", "解决了一个难题", "一次成功"]),
        ("figure_units", ["提高20%", "扭矩≥850Nm", "632.8万元/年", "三成", "百分之二十", "１２次", "5 年"], ["提高了20", "第3，第4"]),
    ],
)  # fmt: skip
def test_what_a_text_shows(fact, passing, failing):
    judged = field("paragraph", rule(fact, "is"))
    found = {text: brief(TYPES["paragraph"].check(text, field=judged)) for text in passing + failing}
    assert found == dict.fromkeys(passing, []) | dict.fromkeys(failing, [(f"thing.{fact}.is", "must")])


def test_aspects_not_touched_are_named():
    judged = field(
        "paragraph", rule("text", "covers", [["经济效益", "成本"], ["社会效益", "安全"]], "advise")
    )
    (found,) = TYPES["paragraph"].check("降低成本", field=judged)
    assert found.sentence == "“东西”里还没有看到：社会效益。写全了评审更容易看明白，确实没有的可以不写。"


@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("blank", [None, "", [], {}])
def test_a_blank_answer_can_only_be_missing(kind, blank):
    judged = field(
        kind, rule("value", "filled"), rule("zi", "max", 1), rule("plain", "is"), rule("count", "max", 0)
    )
    assert brief(TYPES[kind].check(blank, field=judged)) == [("thing.value.filled", "must")]


def test_no_answered_yes_or_no_is_blank():
    judged = field("yes_no", rule("value", "filled"))
    assert [TYPES["yes_no"].check(value, field=judged) for value in (True, False)] == [[], []]


KNOWN = Known(units={"u1": "合肥某中学"}, unconfirmed=frozenset({"u2"}))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"id": "u1"}, []),
        ({"id": "u2"}, ["thing.confirmed.is"]),
        ({"name": "新单位"}, ["thing.confirmed.is"]),
    ],
)
def test_a_unit_is_confirmed_or_not(value, found):
    judged = field("unit", rule("confirmed", "is", True, "advise"))
    assert [f.rule for f in TYPES["unit"].check(value, field=judged, known=KNOWN)] == found


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        ("text", "刀具", "刀具"),
        ("paragraph", "甲\n乙", "甲\n乙"),
        ("choice", "小发明", "小发明"),
        ("yes_no", True, "是"),
        ("yes_no", False, "否"),
        ("unit", {"id": "u1"}, "合肥某中学"),
        ("unit", {"id": "u9"}, "u9"),
        ("unit", {"name": "新单位"}, "新单位"),
        ("industry", {"section": "C", "division": "25"}, "制造业-石油、煤炭及其他燃料加工业"),
    ],
)
def test_cell_and_text(kind, value, cell):
    assert TYPES[kind].cell(value, field=FIELDS[kind], known=KNOWN) == cell
    assert TYPES[kind].text(value, field=FIELDS[kind], known=KNOWN) == cell


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_nothing_has_an_empty_cell(kind):
    assert TYPES[kind].cell(None, field=FIELDS[kind]) == ""
    assert TYPES[kind].text(None, field=FIELDS[kind], known=NOTHING) == "" if kind != "phone" else True


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_type_names_its_widget_and_its_facts(kind):
    assert TYPES[kind].key == kind
    assert TYPES[kind].widget
    assert "value" in TYPES[kind].facts
