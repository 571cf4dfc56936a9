"""A page that is the first to open, by a card or after the phone has ended the program: own entries are drawn, others' are not."""

import pytest
from playwright.sync_api import expect

from tests.miniprogram.lib.workers import Worker

pytestmark = [pytest.mark.browser, pytest.mark.story]
PAGES = {
    "form": "创新成果名称",
    "review": "还有",
    "entry": "还没有提交",
    "paper": "先把这几项填好再打印",
    "share": "谁在填这份申报",
    "person&field=completers&id=p1": "有工匠荣誉",
    "unit&field=unit": "成果完成单位",
    "industry&field=industry": "您做的是哪一行",
    "bank&field=bank": "开始一道一道出题",
    "large&field=videos": "用这部手机的浏览器传",
    "trim&field=videos&file=0": "没有找到这个视频",
    "certificate": "还没有证书",
}
ASKING = ("paper", "person&field=completers&id=p1", "unit&field=unit", "industry&field=industry", "trim&field=videos&file=0")  # fmt: skip


def arrives(phone, page, entry):
    name, _, more = page.partition("&")
    if phone.page:
        phone.rests().script("wx.clearStorageSync()")  # an answer that comes later would be kept
        phone.page.goto("about:blank")
    phone.open(f"pages/{name}/{name}?entry={entry}" + (f"&{more}" if more else ""))
    return phone.shown


def test_each_page_opens_first_with_nothing_kept(worker):
    for page, words in PAGES.items():
        shown = arrives(worker.phone, page, worker.entry)
        expect(shown.get_by_text(words).first, page).to_be_visible()
        assert worker.phone.errors == [], page


def test_an_entry_of_somebody_else_is_never_drawn_and_takes_no_words(worker, chromium, copy):
    other = Worker(chromium, copy, "o-sandbox-sun")
    other.api.put(f"/entries/{other.entry}/answers/title", "别人的成果名称")
    for page in PAGES:
        shown = arrives(worker.phone, page, other.entry)
        if page in ASKING:
            dialog = worker.phone.page.get_by_role("dialog")
            expect(dialog, page).to_contain_text("没有找到这份申报，可能不是您的")
            dialog.get_by_role("button", name="去首页").click()
            expect(worker.phone.shown.get_by_text("我的申报")).to_be_visible()
        elif page.startswith("large"):
            shown.get_by_role("button", name="复制网址").click()
            expect(shown.get_by_text("没有找到这份申报")).to_be_visible()
        else:
            expect(
                shown.get_by_text("没有找到这份申报").or_(shown.get_by_text("还没有证书")).first
            ).to_be_visible()
        expect(worker.phone.page.get_by_text("别人的成果名称")).to_have_count(0)
        kept = worker.phone.do("storage")["keys"]
        assert [key for key in kept if key.startswith("typed:")] == [], page
    assert other.answers() == {"title": "别人的成果名称"}
    other.leave()


def test_an_item_that_the_campaign_does_not_have_leads_home(worker):
    arrives(worker.phone, "unit&field=nowhere", worker.entry)
    dialog = worker.phone.page.get_by_role("dialog")
    expect(dialog).to_contain_text("这份申报里没有这一项")
    dialog.get_by_role("button", name="去首页").click()
    expect(worker.phone.shown.get_by_text("我的申报")).to_be_visible()


def test_who_came_by_a_card_finds_a_way_back(worker):
    """There is no page below the one that a card opened."""
    shown = arrives(worker.phone, "form", worker.entry)
    shown.get_by_role("button", name="返回").click()
    expect(worker.phone.shown.get_by_text("我的申报")).to_be_visible()
    shown = arrives(worker.phone, "unit&field=unit", worker.entry)
    shown.locator("input").fill("护理")
    shown.get_by_role("button", name="淮河医院护理部").click()
    expect(worker.phone.shown.locator("#field-unit")).to_contain_text("淮河医院护理部")
