"""Answers found in tables of every shape that people make of the notice's."""

from pathlib import Path

import pytest

from core.domain import form_reading, loading
from core.domain.form_reading import Table

ROOT = Path(__file__).resolve().parents[3]
TRACK = loading.load((ROOT / "campaigns/2024-anhui.toml").read_text(encoding="utf-8")).by_key["innovation"]


def read(*rows, merged=()):
    reading = form_reading.read(TRACK, [Table(list(enumerate(map(list, rows), 1)), merged)])
    return {key: told.text for key, told in reading.told.items()}, reading.strange


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("创新成果名称", "title"), ("8. 创新成果 名称", "title"), ("８、创新成果名称（２０字左右）", "title"), ("成果名称", "title"),
        ("创新成果名称：", "title"), ("请填写创新成果名称", "title"), ("*创新成果名称*", "title"),
        ("选择所属上级工会", "superior_union"), ("成果目标/\n解决的关键问题", "goal"), ("成果目标、解决的关键问题", "goal"),
        ("成果完成人", "completers"), ("完成人", "completers"), ("第一完成人简介（不超过100字）", "first_completer_intro"),
        ("电话", "phone"), ("完成单位", "unit"), ("经济效益和社会效益", "benefit"), ("是否为新质生产力", "new_productive_force"),
        ("成果所属行业分类", "industry"),
    ],
)  # fmt: skip
def test_a_label_is_known_whatever_stands_around_it(label, field):
    assert read([label, "甲"]) == ({field: "甲"}, [])


@pytest.mark.parametrize("label", ["单位意见（盖章）", "填表日期", "备注", "名", ""])
def test_other_words_are_no_label(label):
    assert read([label, "甲"])[0] == {}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["3", "成果完成单位", "一厂"]], {"unit": "一厂"}),
        ([["成果完成单位", "一厂", "联系电话", "1380"]], {"unit": "一厂", "phone": "1380"}),
        ([["联系电话：0551-6"]], {"phone": "0551-6"}),
        ([["联系电话:", "0551-6"]], {"phone": "0551-6"}),
        ([["成果背景"], ["国内没有"]], {"background": "国内没有"}),
        ([["成果背景"], ["成果简介", "好"]], {"background": "", "summary": "好"}),
        ([["3", "成果完成单位"], ["4", "联系电话", "1380"]], {"unit": "", "phone": "1380"}),
        ([["序号", "内容", "填写内容"], ["4", "电 话", "1380", "多余"]], {"phone": "1380"}),
        ([["序号", "内容", "征集要求", "备注"], ["2", "第一完成人简介", "不超过100字", "焊工"]], {"first_completer_intro": "焊工"}),
        ([["2", "第一完成人简介", "不超过 100 字", ""]], {"first_completer_intro": ""}),
        ([["联系电话", ""], ["联系电话", "1380"]], {"phone": "1380"}),
        ([["成果名称", "旧"], ["创新成果名称", "新"]], {"title": "新"}),
        ([["成果名称", "联系电话自动录音器"]], {"title": "联系电话自动录音器"}),
        ([["序号", "内容", "备注"], ["8", "创新成果名称", "输液架\n不允许重复申报"]], {"title": "输液架"}),
        ([["序号", "内容", "备注"], ["8", "创新成果名称", "不允许重复申报：输液架"]], {"title": "输液架"}),
        ([["12", "目标和关键问题", "解决"]], {"goal": "解决"}),
    ],
)  # fmt: skip
def test_where_the_answer_stands(rows, said):
    assert read(*rows)[0] == said


def test_a_label_merged_downwards_takes_all_its_rows():
    rows = [["成果完成人", "甲一"], ["", "乙二"], ["", "丙三"], ["联系电话", "1380"]]
    assert read(*rows, merged=[(0, 1, 3)])[0] == {"completers": "甲一\n乙二\n丙三", "phone": "1380"}


def test_filled_rows_that_nobody_knows_are_named():
    rows = [["成果简介", "好"], ["成果背景", "无"], ["获奖情况", "一等奖"], ["空行", ""]]
    assert read(*rows)[1] == ["获奖情况"]


def test_a_table_of_something_else_says_nothing():
    assert read(["姓名", "性别"], ["甲一", "男"]) == ({}, [])
