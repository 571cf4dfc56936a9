"""What the bot makes of what a worker types: every item in order, corrections, and nothing lost."""

import pytest

from handlers import numbers, replying
from tests import filling

ASKED = [
    "title", "category", "industry", "new_productive_force", "completers", "first_completer_intro", "unit", "phone",
    "superior_union", "background", "goal", "novelty", "benefit", "summary", "photos", "videos", "bank", "audio", "papers",
]  # fmt: skip


def test_all_nineteen_items_are_asked_in_the_declared_order(worker):
    worker.says("申报")
    assert list(worker.entry().track.asked) == ASKED
    assert worker.fills() == ASKED
    heads = [line for told in worker.heard for line in told.splitlines() if line.startswith("【")]
    assert [head.split("】")[0] for head in heads] == [f"【{n}/19" for n in range(1, 20)]
    wanted = filling.texts(worker.answers()["unit"], worker.answers()["superior_union"])
    wanted["background"] = f"{filling.BACKGROUND[:60]}\n{filling.BACKGROUND[60:]}"
    wanted["phone"] = "055160000000"
    assert worker.answers() == wanted


def test_counts_grow_with_each_message(worker):
    worker.at("summary")
    assert "成果简介 5/500 字" in worker.says("第一条 内容")
    assert "成果简介 10/500 字" in worker.says("第二条\n内容")
    assert worker.answers()["summary"] == "第一条 内容\n第二条\n内容"


def test_too_long_a_text_is_kept_and_said_by_how_much(worker):
    worker.at("first_completer_intro")
    assert "超出 20 字" in worker.says("长" * 60, "长" * 60)
    assert worker.answers()["first_completer_intro"] == "长" * 60 + "\n" + "长" * 60
    assert "请删去 20 字" in worker.says("好")
    assert worker.asked == "first_completer_intro"
    worker.says("重写")
    assert "first_completer_intro" not in worker.answers()
    worker.says("短的", "好")
    assert (worker.answers()["first_completer_intro"], worker.asked != "first_completer_intro") == (
        "短的",
        True,
    )


def test_what_was_typed_on_another_day_is_not_overwritten(worker):
    worker.at("background").says("第一天写的。")
    worker.says("进度", "上一步")
    worker.at("background")
    assert "再发的文字会接在后面" in worker.heard[-1]
    worker.says("第二天写的。")
    assert worker.answers()["background"] == "第一天写的。\n第二天写的。"


@pytest.mark.parametrize("said", ["a]]>b", "<![CDATA[x]]>", "&lt;&amp;", "<xml>", "{title}", "%s", "'; DROP TABLE answers; --"])  # fmt: skip
def test_no_text_breaks_out_of_the_answer(worker, said):
    worker.at("background").says(said)
    assert worker.answers()["background"] == said
    worker.at("background")
    assert said in worker.heard[-1]


def test_a_text_far_too_long_is_refused_in_words_and_loses_nothing(worker):
    worker.at("background").says("原来写好的。")
    told = worker.says("长" * 50_000)
    assert "没有保存" in told and "原来的内容还在" in told
    assert worker.answers()["background"] == "原来写好的。"


def test_a_message_of_a_megabyte_is_turned_away_and_loses_nothing(worker):
    worker.at("background").says("原来写好的。")
    before = worker.place
    xml = worker.platform.xml(worker.openid, Content="长" * 350_000)
    assert worker.platform.post(xml).status_code == 403
    assert (worker.answers(), worker.place) == ({"background": "原来写好的。"}, before)


@pytest.mark.parametrize(
    "text", ["字" * 682, "字" * 683, "a" + "字" * 5000, "😀" * 600, "", "a" * 2047, "a" * 2048]
)
def test_a_reply_fits_what_the_platform_takes(text):
    cut = replying.cut(text)
    assert len(cut.encode()) <= 2047
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))
    assert (cut == text) == (len(text.encode()) <= 2047)


@pytest.mark.parametrize(
    ("said", "label"),
    [("1", "小发明"), ("５", "小设计"), ("3.", "小革新"), ("第2个", "小创造"), ("选4", "小建议"), ("二", "小创造"), ("小建议", "小建议")],
)  # fmt: skip
def test_a_choice_by_number_or_name(worker, said, label):
    worker.at("category").says(said)
    assert worker.answers() == {"category": label}


@pytest.mark.parametrize("said", ["6", "0", "99", "大发明"])
def test_a_choice_there_is_not(worker, said):
    assert "小发明、小创造" in worker.at("category").says(said)
    assert (worker.answers(), worker.asked) == ({}, "category")


