"""Reminders: who hears what, once, at its time, and what is recorded of those who do not."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters.tables import messages, reviews
from tests.remembering import KEY, at

DRAFT = "“五小”创新成果6月28日截止，还有 7 天。\n还没提交：《甲装置》\n回复“继续”，我带您接着填。"
SEAL = "还没盖章：《甲装置》\n请在下班前到单位工会盖章。"


# what is said -----------------------------------------------------------------------------------------------------
def test_a_draft_is_reminded_of_with_what_is_left(cast):
    cast.draft(cast.person("王"), "甲装置", sealed=True)
    cast.turn(at("06-21T09:00:01"))
    assert cast.told() == [
        ("王", "06-14 09:00", DRAFT.replace("7 天", "14 天")),
        ("王", "06-21 09:00", DRAFT),
    ]


def test_from_seven_days_before_the_seal_is_asked_for_in_the_same_message(cast):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-21T09:00:01"))
    assert cast.told() == [
        ("王", "06-14 09:00", DRAFT.replace("7 天", "14 天")),
        ("王", "06-21 09:00", f"{DRAFT}\n{SEAL}"),
    ]


def test_the_last_evening_sends_nobody_to_a_closed_office(cast):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-28T18:00"))
    cast.turn(at("06-28T19:00"))
    last = cast.told()[-1]
    assert last == ("王", "06-28 19:00", DRAFT.replace("还有 7 天", "今天是最后一天"))


def test_several_entries_are_one_message(cast):
    wang = cast.person("王")
    for title in ("甲", "乙", "", "丁"):
        cast.now += timedelta(minutes=1)  # they are named in the order begun
        cast.draft(wang, title, sealed=True)
    back = cast.draft(wang, "戊", sealed=True)
    cast.put(back, state="returned", answer_by=at("06-16T00:00"))
    cast.turn(at("06-14T09:00"))
    assert cast.told() == [
        (
            "王",
            "06-14 09:00",
            "“五小”创新成果6月28日截止，还有 14 天。\n还没提交：《甲》、《乙》、还没起名的一项等 4 项\n"
            "退回要改：《戊》（6月15日前改好）\n回复“继续”，我带您接着填。",
        )
    ]


def test_the_message_names_a_template_and_fills_its_keywords(cast):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-14T09:00"))
    with cast.house.db.read() as tx:
        body = tx.value(select(messages.c.body))
    assert {key: body[key] for key in ("template", "keywords", "title", "campaign", "track")} == {
        "template": "deadline",
        "keywords": {"项目名称": "甲装置", "当前状态": "待完成", "截止时间": "2024年6月28日 23:59"},
        "title": "甲装置",
        "campaign": KEY,
        "track": "innovation",
    }


@pytest.mark.parametrize(("moment", "hours"), [("06-14T09:00", 24), ("06-28T09:00", 15), ("06-28T19:00", 5)])
def test_a_message_that_is_late_is_true_for_a_day_and_not_beyond_the_deadline(cast, moment, hours):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at(moment))
    with cast.house.db.read() as tx:
        row = tx.rows(select(messages).order_by(messages.c.id))[-1]
    born = (uuid.UUID(row.id).int >> 80) / 1000  # real time
    assert -1 <= row.body["ends_at"] - born - hours * 3600 < 600


# who has nothing to do --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["submitted", "confirmed", "approved", "withdrawn", "rejected"])
def test_nothing_to_do_is_nothing_to_hear(cast, state):
    cast.put(cast.draft(cast.person("王"), "甲装置"), state=state)
    cast.turn(at("06-28T20:00"))
    assert cast.told() == []


def test_it_is_decided_at_the_moment_of_firing(cast):
    entry = cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-14T09:00"))
    cast.put(entry, state="submitted")
    cast.turn(at("06-21T09:00"))
    cast.put(entry, state="draft")  # recalled
    cast.turn(at("06-25T09:00"))
    assert cast.heard() == [("王", "06-14 09:00"), ("王", "06-25 09:00")]


def test_a_return_that_can_no_longer_be_answered_is_not_reminded_of(cast):
    entry = cast.draft(cast.person("王"), "甲装置")
    cast.put(entry, state="returned", answer_by=at("06-14T09:00"))
    cast.turn(at("06-28T20:00"))
    assert cast.told() == []


def test_nothing_is_said_after_the_end(cast):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-28T20:00"))
    count = len(cast.told())
    cast.turn(at("07-30T20:00"))
    assert (count, len(cast.told())) == (6, 6)


# officers ---------------------------------------------------------------------------------------------------------
def test_an_officer_below_quota_hears_of_roadshows(cast):
    cast.officer("李", cast.unit("淮河医院工会"))
    cast.turn(at("06-26T15:00"))
    assert [(name, moment) for name, moment, text in cast.told()] == [
        ("李", f"06-{moment}")
        for moment in ("12 09:00", "19 09:00", "23 09:00", "25 09:00", "26 09:00", "26 15:00")
    ]
    assert cast.told()[3][2] == (
        "“五小”成果路演项目6月26日截止，明天是最后一天。\n按通知至少推荐：淮河医院工会还差 1 项\n请打开工作台办理。"
    )


def test_an_officer_hears_of_drafts_of_the_units_below_and_of_own_ones(cast):
    top = cast.unit("淮河医院工会")
    part = cast.unit("护理部", above=top, is_direct=False)
    li = cast.officer("李", top)
    cast.put(cast.draft(cast.person("王"), "甲", unit=part, track="roadshow"), state="submitted")
    cast.draft(cast.person("孙"), "乙", unit=part, track="roadshow")
    cast.draft(li, "丙", track="roadshow")
    cast.turn(at("06-12T09:00"))
    assert cast.told() == [
        (
            "李",
            "06-12 09:00",
            "“五小”成果路演项目6月26日截止，还有 14 天。\n没提交的草稿：2 项\n请打开工作台办理。",
        )
    ]


def test_an_officer_of_two_seats_counts_each_draft_once(cast):
    top = cast.unit("淮河医院工会")
    part = cast.unit("护理部", above=top, is_direct=False)
    cast.officer("李", top, part)
    cast.draft(cast.person("王"), "甲", unit=part, track="roadshow")
    cast.turn(at("06-12T09:00"))
    assert [text for _, _, text in cast.told()] == [
        "“五小”成果路演项目6月26日截止，还有 14 天。\n按通知至少推荐：淮河医院工会还差 1 项\n没提交的草稿：1 项\n请打开工作台办理。"
    ]


def test_an_officer_whose_units_are_done_hears_nothing(cast):
    top = cast.unit("淮河医院工会")
    cast.officer("李", top)
    cast.put(cast.draft(cast.person("王"), "甲", unit=top, track="roadshow"), state="submitted")
    cast.turn(at("06-27T00:00"))
    assert cast.told() == []


def test_confirmations_waiting_are_told_daily_while_they_wait(cast):
    top = cast.unit("淮河医院工会")
    cast.officer("李", top)
    cast.put(cast.draft(cast.person("乙"), "乙", unit=top, track="roadshow"), state="submitted")
    entry = cast.draft(cast.person("王"), "甲", unit=top)
    cast.put(entry, state="submitted")
    cast.turn(at("05-13T09:00"))
    cast.put(entry, state="confirmed")
    cast.turn(at("05-15T10:00"))
    cast.put(entry, state="submitted")
    cast.turn(at("05-16T09:00"))
    said = "有 1 项“五小”创新成果等您确认。\n请打开工作台查看，确认或退回。"
    assert cast.told() == [("李", f"05-{day} 09:00", said) for day in (11, 12, 13, 16)]


def test_confirmations_are_reminded_of_after_the_window_too(cast):
    top = cast.unit("淮河医院工会")
    cast.officer("李", top)
    cast.put(cast.draft(cast.person("王"), "甲", unit=top), state="submitted")
    cast.put(cast.draft(cast.person("王"), "乙", unit=top, track="roadshow"), state="submitted")
    cast.turn(at("07-02T10:00"))
    assert cast.heard()[-1] == ("李", "07-02 09:00")


def test_who_is_officer_and_owner_hears_one_message(cast):
    top = cast.unit("淮河医院工会")
    li = cast.officer("李", top)
    cast.put(cast.draft(cast.person("王"), "甲", unit=top), state="submitted")
    cast.draft(li, "乙", unit=top, sealed=True)
    cast.turn(at("06-14T09:00"))
    innovation = [row for row in cast.told() if row[1] == "06-14 09:00"]
    assert [text.splitlines() for _, _, text in innovation] == [
        [
            "“五小”创新成果6月28日截止，还有 14 天。",
            "还没提交：《乙》",
            "回复“继续”，我带您接着填。",
            "有 1 项“五小”创新成果等您确认。",
            "请打开工作台查看，确认或退回。",
        ]
    ]


# after an event ---------------------------------------------------------------------------------------------------
def test_a_return_is_reminded_of_days_after_it(cast):
    cast.change(
        'key = "confirming"\nwhom = "officers_confirming"\nwhen = ["daily 09:00"]\n'
        'template = "waiting"\nkeywords = { "项目名称" = "{track}", "待办数量" = "{waiting}", "当前状态" = "待确认" }\n'
        'text = """\n有 {waiting} 项“五小”创新成果等您确认。\n',
        'key = "returned"\nwhom = "owners"\nwhen = ["return+2d 09:00"]\n'
        'template = "deadline"\nkeywords = { "项目名称" = "{name}" }\ntext = """\n{returned}\n',
    )
    entry = cast.draft(cast.person("王"), "甲装置")
    cast.put(entry, state="returned", answer_by=at("05-28T00:00"))
    with cast.house.db.write() as tx:
        row = {"role": "officer", "act": "return", "reasons": {}, "note": ""}
        tx.run(insert(reviews).values(id=ids.new(), entry=entry, at=at("05-20T23:30"), **row))
    cast.turn(at("05-27T20:00"))
    assert cast.told() == [
        ("王", "05-22 09:00", "《甲装置》（5月27日前改好）\n请打开工作台查看，确认或退回。")
    ]
