"""Words that are orders: going on, back, putting off, looking, sending in, and coming back to what was returned."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from core.adapters import ids
from core.adapters.tables import permits
from core.services import accounts, acts, entries, messages, reviews
from tests import filling, permitting
from tests.handlers.talking import Worker, whole

AFTER = datetime.fromisoformat("2024-06-29T00:00:00+08:00")


def staff(house, name):
    with house.db.write() as tx:
        return accounts.identify(
            tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=house.clock.now()
        )


def judged(house, function, entry, *args, by, **more):
    with house.db.write() as tx:
        return function(house, tx, entry, *args, by=by, now=house.clock.now(), **more)


@pytest.mark.parametrize(
    "said", ["修改了三处结构", "提交材料更快", "好用的装置", "继续教育平台", "申报书自动生成系统", "重写算法"]
)
def test_words_within_an_answer_are_no_orders(worker, said):
    worker.at("title").says(said)
    assert worker.answers() == {"title": said}


def test_back_and_on_again_change_nothing(worker):
    worker.says("申报", filling.TITLE, "1")
    assert worker.asked == "industry"
    assert "现在填的是：小发明" in worker.says("上一步")
    worker.says("继续")
    assert worker.asked == "industry"
    worker.says("上一步", "上一步")
    assert "这已经是第一项了" in worker.says("上一步")
    assert worker.asked == "title"
    assert worker.answers() == {"title": filling.TITLE, "category": "小发明"}


def test_a_correction_by_number_and_on_to_what_was_open(worker):
    worker.says("申报", filling.TITLE, "1", "修改 1", "输液架自动锁止装置的研制与应用推广")
    assert worker.answers()["title"] == "输液架自动锁止装置的研制与应用推广"
    assert worker.asked == "industry"
    for nowhere in ("修改 0", "修改 20", "修改 99"):
        worker.says(nowhere)
        assert worker.asked == "industry"


def test_what_was_put_off_comes_back_at_the_end(worker):
    worker.says("申报", "跳过")
    assert worker.fills({**filling.said(), "title": ["跳过"]})[0] == "category"
    told = worker.says("继续")
    assert worker.asked == "title" and "还没有填" in told
    worker.says(filling.TITLE)
    assert worker.answers()["title"] == filling.TITLE


def test_an_empty_item_is_put_off_by_good(worker):
    worker.at("completers").says("没有了")
    assert (worker.answers(), worker.asked) == ({}, "title")


def test_the_preview_holds_every_item_the_link_and_what_is_missing(worker):
    worker.says("申报")
    worker.fills(
        {
            key: [text * 3 if key in ("title",) else text for text in texts]
            for key, texts in filling.said().items()
        }
    )
    told = worker.says("预览")
    assert all(f"\n{number}. " in told for number in range(1, 20))
    assert "/upload#" in told and "还有" in told and told.endswith("我带您一项一项补。")


def test_sent_in_with_its_number_and_twice_is_once(worker):
    whole(worker)
    assert worker.says("预览").endswith("例如“修改 3”。")
    told = worker.says("提交")
    assert "AH24-000001" in told
    sent = worker.entry()
    assert worker.says("提交") == told
    assert worker.entry().row.version == sent.row.version
    assert "已提交" in worker.says("进度")
    assert "不用再填" in worker.says("继续")
    assert "状态：已提交" in worker.says("预览")
    with worker.house.db.read() as tx:
        assert [row.reason for row in messages.of(tx, worker.person)] == ["received"]


def test_sent_in_too_early_says_what_is_missing_and_keeps_all(worker):
    worker.says("申报", filling.TITLE)
    told = worker.says("提交")
    assert "还有" in told and "“成果类别”还没有填" in told
    assert (worker.entry().state, worker.answers()) == ("draft", {"title": filling.TITLE})


def test_taken_back_changed_and_sent_again(worker):
    whole(worker)
    worker.says("提交")
    assert "已撤回" in worker.says("撤回")
    worker.says("修改 2", "3")
    assert "AH24-000001" in worker.says("提交")
    assert (worker.entry().state, worker.answers()["category"]) == ("submitted", "小革新")


def test_a_returned_entry_is_led_through_its_items(worker):
    house, entry = worker.house, whole(worker)
    worker.says("提交")
    reasons = {"phone": "号码打不通", "goal": "请写明指标的单位", "general": "整体不错"}
    judged(house, reviews.send_back, entry, reasons, role="officer", by=staff(house, "li"))
    told = worker.says("进度")
    assert "退回" in told and "请写明指标的单位" in told
    told = worker.says("继续")
    assert "5月20日" in told and "整体不错" in told and "退回原因：号码打不通" in told
    assert worker.asked == "phone"
    told = worker.says("0551-60000001")
    assert worker.asked == "goal" and "退回原因：请写明指标的单位" in told
    told = worker.says("指标：滑动事件由每月4.2次降为0次。", "好")
    assert (worker.asked, "退回的几项都看过了" in told) == (None, True)
    assert "AH24-000001" in worker.says("提交")
    assert (worker.entry().state, worker.entry().row.number) == ("submitted", "AH24-000001")
    assert worker.answers()["goal"].endswith("\n指标：滑动事件由每月4.2次降为0次。")


def test_after_the_term_nobody_is_asked_to_keep_it(worker):
    house, entry = worker.house, whole(worker)
    worker.says("提交")
    judged(house, reviews.send_back, entry, {"phone": "号码打不通"}, role="officer", by=staff(house, "li"))
    house.clock.move(datetime.fromisoformat("2024-05-22T09:00:00+08:00"))
    for words in ("进度", "继续"):
        told = worker.says(words)
        assert "5月20日）已" in told and "号码打不通" in told and "请在" not in told
    assert "5月20日" in worker.says("提交")


def test_a_returned_item_can_be_put_off(worker):
    house, entry = worker.house, whole(worker)
    worker.says("提交")
    judged(
        house,
        reviews.send_back,
        entry,
        {"phone": "打不通", "summary": "太短"},
        role="officer",
        by=staff(house, "li"),
    )
    worker.says("继续", "跳过")
    assert worker.asked == "summary"
    worker.says("跳过")
    assert worker.asked is None


def test_an_unfinished_entry_is_offered_before_a_new_one(worker):
    worker.says("申报", filling.TITLE)
    told = worker.says("申报")
    assert f"1. 接着填“{filling.TITLE}”（草稿）" in told and "2. 另报一份" in told
    assert "1 到 2" in worker.says("3")
    worker.says("1")
    assert (worker.asked, worker.entry().answers) == ("category", {"title": filling.TITLE})
    worker.says("申报", "2")
    assert worker.answers() == {}
    worker.says("申报", "2", "门诊自助缴费机防尘罩的设计与改进")
    assert [worker.entry(n).row.title for n in (0, 1)] == ["门诊自助缴费机防尘罩的设计与改进", filling.TITLE]
    with worker.house.db.read() as tx:
        assert len(entries.mine(tx, worker.person)) == 2  # an untouched draft is used again


def test_several_entries_are_told_apart(worker):
    worker.says("申报", filling.TITLE, "申报", "2", "门诊自助缴费机防尘罩的设计与改进")
    assert "换一份" in worker.says("进度")
    told = worker.says("换一份")
    assert "1. 门诊自助缴费机防尘罩的设计与改进（草稿）" in told and f"2. {filling.TITLE}（草稿）" in told
    worker.says("2", "3")
    assert worker.entry(1).answers == {"title": filling.TITLE, "category": "小革新"}
    assert worker.entry(0).answers == {"title": "门诊自助缴费机防尘罩的设计与改进"}


def test_after_one_is_sent_in_the_other_goes_on(worker):
    whole(worker)
    worker.says("申报", "2", "门诊自助缴费机防尘罩的设计与改进", "换一份", "2", "提交")
    assert worker.entry(1).state == "submitted"
    worker.says("继续")
    assert worker.place == (worker.entry(0).id, "category")


def test_the_deadline_day_by_day(worker):
    assert "6月28日截止，还有 46 天" in worker.says("截止")
    clock = worker.house.clock
    clock.move(AFTER - timedelta(hours=1))
    assert "“五小”创新成果：6月28日截止，今天是最后一天" in worker.says("截止")
    clock.move(AFTER)
    assert "“五小”创新成果：6月28日截止，已经结束" in worker.says("截止")


def test_after_the_window_a_draft_is_kept_and_told_and_a_permit_opens(worker):
    entry = whole(worker)
    worker.house.clock.move(AFTER)
    by = worker.person
    assert "6月28日 结束" in worker.says("提交")
    assert (worker.entry().state, len(worker.answers())) == ("draft", 18)
    permitting.given(worker.house, AFTER + timedelta(days=1), by=by, entry=entry)
    assert "AH24-000001" in worker.says("提交")


def test_beginning_after_the_window_says_so_at_once(worker):
    worker.house.clock.move(AFTER)
    assert "上级工会批准补报" in worker.says("申报")
    assert worker.asked == "title"


def test_beginning_within_a_permit_of_the_unit_warns_of_nothing(worker):
    entry = whole(worker)
    with worker.house.db.read() as tx:
        unit = entries.load(worker.house, tx, entry).row.unit
    worker.house.clock.move(AFTER)
    permitting.given(worker.house, AFTER + timedelta(days=1), by=worker.person, unit=unit)
    assert "上级工会批准补报" not in worker.says("申报", "2")
    assert worker.asked == "title"


def test_a_permit_of_a_unit_on_another_track_does_not_lead_workers_there(worker):
    """The roadshow is recommended by units (notice N4); the innovations that are over are still what a worker begins."""
    entry = whole(worker)
    with worker.house.db.read() as tx:
        unit = entries.load(worker.house, tx, entry).row.unit
    worker.house.clock.move(AFTER)
    until = AFTER + timedelta(days=3)
    permitting.given(worker.house, until, by=worker.person, unit=unit, track="roadshow")
    told = worker.says("截止")
    assert "创新成果：6月28日截止，已经结束" in told
    assert "7月1日截止，还有 2 天" in told, "the permit of their unit is theirs"
    worker.says("申报", "2")
    assert (worker.entry().track.key, worker.asked) == ("innovation", "title")


def test_a_name_taken_is_refused_in_words_and_nothing_is_lost(worker, client):
    whole(worker)
    worker.says("提交")
    other = Worker(worker.house, client, "o-worker-2")
    whole(other)
    told = other.says("提交")
    assert "不允许重复申报" in told
    assert (other.entry().state, len(other.answers())) == ("draft", 18)


def test_nobody_reads_or_changes_anothers_entry_in_chat(worker, client):
    whole(worker)
    other = Worker(worker.house, client, "o-worker-2")
    for said in ("继续", "预览", "提交", "进度", "撤回", "修改 1", "上一步", "换一份", "1"):
        assert filling.TITLE not in other.says(said)
    assert (other.place[0], worker.entry().state) == (None, "draft")


def test_small_talk_is_no_answer(worker):
    assert "申报" in worker.says("你好")
    worker.at("title")
    assert "【1/19】" in worker.says("您好")
    assert "不客气" in worker.says("谢谢")
    assert worker.answers() == {}


def test_withdrawn_elsewhere_the_chat_lets_go(worker):
    worker.says("申报", filling.TITLE)
    judged(worker.house, acts.withdraw, worker.entry().id, by=worker.person)
    assert "不用再填" in worker.says("继续")
    assert "不能" in worker.says("提交")
    assert "帮助" in worker.says("门诊自助缴费机")
    assert worker.entry().state == "withdrawn"


def test_who_has_a_late_permit_hears_its_end_wherever_a_date_is_said(worker):
    entry, by = whole(worker), worker.person
    worker.house.clock.move(AFTER)
    assert "已经结束" in worker.says("截止")
    with worker.house.db.write() as tx:
        row = {"campaign": "2024-anhui", "track": "innovation", "entry": entry}
        row |= {"until": datetime.fromisoformat("2024-07-06T00:00:00+08:00"), "reason": "停电", "at": AFTER}
        tx.run(insert(permits).values(id=ids.new(), by=by, **row))
    assert "“五小”创新成果：7月5日截止" in worker.says("截止")
    assert "7月5日" in worker.says("下次再填")
    worker.house.clock.move(AFTER + timedelta(days=3, hours=1))  # and who comes back after days
    assert "7月5日截止，还有 3 天" in worker.says("你好")
