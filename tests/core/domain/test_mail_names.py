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


@pytest.mark.parametrize("length", [60, 80, 203])
@pytest.mark.parametrize("contacts", [3, 100])
def test_too_long_a_unit_is_shortened_when_the_name_has_given_all(length, contacts):
    """No name is over what Linux takes, each is another's, the three parts and the ending stay."""
    unit, contact = "安徽省".ljust(length, "工"), "李" * contacts
    kinds = [("视频", ".mp4"), *[("工匠视频", ".mp4")] * 12, ("盖章表", ".jpeg"), ("介绍", ".docx")]
    made = [
        mail_names.files(mail_names.base(unit, f"{name}锁止装置" * 20, contact), kinds) for name in "甲乙"
    ]
    every = [*made[0], *made[1]]
    assert max(len(name.encode()) for name in every) <= filenames.MOST_BYTES
    assert max(len(name) for name in every) <= filenames.LONGEST
    assert len({name.casefold() for name in every}) == len(every)
    assert [name.count("+") for name in every] == [2] * len(every)
    assert [name[name.rindex(".") :] for name in made[0]] == [ending for _, ending in kinds]
    assert all(name.startswith("安徽省工") and "+甲锁止" in name for name in made[0])


def test_several_of_an_ending_are_told_by_kind_and_number():
    kinds = [("视频", ".mp4"), ("工匠视频", ".mp4"), ("工匠视频", ".mp4"), ("题库", ".xlsx")]
    assert mail_names.files("甲+乙+丙", kinds) == [
        "甲+乙+丙-视频1.mp4",
        "甲+乙+丙-工匠视频1.mp4",
        "甲+乙+丙-工匠视频2.mp4",
        "甲+乙+丙.xlsx",
    ]
