"""A worker's talk with the account beyond the questions: doubts, voices, coming back, papers, a person who helps, and what no
bot expects."""

from datetime import timedelta

import pytest

from core.services import answering
from tests import filling
from tests.handlers.talking import posted, whole


def voice(worker, said):
    return worker.sends("voice", MediaId="m", Format="amr", Recognition=said)


def away(worker, **time):
    worker.house.clock.move(worker.house.clock.now() + timedelta(**time))


# Doubts
def test_a_slip_is_mended_and_said_where_no_text_is_asked_for(worker):
    worker.at("category")
    heard = worker.says("近度")
    assert heard.startswith("（没有“近度”这个词，我按“进度”办。）") and "您还没有开始申报" in heard
    assert worker.answers() == {}


def test_a_slip_in_a_text_is_asked_about_and_either_is_possible(worker):
    worker.at("title")
    heard = worker.says("跳国")
    assert "1. 跳过\n2. 把“跳国”填进“创新成果名称”" in heard and worker.answers() == {}
    worker.says("2")
    assert worker.answers() == {"title": "跳国"}
    worker.at("background").says("跳国")
    worker.says("1")
    assert (worker.entry().row.skipped, worker.answers()) == (["background"], {"title": "跳国"})


def test_an_item_by_its_name_is_asked_about_where_it_may_be_what_was_done(worker):
    worker.at("background")
    heard = worker.says("修改创新成果名称")
    assert "1. 修改第 1 项：创新成果名称\n2. 把“修改创新成果名称”填进“成果背景”" in heard, heard
    worker.says("2")
    assert worker.answers() == {"background": "修改创新成果名称"}
    worker.at("background").says("我要修改创新成果名称")
    assert worker.asked == "title"


def test_a_doubt_that_is_passed_over_is_forgotten(worker):
    worker.at("title").says("跳国")
    worker.says("护士站移动输液架自动锁止装置的研制")
    assert (worker.asked, worker.answers()) == ("category", {"title": "护士站移动输液架自动锁止装置的研制"})
    assert "小革新" in worker.says("3")  # the choice, not the doubt


def test_what_sends_in_is_asked_about_first(worker):
    whole(worker)
    assert "您是想“提交”吗" in worker.says("提焦")
    assert worker.entry().state == "draft"
    worker.says("不是")
    assert worker.entry().state == "draft"
    worker.says("怎么提交")
    worker.says("是")
    assert worker.entry().state == "submitted"


def test_an_item_is_corrected_by_its_name_and_by_saying_that_it_is_wrong(worker):
    worker.says("申报", filling.TITLE, "1")
    assert "【1/19】" in worker.says("第1项写错了")
    assert "【8/19】" in worker.says("联系电话写错了")
    worker.at("category")
    heard = worker.says("修改简介")
    assert "修改第 6 项" in heard and "修改第 14 项" in heard
    assert "【14/19】" in worker.says("2")
    assert "没有第 30 项，这份申报一共 19 项" in worker.says("修改 30")


# Voices
def test_a_voice_counts_once_it_was_said_to_be_right(worker):
    worker.at("title")
    heard = voice(worker, "护士站移动输液架自动锁止装置的研制。")
    assert "我听到的是：\n“护士站移动输液架自动锁止装置的研制”" in heard and worker.answers() == {}
    worker.says("对")
    assert worker.answers() == {"title": "护士站移动输液架自动锁止装置的研制"}
    assert worker.asked == "category"


def test_a_voice_is_corrected_by_another_one_and_refused(worker):
    worker.at("title")
    voice(worker, "护士站移动输液夹")
    voice(worker, "护士站移动输液架自动锁止装置的研制")
    voice(worker, "对。")
    assert worker.answers() == {"title": "护士站移动输液架自动锁止装置的研制"}
    worker.at("background")
    voice(worker, "听错的一段话")
    assert "没有记下" in worker.says("不对")
    worker.says("打字的一段话")
    assert worker.answers()["background"] == "打字的一段话"


def test_a_voice_of_another_item_is_not_taken_here(worker):
    worker.at("title")
    voice(worker, "护士站移动输液架自动锁止装置的研制")
    worker.at("background")
    worker.says("对")
    assert "title" not in worker.answers()


def test_an_order_by_voice_is_done_unless_it_is_weighty(worker):
    whole(worker)
    assert "状态：草稿" in voice(worker, "我想看看进度。")
    assert "您是想“提交”吗" in voice(worker, "提交。")
    assert worker.entry().state == "draft"
    voice(worker, "对。")
    assert worker.entry().state == "submitted"


def test_a_voice_that_was_not_recognised_says_what_else_there_is(worker):
    worker.at("title")
    assert "打字" in worker.sends("voice", MediaId="m", Format="amr")
    assert "打字" in voice(worker, "。")


# Coming back
def test_after_a_week_a_worker_is_told_where_they_were(worker):
    worker.says("申报", filling.TITLE, "1")
    away(worker, days=8)
    heard = worker.says("继续")
    assert heard.startswith(f"欢迎回来！上次您填的是“{filling.TITLE}”，已完成 2/") and "还有 38 天" in heard
    assert "【3/19】" in heard
    assert "欢迎回来" not in worker.says("继续")


def test_after_a_week_the_answer_still_counts_and_is_named(worker):
    worker.says("申报")
    away(worker, days=7)
    heard = worker.says(filling.TITLE)
    assert "欢迎回来" in heard and "已记在“创新成果名称”里" in heard
    assert worker.answers() == {"title": filling.TITLE}


