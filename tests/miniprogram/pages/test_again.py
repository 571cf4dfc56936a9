"""What a person does again: after a change elsewhere, after the phone ended the page, after an answer that was lost."""

import pytest
from playwright.sync_api import expect

from core.services import demo
from tests import browsing, filling
from tests.browsing import PATIENCE
from tests.miniprogram import stages
from tests.playing import Console
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]
REASON = "请写明推广到哪些科室"
CHANGED = "刚刚有了变化"


def kept(walker, prefix):
    return [key for key in walker.handset.do("storage")["keys"] if key.startswith(prefix)]


def loses_an_answer(walker, pattern):
    """The next call of this address is done, and nobody hears of it."""
    heard = []

    def lose(route):
        heard.append(route.fetch(timeout=PATIENCE).status)
        route.abort()

    walker.page.route(pattern, lose, times=1)
    return heard


def silent(walker):
    """No network from now on."""
    walker.page.route("**/api/v1/**", lambda route: route.abort())
    return walker


def mine(api):
    return [entry["id"] for entry in api.get("/home")["entries"]]


def sent_again(api):
    """Taken back and handed in once more, whatever the house has to do beside: it is another version for sure."""
    until(lambda: api.post(f"/entries/{api.entry}/recall").status_code == 200, what="it is taken back")
    stages.sent(api)


def test_who_looks_at_an_older_version_is_shown_the_new_one(copy, phone, files, tmp_path):
    """From a second tap of the worker over an officer's reasons to a certificate that is revoked."""
    sun = stages.signed_in(copy, stages.SUN)
    entry = stages.begun(sun, filling.TITLE + "甲")
    stages.given(sun, files, tmp_path)
    stages.sent(sun)
    worker = phone(stages.SUN).open(f"pages/entry/entry?entry={entry}").at("entry").sees("已经交上去了")
    officer = phone(stages.LI).open(f"pages/confirm/confirm?entry={entry}").at("confirm").tap("退回修改")
    box = "成果目标/解决的关键问题的退回原因"
    officer.shown.get_by_label(box).fill(REASON)
    officer.handset.kill()
    officer.open(f"pages/confirm/confirm?entry={entry}").at("confirm")
    expect(officer.shown.get_by_label(box)).to_have_value(REASON)
    officer.tap("不退了").tap("退回修改")
    expect(officer.shown.get_by_label(box)).to_have_value(REASON)

    sent_again(sun)
    worker.tap("撤回来修改").says("撤回").sees(CHANGED).tap("撤回来修改").says("撤回").sees("还没有提交")
    stages.sent(sun)
    officer.shown.get_by_label(box).scroll_into_view_if_needed()
    officer.tap("退回给职工").sees(CHANGED)
    expect(officer.shown.get_by_text(CHANGED)).to_be_in_viewport()
    officer.tap("退回给职工").at("officer").sees("退回修改中（1）")
    assert kept(officer, "reasons:") == []
    stages.sent(sun)
    officer.open(f"pages/confirm/confirm?entry={entry}").at("confirm").sees(filling.GOAL)
    sent_again(sun)
    officer.tap("确认", exact=True).says("确认").sees(CHANGED)
    officer.tap("确认", exact=True).says("确认").at("officer")

    auditor = Console(copy, "zhao", demo.PASSWORD)
    auditor.open(f"/console/entries/{entry}")
    auditor.press("通过")
    page = f"pages/certificate/certificate?entry={entry}"
    silent(worker).open(page).at("certificate").sees("上次看到").sees("还没有证书")
    worker.page.unroute_all(behavior="ignoreErrors")
    worker.open(page).at("certificate").sees("证书编号")
    silent(worker).open(page).at("certificate").sees("上次看到").sees("证书编号")
    officer.handset.rests().script("wx.clearStorageSync()")
    silent(officer).open(page).at("certificate").sees("现在没有网络，还看不到有没有证书")
    worker.page.unroute_all(behavior="ignoreErrors")
    auditor.open(f"/console/entries/{entry}")
    auditor.press("撤销审核结果和证书", **{"reason.revoke": "材料不属实"})
    worker.open(page).at("certificate").sees("已经被撤销")
    expect(worker.shown.get_by_role("button", name="存到相册")).to_have_count(0)
    worker.tap("看撤销的原因").at("entry").sees("材料不属实")


