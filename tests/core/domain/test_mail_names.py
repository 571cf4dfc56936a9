"""单位+名称+联系人: the names of mails and files (N10)."""

import pytest

from core.domain import filenames, mail_names


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (("淮河医院工会", "输液架锁止装置", "李干事"), "淮河医院工会+输液架锁止装置+李干事"),
        (("淮河/医院", 'A:B*C?"<>|', "李\\干事"), "淮河／医院+A：B＊C？＂＜＞｜+李＼干事"),
        (("甲+乙公司", "名+称", "李"), "甲＋乙公司+名＋称+李"),
        (("", " ", "李"), "未填+未填+李"),
        (("con", "名", "李"), "_con+名+李"),
    ],
)
def test_the_three_parts_stand_cleaned_between_two_pluses(told, wanted):
    assert mail_names.base(*told) == wanted


def test_too_long_a_name_alone_is_shortened():
    made = mail_names.base("淮河医院工会", "锁" * 200, "李干事")
    unit, name, contact = made.split("+")
    assert (unit, contact) == ("淮河医院工会", "李干事")
    assert set(name) == {"锁"} and 40 < len(name) < 60
    (longest,) = mail_names.files(made, [("视频", ".mp4")])
    assert len(longest) <= filenames.LONGEST and len(longest.encode()) <= filenames.MOST_BYTES


def test_several_of_an_ending_are_told_by_kind_and_number():
    kinds = [("视频", ".mp4"), ("工匠视频", ".mp4"), ("工匠视频", ".mp4"), ("题库", ".xlsx")]
    assert mail_names.files("甲+乙+丙", kinds) == [
        "甲+乙+丙-视频1.mp4",
        "甲+乙+丙-工匠视频1.mp4",
        "甲+乙+丙-工匠视频2.mp4",
        "甲+乙+丙.xlsx",
    ]
