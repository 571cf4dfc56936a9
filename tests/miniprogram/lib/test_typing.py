"""Nothing typed is lost, typing waits for nobody, and what another phone wrote is never overwritten unseen."""

import random
import re
import time

import pytest
from playwright.sync_api import expect

from tests import browsing
from tests.miniprogram.lib.workers import is_lost
from tests.running import until

pytestmark = pytest.mark.browser

ANSWERS = "**/house/api/v1/entries/*/answers/*"
PATIENCE = 1000  # ms until what was typed must be safe, by the phone's own clock
COUNT = """([box, ms]) => { window.safe = 0; box.oninput = () => { const { length } = box.value; setTimeout(() => { window.safe = length }, ms) } }"""
LETTERS = "输液架在坡道上会自己滑走，护士要腾出一只手扶着；我们给脚轮加了一个自动锁。"


def box(place):
    return place.get_by_role("textbox")


@pytest.mark.parametrize(
    "times", [pytest.param(range(5), id="5"), pytest.param(range(5, 25), id="20", marks=pytest.mark.nightly)]
)
def test_a_page_killed_at_any_time_has_all_that_was_typed_a_second_before(worker, times):
    """Each time with the line or without it; no time passes between two letters but the typing itself."""
    worker.form("background")
    for number in times:
        dice = random.Random(number)
        text = "".join(dice.choices(LETTERS, k=60))
        if number % 2:
            worker.phone.do("cut")
        place = box(worker.phone.shown.locator("#field-background"))
        place.fill("")
        place.focus()
        place.evaluate(f"(box) => ({COUNT})([box, {PATIENCE}])")
        ends = time.monotonic() + dice.uniform(0.2, 3.0)
        for letter in text:
            worker.phone.page.keyboard.insert_text(letter)
            if time.monotonic() > ends:
                break
            worker.phone.page.wait_for_timeout(dice.uniform(10, 250))
        safe = text[: worker.phone.page.evaluate("window.safe")]
        worker.phone.kill()
        there = box(worker.form("background"))
        expect(there).to_have_value(re.compile(f"^{safe}"))
        assert not safe or text.startswith(there.input_value()), number


def test_typing_starts_without_the_network_and_is_sent_once_later(worker):
    worker.form("background")
    worker.phone.kill()
    page = worker.phone.page = worker.phone.context.new_page()
    page.route("**/house/**", lambda route: route.abort())
    place = worker.form("background")
    is_lost(worker.phone)
    box(place).press_sequentially("没有网络也能写", delay=20)
    expect(worker.phone.shown.get_by_text("已记在手机里")).to_be_visible()
    sent = []
    page.on(
        "response",
        lambda told: sent.append(told.request.post_data_json) if told.request.method == "PUT" else None,
    )
    page.unroute("**/house/**")
    worker.phone.do("restore")
    until(lambda: worker.answers().get("background") == "没有网络也能写", what="the answer")
    expect(worker.phone.shown.get_by_text("已保存")).to_be_visible()
    assert [one["value"] for one in sent] == ["没有网络也能写"]


def test_typing_never_waits_for_a_slow_house(worker):
    """Not one call is answered while all of it is typed and shown."""
    place = worker.form("background")
    held = []
    worker.phone.page.route(ANSWERS, lambda route: held.append(route))
    box(place).press_sequentially(LETTERS, delay=30)
    expect(box(place)).to_have_value(LETTERS)
    assert len(held) <= 1, "one answer of a field is under way at a time"
    browsing.until(worker.phone.page, lambda: held, "the first answer is on its way")
    worker.phone.page.route(ANSWERS, lambda route: route.continue_())
    held[0].continue_()
    browsing.until(
        worker.phone.page,
        lambda: worker.answers().get("background") == LETTERS,
        "the answer, of which the rest may come later",
    )


def test_a_lost_answer_is_no_quarrel_with_oneself(worker):
    """The house has the first part, the phone does not know it, and the person types on."""
    place = worker.form("background")
    worker.phone.rests().do("cutAfter", 0, "down")
    box(place).fill("第一句。")
    is_lost(worker.phone)
    until(lambda: worker.answers().get("background") == "第一句。", what="the first part")
    box(place).press_sequentially("第二句。")
    worker.phone.page.wait_for_function(
        "(key) => (__wx.getStorageSync(key) || {}).value === '第一句。第二句。'",
        arg=f"typed:{worker.entry}:background",
    )
    worker.phone.kill()
    place = worker.form("background")
    until(lambda: worker.answers().get("background") == "第一句。第二句。", what="all of it")
    expect(box(place)).to_have_value("第一句。第二句。")
    expect(place.get_by_text("另一部手机也改了这一项")).to_have_count(0)


def test_a_refusal_by_a_house_of_two_minds_is_not_for_ever(worker):
    """While the campaign changes, one process does not know yet the item that the declaration asks for."""
    place = worker.form("background")
    told = {
        "problem": {"code": "answer.field.unknown", "message": "这份申报里没有“background”这一项，没有保存。"}
    }
    old = [404, 404]

    def once(route):
        return route.fulfill(status=old.pop(), json=told) if old else route.continue_()

    worker.phone.page.route(ANSWERS, once)
    box(place).fill(LETTERS)
    browsing.until(worker.phone.page, lambda: not old, "both refusals")
    expect(worker.phone.shown.get_by_text("已保存")).to_be_visible()
    assert worker.answers()["background"] == LETTERS


