"""On a slow line, in a real Chromium: what is typed or asked while an answer is under way is neither lost nor overtaken."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from core.adapters.clock import real
from core.services import answering, entries
from tests import browsing
from tests.core.services import roadshows
from tests.server.console import test_focus, test_keys, test_queue_by_keys

three, served, auditor = (
    test_queue_by_keys.three,
    test_queue_by_keys.served,
    test_queue_by_keys.auditor,
)
seated = test_focus.seated
PHONE = "课程联系电话"


class Line:
    """The way of a page's requests to an address. It lies there before the page is loaded: of what a page asks right after
    a route was laid, Chromium lets some by."""

    def __init__(self, page, address):
        self.held, self.is_slow, self.is_lost = [], False, False
        self._page = page
        page.route(address, self._pass)
        page.reload()
        test_keys.is_listening(page)

    def _pass(self, route):
        if self.is_slow:
            self.held.append(route)
        else:
            route.abort() if self.is_lost else route.continue_()

    @contextmanager
    def slow(self):
        """Answers come when the block ends."""
        self.is_slow = True
        yield
        self.is_slow = False
        for route in self.held:
            route.continue_()

    def is_asked(self):
        """Waits until a request is held."""
        browsing.until(self._page, lambda: self.held, "a request")


def test_a_search_shows_what_was_typed_last(three, auditor):
    text, line = auditor.locator("#text"), Line(auditor, "**/console/entries?*text=*")
    with line.slow():
        text.fill("改进")
        text.press("Enter")
        line.is_asked()
        for words in ("病房", "刹车"):
            text.fill(words)
            text.press("Enter")
    expect(auditor.locator("#found [role=status] b")).to_have_text("1")
    expect(text).to_have_value("刹车")


@pytest.fixture
def course(house, people, now, seated):
    """The officer's page of a course, the item that is written in, the line it is saved by."""
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    page = seated("li", f"/console/sheets/courses/{roadshows.course(house, people, now)}")
    return page, page.locator("#item-course_phone"), Line(page, "**/item")


def test_what_is_typed_while_an_item_is_saved_stays_and_is_saved_next(course):
    page, item, line = course
    box = item.get_by_label(PHONE)
    box.focus()
    page.keyboard.press("End")
    page.keyboard.type("2")
    with line.slow():
        page.keyboard.press("Enter")
        line.is_asked()
        page.keyboard.type("34")
        page.keyboard.press("ArrowLeft")
    expect(item.get_by_role("status")).to_contain_text("后来写的还没有保存")
    expect(box).to_have_attribute("value", "0551600000012")
    expect(box).to_be_focused()
    page.keyboard.type("x")
    expect(box).to_have_value("05516000000123x4")
    box.fill("055160000001234")
    box.press("Enter")
    expect(item.get_by_role("status")).to_have_text("已保存")
    expect(box).to_have_attribute("value", "055160000001234")


def test_saving_twice_at_once_is_saving_once(course):
    _page, item, line = course
    item.get_by_label(PHONE).fill("055160000002")
    with line.slow():
        item.get_by_role("button", name="保存").dblclick()
        line.is_asked()
    expect(item.get_by_role("status")).to_have_text("已保存")
    expect(item.get_by_role("alert")).to_have_count(0)
    assert len(line.held) == 1


def test_a_save_that_the_network_lost_can_be_tried_again(course):
    _page, item, line = course
    item.get_by_label(PHONE).fill("055160000003")
    line.is_lost = True
    item.get_by_role("button", name="保存").click()
    expect(item.get_by_role("alert")).to_contain_text("没有保存")
    line.is_lost = False
    item.get_by_role("button", name="保存").click()
    expect(item.get_by_role("status")).to_have_text("已保存")


def test_what_is_written_of_a_person_meanwhile_stays_with_that_person(course, house, people):
    page, _item, line = course
    item = page.locator("#item-craftsmen")
    item.get_by_label("姓名").fill("甲一")
    item.get_by_text("工匠荣誉（没有的不填）").click()
    item.get_by_label("级别").select_option(index=1)
    with line.slow():
        item.get_by_label("姓名").press("Enter")
        line.is_asked()
        item.get_by_label("暂无视频").check()
    expect(item.get_by_role("status")).to_contain_text("后来写的还没有保存")
    expect(item.get_by_label("暂无视频").first).to_be_checked()

    item, entry = page.locator("#item-completers"), page.url.rpartition("/")[2]
    names, units = item.get_by_label("姓名"), item.get_by_label("单位")
    line.held.clear()
    names.last.fill("丙三")
    names.first.fill("")  # taken out: the next moves up
    with line.slow():
        names.first.press("Enter")
        line.is_asked()
        units.last.fill("三科")
    expect(item.get_by_role("status")).to_contain_text("再写一次")
    expect(names.first).to_have_value("丙三")
    expect(units.last).to_have_value("")

    for written, typed, stands in (
        ({"id": "p2", "name": "乙二"}, "丙三三", "乙二"),  # 丙三 was taken out elsewhere
        ({"id": "p2", "name": "乙二", "unit": "二科"}, "乙二二", "乙二二"),
    ):
        with house.db.write() as tx:
            held = entries.load(house, tx, entry)
            answering.save(house, tx, held, "completers", [written], by=people["officer"], now=real())
        names.first.fill(typed)
        item.get_by_role("button", name="保存").click()
        expect(item.get_by_role("alert")).to_contain_text("刚刚在别处改过")
        expect(names.first).to_have_value(stands)
        page.reload()
        test_keys.is_listening(page)
