"""The auditor's desk in a real Chromium: differences since a return, pictures large, marks in a film, phrases at hand,
decisions told later and heard only then."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import TimeoutError, expect
from sqlalchemy import select

from core.adapters.tables import messages, releases
from core.services import releasing
from tests import browsing, filling
from tests.server.console import desks
from tests.serving import serving


@pytest.fixture
def desk(app, chromium, people):
    """desk("zhao") is that person's browser on the served house."""
    contexts = []

    def opened(login, **options):
        context = chromium.new_context(base_url=url, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/console/sign-in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", "wuxiao-demo")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="退出")).to_be_visible()
        page.faults = []
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on(
            "response",
            lambda got: (
                (got.status == 404 or got.status >= 500)
                and page.faults.append(f"{got.status} {got.url[:160]} {got.text()[:200]}")
            ),
        )
        return page

    with serving(app) as url:
        yield opened
        for context in contexts:
            context.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("desk")


@contextmanager
def told(house, reason):
    """The messages of a reason that are there."""
    with house.db.read() as tx:
        yield [row.body["text"] for row in tx.rows(select(messages).where(messages.c.reason == reason))]


def test_an_auditor_sees_what_changed_marks_the_film_and_looks_closely(
    house, people, confirmed, now, desk, folder
):
    desks.bytes_for(house, folder, confirmed)
    desks.returned_and_corrected(house, folder, confirmed, people, now)
    page = desk("zhao")
    page.goto(f"/console/entries/{confirmed}")

    expect(page.locator("#since h2")).to_have_text("上次退回以后改了 2 项")
    goal = page.locator("#item-goal .diff")
    expect(goal.locator("del")).to_have_text(["85", re.compile("可在其他科室直接推广应用")])
    expect(goal.locator("ins")).to_have_text(["72", re.compile("已在三家医院推广")])
    expect(page.locator("#item-photos .file-changes li")).to_have_text(
        [re.compile(r"删去\s*photos-1"), re.compile(r"新增\s*俯视图")]
    )

    page.locator("#item-photos .photos a").first.click()  # a picture, large
    viewer = page.get_by_role("dialog", name="看大图")
    expect(viewer.locator("[data-count]")).to_have_text("2/4")
    expect(viewer.locator("[data-name]")).to_have_text("photos-2")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("[data-name]")).to_have_text("photos-3")
    expect(viewer.locator("img")).to_have_attribute(
        "style", re.compile("width")
    )  # it has come, and was fitted
    fits = viewer.locator("img").bounding_box()["width"]
    page.keyboard.press("+")
    larger = viewer.locator("img").bounding_box()["width"]
    assert larger == pytest.approx(fits * 1.4, rel=0.02)
    page.keyboard.press("0")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")  # the sealed sheet, with its verdict
    expect(viewer.locator("[data-count]")).to_have_text("1/4")
    expect(viewer.locator("[data-said]")).to_contain_text("没有二维码，请人工核对")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()

    film = page.locator("#item-videos figure").first  # a mark, set where the film stands
    film.get_by_text("标时间点").click()
    expect(film.get_by_label("时间")).to_have_value(
        "0:00"
    )  # and the note has the focus: nothing moves it any more
    film.get_by_label("时间").fill("0:13.5")
    film.get_by_label("说明").fill("锁止时画面抖动")
    film.get_by_role("button", name="记下").click()
    mark = page.locator("#item-videos .marks li")
    expect(mark).to_contain_text("锁止时画面抖动")
    expect(mark.locator(".mark-at")).to_have_text("0:13.5")
    mark.locator(".mark-at").click()
    expect(page.locator("#item-videos video")).to_have_js_property("currentTime", 13.5)

    page.locator("#item-goal").get_by_text("写退回原因").click()
    page.locator("#item-goal .phrase").first.click()
    expect(page.locator("[name='reason.goal']")).to_have_value(re.compile("关键技术指标"))
    expect(page.locator("[data-counts]")).to_have_text("退回补正（1 条原因）")
    expect(page.locator("#item-goal .phrase.own")).to_have_text("请写出关键技术指标的数字和单位。")
    assert page.faults == []


def test_no_click_comes_before_the_script_that_hears_it(house, confirmed, desk, folder):
    """On a slow line: until the scripts are there the page is not shown, and nothing of it can be pressed."""
    desks.bytes_for(house, folder, confirmed)
    page = desk("zhao")
    slow = []
    page.route("**/console/viewer.js*", lambda route: slow.append(route))
    page.goto(f"/console/entries/{confirmed}", wait_until="commit")
    browsing.until(page, lambda: slow, "the script is asked for")
    picture = page.locator("#item-photos .photos a").first
    expect(picture).to_have_attribute("data-large", re.compile("."))  # read, and not to be seen yet
    with pytest.raises(TimeoutError, match="Timeout"):
        picture.click(timeout=2000)
    for route in slow:
        route.continue_()
    picture.click()
    expect(page.get_by_role("dialog", name="看大图")).to_be_visible()
    assert page.faults == []


def test_no_picture_stands_under_the_name_of_the_next_one(house, confirmed, desk, folder):
    """On a slow line, while the next one is on its way."""
    desks.bytes_for(house, folder, confirmed)
    page = desk("zhao")
    page.goto(f"/console/entries/{confirmed}")
    links = page.locator("#item-photos .photos a")
    viewer = page.get_by_role("dialog", name="看大图")
    slow = []
    page.route(f"**{links.nth(1).get_attribute('data-large')}", lambda route: slow.append(route))
    links.first.click()
    expect(viewer.locator("img")).to_be_visible()
    page.keyboard.press("ArrowRight")
    browsing.until(page, lambda: slow, "the next one is asked for")
    expect(viewer.locator("[data-name]")).to_have_text("photos-2")
    expect(viewer.locator("img")).to_be_hidden()
    slow[0].continue_()
    expect(viewer.locator("img")).to_be_visible()
    assert page.faults == []


def test_a_decision_told_later_is_heard_only_when_the_batch_is_released(house, confirmed, desk, state_of):
    page = desk("zhao")
    page.goto(f"/console/entries/{confirmed}")
    page.get_by_label("先记下，以后成批公布").first.check()
    page.get_by_role("button", name="通过，颁发证书").click()
    expect(page.locator(".notice")).to_contain_text("已记下“审核通过”，还没有公布")
    expect(page.locator(".held")).to_contain_text("赵审核")
    assert state_of(confirmed) == "confirmed"
    officer = desk("li")
    officer.goto(f"/console/entries/{confirmed}")
    expect(officer.locator("main")).to_contain_text("等省级审核")
    expect(officer.locator("main")).not_to_contain_text("记下")
    with told(house, "approved") as texts:
        assert texts == []

    page.get_by_role("link", name="待公布").click()
    expect(page.locator(".release")).to_contain_text("合计")
    page.get_by_label("核对以后").fill("2")
    page.get_by_role("button", name="公布这 1 项").click()
    expect(page.get_by_role("alert")).to_contain_text("总数是 1 项，您填的是 2")
    page.get_by_label("核对以后").fill("1")
    page.get_by_role("button", name="公布这 1 项").click()
    expect(page.locator(".notice")).to_contain_text("已开始公布 1 项")
    with house.db.read() as tx:
        batch = tx.value(select(releases.c.id))
    assert releasing.run(house, batch, now=house.clock.now()) == "done"
    assert state_of(confirmed) == "approved"
    with told(house, "approved") as texts:
        assert len(texts) == 1 and filling.TITLE in texts[0]
    page.reload()
    expect(page.locator(".batches")).to_contain_text("已办完")
    assert page.faults == []