@pytest.mark.parametrize(
    ("said", "value"), [("1", True), ("是的", True), ("２", False), ("不是的", False), ("否", False)]
)
def test_yes_and_no(worker, said, value):
    worker.at("new_productive_force").says(said)
    assert worker.answers() == {"new_productive_force": value}


@pytest.mark.parametrize(
    ("said", "number"),
    [("1", 1), (" ２ ", 2), ("3。", 3), ("十", 10), ("第八项", 8), ("0", 0), ("", None), ("一个人", None), ("100", None), ("2024年", None)],
)  # fmt: skip
def test_numbers_as_people_type_them(said, number):
    assert numbers.chosen(said) == number


@pytest.mark.parametrize(
    ("said", "people"),
    [
        (["甲一", "乙二 设备科", "丙三（护理部）"], [("甲一", ""), ("乙二", "设备科"), ("丙三", "护理部")]),
        (["甲一、乙二，丙三"], [("甲一", ""), ("乙二", ""), ("丙三", "")]),
        (["甲一 乙二 丙三"], [("甲一", ""), ("乙二", ""), ("丙三", "")]),
        (["1.甲一 护理部\n2、乙二"], [("甲一", "护理部"), ("乙二", "")]),
        (["第一完成人：甲一"], [("甲一", "")]),
        (["甲 一"], [("甲一", "")]),
        (["阿娜尔·古丽"], [("阿娜尔·古丽", "")]),
        (["甲一", "乙二", "丙三", "删除 2"], [("甲一", ""), ("丙三", "")]),
        (["甲一", "乙二", "删除"], [("甲一", "")]),
        (["甲一", "删除", "乙二"], [("乙二", "")]),
        (["甲一", "删除 7"], [("甲一", "")]),
        (["甲一", "我们班组三个人一起做的", "12345"], [("甲一", "")]),
    ],
)
def test_people_one_by_one(worker, said, people):
    worker.at("completers").says(*said)
    kept = worker.answers().get("completers", [])
    assert [(person["name"], person["unit"]) for person in kept] == people
    assert len({person["id"] for person in kept}) == len(kept)
    assert worker.asked == "completers"


def test_more_people_than_wanted_are_kept_and_said(worker):
    worker.at("completers")
    told = worker.says("\n".join(f"甲乙丙{c}" for c in "子丑寅卯辰巳午未申酉戌亥一二三四五六七八九"))
    assert "21. 甲乙丙九" in told and "请删去 1 个" in told
    assert len(worker.answers()["completers"]) == 21


def test_a_unit_is_searched_and_picked(worker):
    worker.at("unit")
    told = worker.says("淮河医院")
    names = [line.split(". ", 1)[1] for line in told.splitlines() if line[:1].isdecimal()]
    assert names[0].startswith("淮河医院工会") and len(names) == 4
    assert "1 到 4" in worker.says("9")
    number = next(n for n, name in enumerate(names, 1) if name.startswith("淮河医院检验科"))
    worker.says(f"第{number}个")
    assert worker.entry().text("unit") == "淮河医院检验科"


def test_a_unit_that_is_not_there_is_taken_as_written_and_confirmed_later(worker):
    worker.at("unit")
    assert "没有找到" in worker.says("远山县第九小学")
    told = worker.says("０")
    assert worker.answers() == {"unit": {"name": "远山县第九小学"}}
    assert "等工会核实名称" in told


@pytest.mark.parametrize(("said", "label"), [("护士站", "卫生和社会工作-卫生"), ("剧团", "文化、体育和娱乐业-文化艺术业"), ("高校后勤", "教育-教育")])  # fmt: skip
def test_an_industry_by_everyday_words(worker, said, label):
    assert f"1. {label}" in worker.at("industry").says(said)
    worker.says("1")
    assert worker.entry().text("industry") == label


def test_an_industry_by_its_written_name_and_by_nonsense(worker):
    worker.at("industry")
    assert "没有找到" in worker.says("哈哈哈")
    worker.says("制造业—石油，煤炭及其他燃料加工业")
    assert worker.answers() == {"industry": {"section": "C", "division": "25"}}


def test_a_faulty_telephone_is_kept_and_asked_again(worker):
    assert "不是有效的号码" in worker.at("phone").says("12345")
    assert (worker.answers(), worker.asked) == ({"phone": "12345"}, "phone")
    worker.says("0551-60000000")
    assert (worker.answers(), worker.asked != "phone") == ({"phone": "055160000000"}, True)


def test_advice_is_told_and_does_not_block(worker):
    told = worker.at("title").says("输液架")
    assert "提示：“创新成果名称”写了 3 字，建议不少于 15 字" in told
    assert worker.asked == "category"
