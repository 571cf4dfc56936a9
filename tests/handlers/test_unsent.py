"""A whole draft is not sent in: 进度 says so, and 继续 says which entry it goes on with."""

from datetime import datetime, timedelta

from core.services import accounts, reviews
from tests import filling
from tests.handlers.talking import whole

AFTER = datetime.fromisoformat("2024-06-29T00:00:00+08:00")


def test_the_progress_of_a_whole_draft_says_that_it_is_not_sent_in(worker):
    unsent = "都填好了，还没有提交，6月28日截止，还有 46 天。\n回复“提交”才算交上去。"
    whole(worker)
    assert worker.says("进度").endswith(unsent)
    worker.says("提交")
    assert "提交才算" not in worker.says("进度") and "还没有提交" not in worker.heard[-1]
    worker.says("撤回")
    assert worker.says("进度").endswith(unsent)
    worker.says("申报", "2", "门诊自助缴费机防尘罩的设计与改进")
    told = worker.says("进度").split("\n\n")
    assert told[0].endswith("\n回复“继续”接着填，6月28日截止，还有 46 天。")
    assert told[1].endswith("都填好了，还没有提交，6月28日截止，还有 46 天。")
    worker.house.clock.move(AFTER)
    told = worker.says("进度")
    assert "还没有提交" not in told and "接着填" not in told and "截止" in told


def test_going_on_after_sending_in_names_the_other_entry(worker):
    whole(worker, title="门诊自助缴费机防尘罩的设计与改进")
    worker.says("申报", "2", filling.TITLE, "换一份", "2")
    assert "✓ 已提交" in worker.says("提交")
    told = worker.says("继续")
    assert told.startswith(f"接着填您另一份：“{filling.TITLE}”（草稿）。\n【2/19】")


def test_what_came_back_is_gone_on_with_before_the_draft_in_hand(worker):
    back = whole(worker)
    worker.says("提交", "申报", "门诊自助缴费机防尘罩的设计与改进")
    assert worker.place[1] == "category"
    send_back(worker, back, "号码打不通")
    worker.says("进度")
    told = worker.says("继续")
    assert (
        told.startswith(f"接着填您另一份：“{filling.TITLE}”（退回补正）。\n")
        and "退回原因：号码打不通" in told
    )
    assert worker.place == (back, "phone")
    worker.says("换一份", "1", "2")
    assert worker.place[1] == "industry", "the draft is chosen, and its next item is asked"
    worker.says("继续")
    assert worker.place[1] == "industry", "what was answered since is what is gone on with"


def send_back(worker, entry, reason):
    house = worker.house
    house.clock.move(house.clock.now() + timedelta(minutes=5))
    with house.db.write() as tx:
        now = house.clock.now()
        by = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-li", now=now)
        reviews.send_back(house, tx, entry, {"phone": reason}, role="officer", by=by, now=now)
    house.clock.move(house.clock.now() + timedelta(minutes=5))


OVER = "征集已于 6月28日 结束，现在不能提交。填写的内容都已保存；确有原因要补报的，请找单位工会，由上级工会准予延期。"


def test_after_the_last_day_a_draft_says_so_wherever_it_is_gone_on_with(worker):
    worker.says("申报", filling.TITLE)
    worker.house.clock.move(AFTER)
    assert worker.says("进度").endswith(OVER)
    assert worker.says("继续").startswith(f"{OVER}\n\n【2/19】")
    assert OVER in worker.says("换一份")
    assert "交上去" not in worker.says("预览")


def test_after_the_last_day_nobody_is_asked_to_send_a_whole_draft(worker):
    whole(worker)
    worker.house.clock.move(AFTER)
    for words in ("继续", "预览", "进度", "换一份"):
        told = worker.says(words)
        assert told.count(OVER) == 1 and "交上去" not in told, words
