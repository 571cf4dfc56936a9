"""An officer's talk with the account: binding, what waits, confirming and returning, urging, words for a group."""

from datetime import timedelta

from sqlalchemy import update

from core.adapters.tables import grants
from core.services import accounts, answering, links, reviews, units
from tests import filling
from tests.handlers.talking import Worker, posted, whole

OTHER = "门诊自助缴费机防尘罩的设计与改进"


def state(worker, entry):
    return next(worker.entry(n).state for n in range(5) if worker.entry(n).id == entry)


def invited(house, unit="天柱剧院工会"):
    now = house.clock.now()
    with house.db.write() as tx:
        return links.invite(tx, unit=units.by_name(tx, unit), role="officer", campaign=None, by=None, now=now)


def seated(worker):
    who = worker.person
    with worker.house.db.read() as tx:
        return sorted(units.names(tx, {row.unit})[row.unit] for row in accounts.grants_of(tx, who))


def colleague(worker, client, openid="o-officer-2"):
    made = Worker(worker.house, client, openid)
    code = invited(worker.house, "淮河医院工会")
    made.does("SCAN", EventKey=f"i.{code}", Ticket="t")
    return made


# Binding
def test_an_invitation_says_what_one_can_do_now(worker):
    code = invited(worker.house)
    heard = worker.does("SCAN", EventKey=f"i.{code}", Ticket="t")
    assert "您已成为“天柱剧院工会”的工会干事" in heard and "催办" in heard
    assert seated(worker) == ["天柱剧院工会"]


def test_each_fault_of_an_invitation_has_its_own_words(worker, client):
    code = invited(worker.house)
    worker.does("SCAN", EventKey=f"i.{code}", Ticket="t")
    assert "您已经用过，您就是“天柱剧院工会”的工会干事" in worker.does(
        "SCAN", EventKey=f"i.{code}", Ticket="u"
    )
    spare = invited(worker.house)
    assert "没有用掉，可以给同事" in worker.does("SCAN", EventKey=f"i.{spare}", Ticket="t")
    other = Worker(worker.house, client, "o-worker-2")
    assert "已经被别人用过" in other.does("SCAN", EventKey=f"i.{code}", Ticket="t")
    assert "向管理员要一个新的" in other.does("SCAN", EventKey="i.NOSUCHCODENOSUCHCODE0000", Ticket="t")
    late = invited(worker.house)
    worker.house.clock.move(worker.house.clock.now() + timedelta(days=15))
    assert "14 天的有效期" in other.does("SCAN", EventKey=f"i.{late}", Ticket="t")
    assert seated(other) == []


def test_an_officer_of_two_units_sees_both(officer):
    officer.does("SCAN", EventKey=f"i.{invited(officer.house)}", Ticket="t")
    heard = officer.says("进度")
    assert "【淮河医院工会】" in heard and "【天柱剧院工会】" in heard


# What waits, and how far
def test_progress_against_the_quota_and_who_has_not_sent_in(worker, officer, sent):
    worker.says("申报", "1", OTHER) if False else None
    heard = officer.says("单位进度")
    assert "【淮河医院工会】" in heard and "等您确认 1 项" in heard
    assert "项" in heard and "6月26日" not in heard
    assert "还有" in heard


def test_a_person_who_is_both_hears_of_their_own_first(officer):
    assert "【淮河医院工会】" in officer.says("进度")  # none of their own
    officer.says("申报", OTHER)
    heard = officer.says("进度")
    assert OTHER in heard and heard.endswith("回复“单位进度”看本单位的情况。")


def test_what_waits_is_listed_by_number(worker, officer, sent):
    heard = officer.says("待办")
    assert f"等您确认的有 1 项：\n1 号　{filling.TITLE}（" in heard and "查看 1" in heard
    heard = officer.says("查看 1")
    assert filling.TITLE in heard and "甲一" in heard and "/console/enter?c=" in heard and "确认 1" in heard
    assert "60000000" not in heard  # no telephone in chat


# Confirming and returning
def test_confirmed_after_a_yes(worker, officer, sent):
    assert "同意确认，请回复“是”" in officer.says("确认 1")
    assert state(worker, sent) == "submitted"
    assert "✓ 已确认" in officer.says("是")
    assert state(worker, sent) == "confirmed"
    assert [body["title"] for body in posted(worker, "confirmed")] == [filling.TITLE]
    assert "已由您在" in officer.says("确认 AH24-000001")


def test_a_no_or_another_word_confirms_nothing(worker, officer, sent):
    officer.says("确认 1", "不是")
    officer.says("确认 1", "待办", "是")
    assert state(worker, sent) == "submitted"


