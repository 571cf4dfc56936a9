"""What people write in a form's cells, as values: ticks before and behind, people with honours, printed words left out."""

from pathlib import Path

import pytest
from hypothesis import given

from core.domain import form_reading, form_words, forms, loading
from core.domain.fieldtypes import Known
from core.domain.form_reading import Table
from core.domain.refusals import Refused
from tests.answered import TYPED, answered

ROOT = Path(__file__).resolve().parents[3]
TRACK = loading.load((ROOT / "campaigns/2024-anhui.toml").read_text(encoding="utf-8")).by_key["innovation"]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("小革新", "小革新"),
        ("3", "小革新"),
        ("☑小发明 □小创造 □小革新 □小建议 □小设计", "小发明"),
        ("□小发明 ■小创造 □小革新 □小建议 □小设计", "小创造"),
        ("☐小发明　☒小创造", "小创造"),
        ("小发明□ 小创造√ 小革新□", "小创造"),
        ("小发明（ ）小创造（ ）小革新（√）", "小革新"),
        ("√ 小设计", "小设计"),
        ("小设计 ✔", "小设计"),
        ("□小发明 □小创造 □小革新 □小建议 □小设计", None),
        ("", None),
    ],
)
def test_a_choice_is_ticked_or_written(said, value):
    assert form_words.understood(TRACK.by_key["category"], said) == value


@pytest.mark.parametrize("said", ["☑小发明 ☑小创造", "发明专利", "小"])
def test_an_unclear_choice_is_refused_with_a_sentence(said):
    with pytest.raises(Refused) as refused:
        form_words.understood(TRACK.by_key["category"], said)
    assert "成果类别" in refused.value.sentence


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("是", True), ("否", False), ("☑是　□否", True), ("□是　☑否", False), ("是√ 否", True), ("是（ ）否（√）", False),
        ("□是 □否", None), ("属于", True),
    ],
)  # fmt: skip
def test_yes_and_no(said, value):
    assert form_words.understood(TRACK.by_key["new_productive_force"], said) is value


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("甲一、乙二（合肥一中）", [("甲一", "", None), ("乙二", "合肥一中", None)]),
        ("1.甲一（一厂）\n2.乙二（二厂）", [("甲一", "一厂", None), ("乙二", "二厂", None)]),
        ("甲一 乙二 丙三", [("甲一", "", None), ("乙二", "", None), ("丙三", "", None)]),
        ("甲一（一厂，国家级大国工匠）", [("甲一", "一厂", {"level": "国家级", "title": "大国工匠"})]),
        ("甲一（省级江淮工匠）", [("甲一", "", {"level": "省级", "title": "江淮工匠"})]),
        ("甲一（皖江（集团）公司）", [("甲一", "皖江（集团）公司", None)]),
    ],
)
def test_people(said, people):
    found = form_words.understood(TRACK.by_key["completers"], said)
    assert [(one["name"], one["unit"], one.get("honour")) for one in found] == people


def test_an_introduction_belongs_to_the_one_above():
    said = "甲一（一厂，市级工匠）\n工匠简介：焊工\n　　二十年\n乙二"
    found = form_words.understood(TRACK.by_key["completers"], said)
    assert [(one["name"], one.get("intro")) for one in found] == [("甲一", "焊工\n二十年"), ("乙二", None)]


def test_people_read_from_a_form_keep_their_ids_honours_and_videos():
    field = TRACK.by_key["completers"]
    honour = {"level": "市级", "title": "工匠"}
    now = [
        {"id": "a", "name": "甲一", "unit": "一厂", "honour": honour, "intro": "焊工", "videos": ["v"], "no_videos": False},
        {"id": "p1", "name": "丙三", "unit": ""},
    ]  # fmt: skip
    read = form_words.understood(field, "乙二\n甲一（一厂）")
    joined = form_words.joined(field, read, now)
    assert joined == [{"id": "p2", "name": "乙二", "unit": ""}, now[0]]
    assert form_words.is_same(
        field, form_words.joined(field, form_words.understood(field, "甲一（一厂）\n丙三"), now), now
    )


# The round trip ---------------------------------------------------------------------------------------------------------
def table_of(answers):
    head = (0, ["序号", "内容", "征集要求", "填写内容"])
    rows = [
        (number, [line.number, line.field.label, line.row.asks, line.answer])
        for number, line in enumerate(forms.filled(TRACK, answers, Known()), 1)
    ]
    return Table([head, *rows])


@given(answered(TRACK))
def test_what_is_printed_is_read_back_the_same(answers):
    reading = form_reading.read(TRACK, [table_of(answers)])
    found = {
        key: value
        for key, told in reading.told.items()
        if TRACK.by_key[key].type in TYPED
        and (value := form_words.understood(TRACK.by_key[key], told.text)) is not None
    }
    assert found == answers and reading.strange == []