@pytest.fixture
def quarrel(worker):
    """Both phones opened the form; the other one's text is with the house, and this one's is told so."""
    other = worker.another_phone()
    place, there = worker.form("background"), worker.form("background", other)
    box(there).fill("那部手机写的")
    until(lambda: worker.answers().get("background") == "那部手机写的", what="the other's text")
    box(place).fill("这部手机写的")
    expect(place.get_by_text("另一部手机也改了这一项")).to_be_visible()
    expect(place.get_by_text("那部手机写的")).to_be_visible()
    expect(box(place)).to_have_value("这部手机写的")
    expect(worker.phone.shown.get_by_text("有一项要看一下")).to_be_visible()
    assert worker.answers()["background"] == "那部手机写的", "nothing is overwritten"
    return place, other


def test_of_two_phones_the_second_is_told_and_may_take_its_own(worker, quarrel):
    place, other = quarrel
    worker.phone.kill()
    place = worker.form("background")
    expect(box(place)).to_have_value("这部手机写的")
    place.get_by_role("button", name="用这部手机的").click()
    until(lambda: worker.answers()["background"] == "这部手机写的", what="the choice")
    expect(place.get_by_text("另一部手机也改了这一项")).to_have_count(0)
    there = box(other.shown.locator("#field-background"))
    there.focus()
    other.do("lock")
    other.do("unlock")
    other.page.wait_for_function("__phone.data().fields[0].version === 2")
    expect(there).to_have_value("那部手机写的")
    there.press_sequentially("，又写")
    expect(other.shown.get_by_text("另一部手机也改了这一项")).to_be_visible()
    assert worker.answers()["background"] == "这部手机写的", (
        "what came while a person was in the text is not overwritten"
    )


def test_of_two_phones_the_second_is_told_and_may_take_the_others(worker, quarrel):
    place, _other = quarrel
    worker.phone.do("cut")
    place.get_by_role("button", name="用那边的").click()
    expect(box(place)).to_have_value("那部手机写的")
    worker.phone.do("restore")
    box(place).press_sequentially("，又接着写")
    until(lambda: worker.answers()["background"] == "那部手机写的，又接着写", what="what was typed on it")


def test_what_is_typed_after_the_entry_was_given_up_elsewhere_is_refused_and_the_form_closes(worker):
    place = worker.form("background")
    assert worker.api.post(f"/entries/{worker.entry}/withdraw").status_code == 200
    box(place).fill("还在写")  # at once: a letter that comes after the refusal finds a closed box
    expect(place.get_by_text("这份申报现在是“已撤回不再申报”，不能修改")).to_be_visible()
    expect(box(place)).to_be_disabled()
    expect(box(place)).to_have_value("还在写")
    assert "background" not in worker.answers()


def test_a_hint_in_an_empty_box_does_not_look_typed(worker):
    colours = "(box) => [getComputedStyle(box, '::placeholder').color, getComputedStyle(box).color]"
    hint, typed = box(worker.form("background")).evaluate(colours)
    assert (hint, typed) == ("rgb(111, 103, 94)", "rgb(35, 32, 29)")


FILL = """for (const size of [500000, 50000, 5000, 500]) {
  try { for (let i = 0; ; i += 1) wx.setStorageSync(`full-${size}-${i}`, 'x'.repeat(size)) } catch (full) {} }
  for (const key of wx.getStorageInfoSync().keys) if (key.startsWith('cache:')) wx.removeStorageSync(key)
  try { for (let i = 0; ; i += 1) wx.setStorageSync(`last-${i}`, 'x'.repeat(20)) } catch (full) {}"""


def test_with_a_full_storage_typed_text_stays_and_is_told_of(worker):
    place = worker.form("background")
    worker.phone.script(FILL.replace("500]", "500, 50]"))
    worker.phone.do("cut")
    box(place).press_sequentially(LETTERS)
    expect(
        worker.phone.shown.get_by_text("手机存储满了，还没有记下。请不要退出，连上网就会保存")
    ).to_be_visible()
    expect(box(place)).to_have_value(LETTERS)
    worker.phone.do("restore")
    until(lambda: worker.answers().get("background") == LETTERS, what="the text, out of the phone's memory")
    expect(worker.phone.shown.get_by_text("已保存")).to_be_visible()


def test_what_can_be_fetched_again_makes_room_for_what_was_typed(worker):
    place = worker.form("background")
    worker.phone.script(FILL.partition("for (const key")[0])
    worker.phone.do("cut")
    box(place).press_sequentially(LETTERS)
    expect(worker.phone.shown.get_by_text("已记在手机里")).to_be_visible()
    worker.phone.page.wait_for_function(
        "(key) => (__wx.getStorageSync(key) || {}).value === " + repr(LETTERS),
        arg=f"typed:{worker.entry}:background",
    )


def test_no_payload_of_the_form_is_near_the_limit(worker):
    """The engine reports 32 KB and more as an error; a long answer is the worst that a form draws."""
    place = worker.form("background")
    box(place).fill(LETTERS * 30)
    until(lambda: worker.answers().get("background") == LETTERS * 30, what="the long answer")
    worker.phone.reopen()
    worker.phone.shown.locator("#field-background").wait_for()
    assert worker.phone.do("counters")["payloads"]["largest"] < 32 * 1024