def test_a_yes_counts_for_half_an_hour(worker, officer, sent):
    officer.says("确认 1")
    officer.house.clock.move(officer.house.clock.now() + timedelta(minutes=31))
    officer.says("是")
    assert state(worker, sent) == "submitted"


def test_returned_with_the_reason_beside_its_item(worker, officer, sent):
    assert "退回要写明原因" in officer.says("退回 1")
    assert "会这样告诉本人：第8项号码打不通" in officer.says("退回 1 第8项号码打不通")
    assert "✓ 已退回" in officer.says("是")
    assert state(worker, sent) == "returned"
    worker.says("继续")
    assert worker.asked == "phone" and "退回原因：第8项号码打不通" in worker.heard[-1]


def test_a_colleague_was_quicker(worker, officer, sent, client):
    other = colleague(worker, client)
    officer.says("退回 1 照片太暗")
    other.says("确认 1", "是")
    heard = officer.says("是")
    assert "现在是“已确认，待审核”" in heard and "不能再退回" in heard
    assert state(worker, sent) == "confirmed"
    officer.says("确认 1")
    assert "不用再办" in officer.heard[-1]


def test_both_confirm_at_once_and_it_is_once(worker, officer, sent, client):
    other = colleague(worker, client)
    officer.says("确认 1")
    other.says("确认 1", "是")
    assert "不用再办" in officer.says("是")
    assert len(posted(worker, "confirmed")) == 1


def test_changed_after_it_was_shown_is_looked_at_again(worker, officer, sent):
    officer.says("确认 1")
    worker.says("撤回", "修改 2", "3", "提交")
    assert "又变了" in officer.says("是")
    assert state(worker, sent) == "submitted"


def test_an_officer_who_was_removed_in_the_middle_does_nothing(worker, officer, sent):
    officer.says("确认 1")
    who, now = officer.person, officer.house.clock.now()
    with officer.house.db.write() as tx:
        tx.run(update(grants).where(grants.c.person == who).values(ended_at=now))
    assert "不是这份申报所在单位的工会干事" in officer.says("是")
    assert state(worker, sent) == "submitted"
    assert filling.TITLE not in officer.says("查看 1")


def test_nobody_reaches_another_units_entry_or_a_draft(worker, officer, client):
    whole(worker)
    worker.says("提交")
    stranger = Worker(worker.house, client, "o-officer-3")
    stranger.does("SCAN", EventKey=f"i.{invited(worker.house)}", Ticket="t")
    for said in ("查看 1", "确认 1", "退回 1 不行", "查看 AH24-000001"):
        assert "没有编号" in stranger.says(said)
    worker.says("撤回")
    assert filling.TITLE not in officer.says("查看 1")


def test_a_reason_that_names_no_item_is_told_as_a_whole(worker, officer, sent):
    officer.says("退回 1 请和同事商量后再报", "是")
    with worker.house.db.read() as tx:
        latest = reviews.of(tx, sent)[0]
    assert (latest.act, latest.reasons) == ("return", {"general": "请和同事商量后再报"})


def test_changed_answers_void_no_number(worker, officer, sent):
    entry, by, now = worker.entry(), worker.person, worker.house.clock.now()
    worker.says("撤回")
    entry = worker.entry()
    with worker.house.db.write() as tx:
        answering.save(worker.house, tx, entry, "goal", "指标：每月由4.2次降为0次。", by=by, now=now)
    worker.says("提交")
    assert "\n1 号　" in officer.says("待办")


def test_an_officers_own_answer_that_reads_like_an_order_is_asked_about(officer, sent):
    officer.at("background")
    heard = officer.says("退回 1 次以后才合格")
    assert "1. 退回 1\n2. 把“退回 1 次以后才合格”填进" in heard
    officer.says("2")
    assert officer.answers() == {"background": "退回 1 次以后才合格"}


def test_the_link_opens_that_entry_after_a_tap_once(worker, officer, sent, client):
    code = officer.says("查看 1").split("/console/enter?c=")[1].split()[0]
    for _ in range(2):  # a look uses nothing up
        page = client.get(f"/console/enter?c={code}")
        assert page.status_code == 200 and filling.TITLE not in page.text
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/console/enter", data={"code": code}).status_code in (400, 403)
    went = client.post("/console/enter", data={"code": code, "csrf_token": token})
    assert (went.status_code, went.location.endswith(f"/console/entries/{sent}")) == (303, True)
    assert filling.TITLE in client.get(went.location).text
    token = client.get("/console/enter?c=x").text.split('name="csrf_token" value="')[1].split('"')[0]
    again = client.post("/console/enter", data={"code": code, "csrf_token": token})
    assert again.status_code != 303 and "已经用过，或过了半小时" in again.text
