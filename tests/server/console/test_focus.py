"""The pages by keyboard alone, in a real Chromium: where one stands is seen, no stop holds anybody, a save keeps the place."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from core.adapters.tables import archives as archive_table
from core.services import archives, entries
from tests.core.services import roadshows
from tests.server.console import desks
from tests.serving import serving

MOST = 150  # stops of one page
# What the keyboard stands on: its number on this page, whether it can be seen, and how its ring stands out from what is
# around it (WCAG 2.4.7 and 1.4.11: 3 to 1). Nothing where the page is left.
STANDS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const paint = (colour) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= .04045 ? part / 255 / 12.92 : ((part / 255 + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  let ground = at.parentElement;
  while (ground.parentElement && !paint(getComputedStyle(ground).backgroundColor)[3]) ground = ground.parentElement;
  const look = getComputedStyle(at);
  const [ring, around] = [look.outlineColor, getComputedStyle(ground).backgroundColor].map((one) => light(paint(one)));
  const contrast = (Math.max(ring, around) + .05) / (Math.min(ring, around) + .05);
  window.stops ??= new Map();
  if (!window.stops.has(at)) window.stops.set(at, window.stops.size);
  const box = at.getBoundingClientRect();
  const head = document.querySelector("header.top"); // it stays at the top while the page scrolls
  const top = head.contains(at) || at.matches(".skip") ? 0 : head.getBoundingClientRect().bottom;
  const inView = box.width * box.height > 0 && (box.top >= top || box.height > innerHeight / 2) && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    number: window.stops.get(at),
    said: `${at.outerHTML.slice(0, 90)} ${look.outline} ${contrast.toFixed(1)}`,
    isSeen: inView && at.checkVisibility(),
    hasRing: look.outlineStyle === "solid" && parseFloat(look.outlineWidth) >= 3 && contrast >= 3,
  };
}"""


@pytest.fixture
def seated(app, chromium, people):
    """seated("li", "/console/…") is a page of that person; nothing moves by itself on it."""
    with serving(app) as url:
        context = chromium.new_context(base_url=url, reduced_motion="reduce", locale="zh-CN")

        def opened(login, path):
            page = context.new_page()
            page.goto(f"/console/sign-in?next={path}")
            page.fill("[name=login]", login)
            page.fill("[name=password]", "wuxiao-demo")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{path}")
            expect(page.get_by_role("button", name="按键")).to_be_visible()
            return page

        yield opened
        context.close()


def walked(page, key="Tab"):
    """Tab from the beginning, or backwards from the end, until the page is left; every stop."""
    page.evaluate("document.activeElement.blur()")
    found = []
    for _ in range(MOST):
        page.keyboard.press(key)
        stop = page.evaluate(STANDS)
        if stop is None:
            return found
        found.append(stop)
    raise AssertionError(f"a trap, or no end: {found[-3:]}")


PAGES = [
    ("zhao", "/console/entries/ENTRY"),
    ("li", "/console/sheets/courses/COURSE"),
]
OTHERS = [
    ("zhao", "/console/units"),
    ("zhao", "/console/progress"),
    ("zhao", "/console/entries"),
    ("zhao", "/console/handover"),
    ("li", "/console/entries/ENTRY"),
    ("li", "/console/sheets/2024-anhui/UNIT"),
]
OFTEN = [*PAGES, *(pytest.param(*page, marks=pytest.mark.nightly) for page in OTHERS)]


@pytest.mark.parametrize(("login", "path"), OFTEN)
def test_each_stop_of_the_keyboard_is_seen_and_left(house, people, now, seated, submitted, login, path):
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    course = roadshows.course(house, people, now)
    path = path.replace("ENTRY", submitted).replace("UNIT", people["unit"]).replace("COURSE", course)
    stops = walked(seated(login, path))
    assert [stop["said"] for stop in stops if not stop["isSeen"]] == []
    numbers = [stop["number"] for stop in stops]
    first = [stop for at, stop in enumerate(stops) if stop["number"] not in numbers[:at]]
    assert [
        stop["said"] for stop in first if not stop["hasRing"]
    ] == []  # a film's own buttons have the browser's
    assert numbers == sorted(numbers), "nobody is led back"


def test_backwards_no_stop_lies_under_the_head_of_the_page(seated, submitted):
    stops = walked(seated("li", f"/console/entries/{submitted}"), "Shift+Tab")
    assert len(stops) > 20 and [stop["said"] for stop in stops if not stop["isSeen"]] == []


def test_a_saved_item_leaves_the_keyboard_where_it_was(house, people, now, seated):
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    page = seated("li", f"/console/sheets/courses/{roadshows.course(house, people, now)}")
    item = page.locator("#item-course_phone")
    item.get_by_label("课程联系电话").focus()
    page.keyboard.press("End")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(item.get_by_role("status")).to_have_text("已保存")
    expect(item.get_by_label("课程联系电话")).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(item.get_by_label("课程联系电话")).to_have_attribute("value", "05516000000123")
    expect(item.get_by_role("button", name="保存")).to_be_focused()


def test_a_picture_seen_large_is_left_by_escape_to_where_it_was_opened(house, seated, submitted, tmp_path):
    desks.bytes_for(house, tmp_path, submitted)
    page = seated("zhao", f"/console/entries/{submitted}")
    link = page.locator("a[data-large]").nth(1)
    link.focus()
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="看大图")
    expect(large).to_be_visible()
    stop = page.evaluate(STANDS)
    assert stop["isSeen"] and stop["hasRing"], stop
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(link).to_be_focused()


def test_a_page_that_looks_again_by_itself_leaves_the_keyboard_alone(house, people, seated, submitted):
    with house.db.write() as tx:
        archives.ask(
            house, tx, entries.load(house, tx, submitted), by=people["officer"], now=house.clock.now()
        )
        tx.after_commit.clear()
    page = seated("li", f"/console/entries/{submitted}/archive")
    here = page.get_by_role("link", name="导出")
    here.focus()
    page.evaluate("window.heard = document.querySelector('main [aria-live]')")
    for values, said in (
        ({"progress": 40}, "已完成 40%"),
        ({"progress": 70}, "已完成 70%"),
        ({"state": "failed"}, "这次没有打包成功"),
    ):
        with house.db.write() as tx:
            tx.run(update(archive_table).values(**values))
        expect(page.get_by_text(said)).to_be_visible()
        expect(here).to_be_focused()
        # A screen reader speaks of what changes in a region it knows; one that is put there anew is silent.
        assert page.evaluate("(said) => heard.isConnected && heard.textContent.includes(said)", said)
    assert page.locator("[hx-get]").count() == 0  # and that was the last look
