"""A worker's way through the sample: every built-in component does what WeChat's does."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def form(handset):
    handset.page.locator("#new").click()
    expect(handset.shown.locator("#title")).to_be_visible()
    return handset.page


def pick(page, name, *options):
    """One option of each column, those that are None left as they are."""
    page.locator(name).click()
    for column, option in enumerate(options):
        if option:
            page.get_by_role("listbox").nth(column).get_by_role("option", name=option, exact=True).click()
    page.get_by_role("button", name="确定").click()


def test_a_form_is_filled_in_and_submitted(handset):
    page = form(handset)
    page.get_by_label("名称").fill("新工单")
    page.get_by_label("说明").fill("屏幕\n碎了")
    expect(handset.shown.locator(".count")).to_have_text("5 字")
    pick(page, "#kind", "安装")
    pick(page, "#trade", "制造业", "化学")
    expect(page.locator("#trade")).to_have_text("制造业-化学")
    pick(page, "#day", None, "06", "30")
    page.get_by_role("radio", name="大").click()
    for tool in "甲乙":
        page.get_by_role("checkbox", name=tool).click()
    page.get_by_role("switch").click()
    page.locator("#submit").click()
    sent = json.loads(page.locator("#sent").inner_text())
    assert sent == {
        "title": "新工单", "about": "屏幕\n碎了", "kind": 1, "day": "2024-06-30", "size": "大", "tools": ["a", "b"], "urgent": True, "share": 30,
    }  # fmt: skip
    page.locator("#reset").click()
    expect(page.get_by_label("名称")).to_have_value("")
    expect(page.get_by_label("说明")).to_have_value("")


def test_a_disabled_button_neither_submits_nor_taps_and_maxlength_holds(handset):
    page = form(handset)
    page.locator("#submit").click(force=True)
    expect(page.locator("#sent")).to_have_count(0)
    page.get_by_label("名称").press_sequentially("一二三四五六七八九十一二三四五六七八九十超出")
    expect(page.get_by_label("名称")).to_have_value("一二三四五六七八九十一二三四五六七八九十")


def test_a_cancelled_picker_changes_nothing(handset):
    page = form(handset)
    page.locator("#kind").click()
    page.get_by_role("option", name="安装").click()
    page.get_by_role("button", name="取消").click()
    expect(page.locator("#kind")).to_have_text("维修")


def test_the_list_shows_the_answer_of_the_house_and_opens_an_item(handset):
    cards = handset.shown.locator("card")
    expect(cards).to_have_count(2)
    expect(cards.first).to_have_text("甲一组 第 1 条")
    cards.last.locator("[role=button]").click()
    assert handset.do("route") == {"path": "pages/form/form", "query": {"number": "2"}}
    handset.page.get_by_role("button", name="返回").click()
    assert handset.do("route") == {"path": "pages/list/list", "query": {}}


def test_tabs_scrolling_swiping_and_rich_text(handset):
    page = handset.page
    page.get_by_role("tab", name="完成").click()
    page.locator("wx-scroll-view").evaluate("(one) => one.scrollTo(0, 9999)")
    expect(page.locator("#told")).to_have_text("到底了")
    page.locator("wx-swiper").evaluate("(one) => one.scrollTo(one.clientWidth, 0)")
    page.wait_for_function("__phone.data().at === 1")
    assert page.evaluate("window.bad") is None
    expect(page.get_by_role("progressbar", name="进度")).to_have_attribute("aria-valuenow", "40")


def test_a_sub_package_and_a_navigator(handset):
    handset.page.locator("#more").click()
    expect(handset.page.locator("#extra")).to_have_text("分包0")
    assert handset.wx("navigateTo", {"url": "../../../../pages/done/done"})["errMsg"] == (
        "navigateTo:fail can not navigateTo a tabbar page"
    )


def test_a_page_made_by_component_asks_before_it_is_left(handset):
    handset.wx("navigateTo", {"url": "/packages/more/pages/extra/extra?number=5"})
    expect(handset.page.locator("#extra")).to_have_text("分包55")
    for words, path in (("取消", "packages/more/pages/extra/extra"), ("确定", "pages/list/list")):
        handset.page.get_by_role("button", name="返回").click()
        expect(handset.page.get_by_role("dialog")).to_contain_text("还没有保存，要离开吗？")
        handset.page.get_by_role("dialog").get_by_role("button", name=words).click()
        assert handset.do("route")["path"] == path


def test_large_letters_reach_a_page_that_follows_the_system(handset):
    handset.page.locator("#more").click()
    letters = "getComputedStyle(document.querySelector('#large')).fontSize"
    assert handset.page.evaluate(letters) == "16px"
    handset.do("letters", 22)
    assert handset.page.evaluate(letters) == "22px"


def test_a_page_is_pulled_down_to_refresh(handset, backend):
    expect(handset.shown.locator("card")).to_have_count(2)
    before = len(backend.seen)
    handset.page.mouse.move(200, 200)
    handset.page.mouse.down()
    handset.page.mouse.move(200, 320)
    handset.page.mouse.up()
    handset.page.wait_for_function("__phone.counters().calls.started === 2")
    expect(handset.page.get_by_label("正在刷新")).to_have_count(0)
    asked = [path for _method, path, *_ in backend.seen[before:]]
    assert [path for path in asked if path.startswith("/api/")] == [
        "/api/items"
    ]  # the sandbox asks for the time


def test_ten_pages_are_the_most(handset):
    for _ in range(9):
        assert handset.wx("navigateTo", {"url": "/pages/form/form"})["errMsg"] == "navigateTo:ok"
    assert handset.wx("navigateTo", {"url": "/pages/form/form"})["errMsg"] == (
        "navigateTo:fail webview count limit exceed"
    )
    assert handset.wx("navigateTo", {"url": "/pages/nowhere"})["errMsg"] == (
        'navigateTo:fail page "pages/nowhere" is not found'
    )


def test_a_picture_is_drawn_saved_and_refused(handset):
    page = form(handset)
    page.locator("#draw").click()
    expect(page.locator("#said")).to_have_text("已保存")
    [saved] = [act for act in handset.do("acts") if act["act"] == "saveImage"]
    assert (saved["type"], saved["size"] > 1000) == ("image/png", True)
    handset.do("permit", {"scope.writePhotosAlbum": False})
    page.locator("#draw").click()
    expect(page.locator("#said")).to_have_text("saveImageToPhotosAlbum:fail auth deny")


def test_sharing_subscribing_and_the_telephone(handset):
    page = form(handset)
    page.locator("#share").click()
    assert handset.do("acts") == [
        {"act": "share", "from": "button", "title": "来自button", "path": "/pages/form/form?number=7", "imageUrl": ""}
    ]  # fmt: skip
    page.locator("#subscribe").click()
    expect(page.locator("#said")).to_have_text("accept")
    handset.do("subscribe", {"deadline": "reject"})
    page.locator("#subscribe").click()
    expect(page.locator("#said")).to_have_text("reject")
    page.locator("#phone").click()
    page.wait_for_function("/^0[0-9a-f]{31}$/.test(__phone.data().said)")
    handset.do("phoneCode", "")
    page.locator("#phone").click()
    expect(page.locator("#said")).to_have_text("getPhoneNumber:fail user deny")


def test_names_a_browser_has_are_unknown_to_the_program(handset):
    place = handset.page.url.split("#")[0].replace("index.html", "app.js")
    given = handset.page.request.get(place).text().partition("(function(")[2].partition("{")[0]
    names = "window document fetch localStorage indexedDB XMLHttpRequest URL TextEncoder crypto globalThis"
    assert set(names.split()) <= set(given.rstrip(")").split(","))


def test_what_is_small_or_has_no_role_is_told(handset):
    page = form(handset)
    assert handset.inaccessible() == []
    page.evaluate("document.querySelector('#share').style.cssText = 'min-height:0;height:4px;padding:0'")
    page.evaluate("document.querySelector('#photo').removeAttribute('role')")
    page.evaluate(
        "for (const name of ['aria-label', 'placeholder']) document.querySelector('#title input').removeAttribute(name)"
    )
    found = handset.inaccessible()
    assert sorted(line.partition(":")[0] for line in found) == ["label", "no role", "small"]


def test_a_useful_paint_is_measured_on_a_weak_phone(handset):
    told = handset.painted("pages/list/list", ".row")
    assert set(told) == {"ms", "loaded_ms", "requests"}
    assert 0 < told["ms"] < told["loaded_ms"] and told["requests"] <= 2