def test_a_lost_answer_and_a_second_tap_make_one_draft(copy, phone):
    for openid, words, page in (
        (stages.ZHAO, "开始申报", "home"),
        (stages.LI, "替不方便的职工填写", "officer"),
    ):
        api = stages.signed_in(copy, openid)
        walker = phone(openid)
        if page == "home":
            walker.begins()
        before = mine(api)
        walker.open(f"pages/{page}/{page}").at(page).sees(words)
        heard = loses_an_answer(walker, "**/api/v1/entries")
        walker.tap(words).sees("没有网络")
        assert (heard, len(mine(api))) == ([201], len(before) + 1)
        walker.handset.kill()
        walker.open(f"pages/{page}/{page}").at(page).tap(words).at("form")
        assert len(mine(api)) == len(before) + 1
        assert walker.handset.do("route")["query"]["entry"] not in before
        walker.open(f"pages/{page}/{page}").at(page).tap(words).at("form")
        assert len(mine(api)) == len(before) + 2, "another wish is another draft"


def test_a_bank_whose_answer_was_lost_is_there_and_the_next_one_is_another(copy, phone):
    sun = stages.signed_in(copy, stages.SUN)
    entry = stages.begun(sun, filling.TITLE + "丁")
    page, begin = f"pages/bank/bank?entry={entry}&field=bank", "开始一道一道出题"
    worker = phone(stages.SUN).open(page).at("bank").sees(begin)
    heard = loses_an_answer(worker, f"**/api/v1/entries/{entry}/banks")
    worker.tap(begin).sees("没有网络")
    assert heard == [201]
    worker.handset.kill()
    worker.open(page).at("bank").sees("题库1").tap(begin).at("questions")
    assert [one["title"] for one in sun.get(f"/entries/{entry}")["answers"]["bank"]] == ["题库1", "题库2"]
    assert kept(worker, "wish:") == []


def test_an_invitation_whose_answer_was_lost_leads_to_the_unit(copy, phone):
    code = stages.signed_in(copy, stages.LI).post("/officer/invitations").json()["code"]
    colleague = phone(stages.ZHAO).open(f"pages/invited/invited?code={code}").at("invited").sees("有人请您做")
    heard = loses_an_answer(colleague, "**/api/v1/invitations")
    colleague.tap("接受邀请").sees("现在没有网络")
    assert heard == [200]
    colleague.tap("接受邀请").sees("您就是“淮河医院工会”的工会干事")
    colleague.tap("去看我的单位").at("officer").sees("淮河医院工会")
    colleague.open("pages/home/home").at("home").sees("我的单位（工会干事）")


def test_what_is_typed_of_a_person_before_the_name_is_kept(copy, phone):
    sun = stages.signed_in(copy, stages.SUN)
    entry = stages.begun(sun, filling.TITLE + "乙")
    page = f"pages/person/person?entry={entry}&field=completers"
    worker, held = phone(stages.SUN), []
    worker.page.route(f"**/api/v1/entries/{entry}?*", lambda route: held.append(route))
    worker.open(page).at("person")
    browsing.until(worker.page, lambda: held, "the entry is asked for")
    expect(worker.shown.get_by_role("textbox")).to_have_count(0)  # what were typed now would be overwritten
    held[0].continue_()
    worker.page.unroute_all(behavior="ignoreErrors")
    worker.shown.get_by_label("所在单位").fill("淮河医院检验科")
    worker.shown.get_by_role("switch", name="有工匠荣誉").click()
    worker.shown.get_by_label("文字简介").fill("检验岗位二十年")
    worker.handset.kill()
    worker.open(page).at("person")
    expect(worker.shown.get_by_label("所在单位")).to_have_value("淮河医院检验科")
    expect(worker.shown.get_by_label("文字简介")).to_have_value("检验岗位二十年")
    worker.shown.get_by_label("姓名", exact=True).fill("丙三")
    worker.tap("好了", exact=True).at("form")
    last = until(
        lambda: next((one for one in sun.show()["answers"]["completers"] if one["name"] == "丙三"), None),
        what="the person",
    )
    assert (last["unit"], last["intro"]) == ("淮河医院检验科", "检验岗位二十年")
    assert kept(worker, "person:") == []
    worker.open(page).at("person")
    expect(worker.shown.get_by_label("姓名", exact=True)).to_have_value("")