def test_what_was_filled_at_another_door_meanwhile_is_not_overwritten_unseen(worker):
    worker.says("申报")
    entry, by, now = worker.entry(), worker.person, worker.house.clock.now()
    with worker.house.db.write() as tx:
        answering.save(worker.house, tx, entry, "title", filling.TITLE, by=by, now=now)
    away(worker, days=2)
    heard = worker.says("门诊自助缴费机防尘罩的设计与改进")
    assert "在别处填过" in heard and filling.TITLE in heard
    worker.says("不是")
    assert worker.answers() == {"title": filling.TITLE}
    worker.at("title")
    away(worker, days=2)
    worker.says("门诊自助缴费机防尘罩的设计与改进", "是")
    assert worker.answers() == {"title": "门诊自助缴费机防尘罩的设计与改进"}


def test_after_the_window_a_worker_who_comes_back_hears_so(worker):
    worker.says("申报", filling.TITLE)
    away(worker, days=60)
    assert "6月28日已经截止" in worker.says("继续")


# Papers and cards
def test_the_letters_come_as_a_link_and_as_pictures(worker):
    worker.says("申报", filling.TITLE)
    heard = worker.says("承诺书在哪里")
    assert "/upload#" in heard and "修改 19" in heard and "没填" in heard
    kinds = [(body["enclosed"]["kind"], body["enclosed"]["paper"]) for body in posted(worker, "enclosed")]
    assert sorted(kinds) == [("sheet", "authorization"), ("sheet", "commitment")] or len(kinds) == 2
    worker.says("承诺书")
    assert len(posted(worker, "enclosed")) == 2  # the same content is not sent twice


def test_a_card_opens_where_reminders_are_allowed(worker):
    assert "允许" in worker.says("提醒我")
    assert [body["enclosed"]["kind"] for body in posted(worker, "enclosed")] == ["mini"]


# What no bot expects
@pytest.mark.parametrize("said", ["😀", "😀😀👍", "？？？", "……"])
def test_pictures_of_feelings_are_no_answers_where_a_name_or_a_choice_is_asked(worker, said):
    worker.at("category")
    assert "表情" in worker.says(said)
    assert worker.answers() == {}


def test_two_thousand_characters_are_kept_whole(worker):
    worker.at("background").says("长" * 2000)
    assert worker.answers()["background"] == "长" * 2000


@pytest.mark.parametrize("kind", ["sticker", "chatrecord", "merged_msgs", "finder", "miniprogrampage"])
def test_kinds_nobody_can_read_change_nothing(worker, kind):
    worker.at("background").says("写到一半")
    before = (worker.answers(), worker.place)
    assert "请发文字" in worker.sends(kind, Title="聊天记录")
    assert (worker.answers(), worker.place) == before


def test_the_same_message_three_times_is_one(worker):
    worker.at("background")
    xml = worker.platform.xml(worker.openid, Content="只写一遍")
    replies = [worker.platform.read(worker.platform.post(xml)) for _ in range(3)]
    assert len(set(replies)) == 1 and worker.answers() == {"background": "只写一遍"}


def test_two_messages_of_one_second_are_both_kept(worker):
    worker.at("background").says("第一句", "第二句")
    assert worker.answers() == {"background": "第一句\n第二句"}


def test_who_unfollows_in_the_middle_finds_all_when_they_are_back(worker):
    worker.says("申报", filling.TITLE)
    worker.does("unsubscribe")
    away(worker, days=10)
    assert "欢迎回来" in worker.does("subscribe")
    heard = worker.says("继续")
    assert "【2/19】" in heard and worker.answers() == {"title": filling.TITLE}


def test_progress_of_several_says_what_each_lacks(worker):
    worker.says("申报", filling.TITLE, "申报", "2", "门诊自助缴费机防尘罩的设计与改进")
    heard = worker.says("我想看看进度")
    assert heard.count("状态：草稿") == 2 and heard.count("还差：成果类别") == 2


def test_an_officers_word_of_a_worker_says_whose_it_is(worker):
    assert "工会干事用的" in worker.says("催办")
    assert "工会干事用的" in worker.says("确认 1")
    assert "工会干事用的" in worker.does("CLICK", EventKey="unit")


def test_what_cannot_be_changed_any_more_says_who_can(worker, officer):
    whole(worker)
    worker.says("提交")
    assert "先回复“撤回”" in worker.says("第9项写错了")
    officer.says("确认 1", "是")
    assert "请工会退回给您改" in worker.says("联系电话写错了")


@pytest.mark.parametrize(("said", "part"), [
    ("看不懂", "要点："), ("怎么写", "回复“人工”"), ("怎么传照片", "/upload#"), ("链接打不开", "换个网络"), ("写错了", "修改 3"), ("明天再填", "6月28日前交都来得及"),
    ("不报了", "不算申报"), ("交了吗", "状态：草稿"), ("找谁盖章", "请单位工会盖章"), ("手机写错了", "【8/19】"), ("早上好", "【2/19】"),
])  # fmt: skip
def test_where_people_get_stuck_they_are_told_the_way_on(worker, said, part):
    worker.says("申报", filling.TITLE)
    before = worker.answers()
    assert part in worker.says(said)
    assert worker.answers() == before
