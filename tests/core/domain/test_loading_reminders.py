"""Mistakes of reminders in a campaign file are told all at once, each with its place."""

import pytest

from tests.core.domain.test_loading import TEXT, changed, mistakes

UNFINISHED = "tracks[innovation].reminders[unfinished]"
CONFIRMING = "tracks[innovation].reminders[confirming]"
BEHIND = "tracks[roadshow].reminders[behind]"
HOW = "应当像 -7d 09:00（截止前第 7 天）、0d 15:00（截止当天）、daily 09:00（每天）或 return+2d 09:00（退回后第 2 天）"
ONE = '"-14d 09:00", "-7d 09:00", "-3d 09:00", "-1d 09:00", "0d 09:00", "0d 19:00"'
WHOM = "没有这一类人；可用：owners、unsealed、officers_behind、officers_confirming"


@pytest.mark.parametrize(
    ("before", "after", "place", "sentence"),
    [
        ('key = "unfinished"\n', "", "tracks[innovation].reminders[0].key", "缺少这个键"),
        ('key = "unsealed"\n', 'key = "unfinished"\n', f"{UNFINISHED}", "这个键出现了不止一次"),
        ('key = "unfinished"\n', 'key = "unfinished"\nwho = "all"\n', f"{UNFINISHED}.who", "不认识的键；可用：key whom when template keywords text"),
        ('whom = "owners"', 'whom = "everybody"', f"{UNFINISHED}.whom", WHOM),
        (ONE, '"-14d"', f"{UNFINISHED}.when[0]", f"{HOW}，写的是 '-14d'"),
        (ONE, '"-7d 09:00", "-7d 09:00"', f"{UNFINISHED}.when[-7d 09:00]", "这个键出现了不止一次"),
        (ONE, "", f"{UNFINISHED}.when", "至少要有一个时刻"),
        (ONE, '"-7d 22:00"', f"{UNFINISHED}.when", "-7d 22:00 落在免打扰时间（21:00 至 08:00）里"),
        (ONE, '"-90d 09:00"', f"{UNFINISHED}.when", "-90d 09:00 是 2024-03-30 09:00，窗口还没有打开"),
        ("closes = 2024-06-29T00:00:00+08:00", "closes = 2024-06-28T18:00:00+08:00", f"{UNFINISHED}.when", "0d 19:00 是 2024-06-28 19:00，已经截止了"),
        (ONE, '"daily 09:00"', f"{UNFINISHED}.text", "不能用 {left}：只有全按截止日期计算的提醒才有截止日期可说"),
        ("还没提交：{drafts}", "还没提交：{waiting}", f"{UNFINISHED}.text", "不能用 {waiting}，这里没有这个内容可填"),
        ('"项目名称" = "{name}"', '"项目名称" = "{lacking}"', f"{UNFINISHED}.keywords.项目名称", "不能用 {lacking}，这里没有这个内容可填"),
        ('"当前状态" = "待完成"', '"当前状态" = " "', f"{UNFINISHED}.keywords.当前状态", "应当是不空的文字"),
        ('"当前状态" = "待完成"', f'"当前状态" = "{"待" * 21}"', f"{UNFINISHED}.keywords.当前状态", "报备的固定用语最多 20 个字，现在 21 个"),
        ('when = ["daily 09:00"]', 'when = ["return+1d 09:00"]', f"{CONFIRMING}.when", "退回后的提醒只能给 owners（申报人）"),
        ('whom = "officers_behind"', 'whom = "officers_confirming"', f"{BEHIND}.whom", "这个类别没有单位工会确认这一步"),
        ("until = 08:00:00", "until = 21:00:00", "quiet.until", "不能和 start 相同，否则没有一刻可以提醒"),
        ("until = 08:00:00", 'until = "08:00"', "quiet.until", "应当是钟点（例如 21:00:00），写的是 '08:00'"),
    ],
)  # fmt: skip
def test_one_mistake_is_told(before, after, place, sentence):
    assert (place, sentence) in mistakes(changed(before, after))


def test_only_what_is_wrong_is_told():
    text = changed(ONE, '"-14d", "-7d 22:00"').replace('whom = "officers_behind"', 'whom = "bosses"')
    assert mistakes(text) == [
        (f"{UNFINISHED}.when[0]", f"{HOW}，写的是 '-14d'"),
        (f"{BEHIND}.whom", WHOM),
        (f"{UNFINISHED}.when", "-7d 22:00 落在免打扰时间（21:00 至 08:00）里"),
    ]


def test_a_track_without_a_window_cannot_count_days():
    head, _, rest = TEXT.partition('[[windows]]\ntrack = "innovation"\nact = "submit"')
    text = f'{head}[[windows]]\ntrack = "innovation"\nact = "confirm"{rest}'
    sentence = '-14d 09:00 无从计算：这个类别没有 act = "submit" 的窗口'
    assert (f"{UNFINISHED}.when", sentence) in mistakes(text)