def accepted(api):
    """How many reminders the person may still be sent. One who has an entry may be sent one at any time, and has one less:
    王师傅 begins none before the end."""
    return sum(one["left"] for one in api.get("/me/subscriptions")["items"])


def test_an_accepted_reminder_whose_answer_was_lost_counts_once(copy, phone):
    """The report waits on the phone with its key: sent again after a restart, it is the same report."""
    wang = stages.signed_in(copy, stages.WANG)

    before, keys = accepted(wang), []
    worker = phone(stages.WANG).open("pages/messages/messages").at("messages").sees("接收提醒")
    worker.handset.context.on(
        "request",
        lambda asked: (
            keys.append(asked.headers.get("idempotency-key"))
            if asked.method == "POST" and "subscriptions" in asked.url
            else None
        ),
    )

    def lose(route):
        if route.request.method != "POST":
            return route.continue_()
        route.fetch(timeout=PATIENCE)
        return route.abort()

    worker.page.route("**/api/v1/me/subscriptions", lose)
    worker.tap("接收提醒").sees("记在手机里")
    after = accepted(wang)
    assert (after > before, len(kept(worker, "subscribed:"))) == (True, 1)
    worker.handset.kill()
    worker.open("pages/messages/messages").at("messages")
    browsing.until(worker.page, lambda: kept(worker, "subscribed:") == [], "the report is taken")
    assert (accepted(wang), len(set(keys))) == (after, 1)
    assert keys[0]


def test_a_yes_without_a_network_is_told_by_itself_when_it_is_back(copy, phone):
    worker = phone(stages.WANG).open("pages/messages/messages").at("messages").sees("接收提醒")
    worker.handset.do("cut")
    worker.tap("接收提醒").sees("连上网后自动送出")
    assert len(kept(worker, "subscribed:")) == 1
    worker.handset.do("restore")
    browsing.until(worker.page, lambda: kept(worker, "subscribed:") == [], "it is told")


def test_a_second_yes_while_the_first_is_on_its_way_is_told_at_once(copy, phone):
    wang = stages.signed_in(copy, stages.WANG)

    before, held = accepted(wang), []
    worker = phone(stages.WANG).open("pages/messages/messages").at("messages").sees("接收提醒")
    worker.page.route(
        "**/api/v1/me/subscriptions",
        lambda route: (
            held.append(route) if route.request.method == "POST" and not held else route.continue_()
        ),
    )
    worker.tap("接收提醒")
    browsing.until(worker.page, lambda: held, "the first is on its way")
    worker.tap("接收提醒")
    browsing.until(worker.page, lambda: len(kept(worker, "subscribed:")) == 2, "the second waits")
    held[0].continue_()
    worker.sees("好的，有消息会在微信里提醒您")
    assert kept(worker, "subscribed:") == []
    assert accepted(wang) > before


def test_who_has_agreed_is_not_asked_again_by_what_the_phone_kept(phone):
    """Home is drawn from what was fetched before the person agreed, until the house answers."""
    worker = phone(stages.WANG).at("home").tap("开始申报").at("consent").tap("同意，开始申报").at("form")
    silent(worker).open("pages/home/home").at("home").sees("现在没有网络").tap("开始申报")
    worker.sees("还不能开始新的申报")
