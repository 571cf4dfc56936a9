"""Texts far beyond an item's limit: drawn in small parcels, kept whole as far as the house keeps them, never cut unseen.

The engine reports every setData of 32 KB and more, and a worker's phone may leave no report behind."""

import pytest
from playwright.sync_api import expect

from core.domain.fieldtypes import texts
from tests.running import until

pytestmark = pytest.mark.browser
EMOJI = "夹具👍🏽👨‍👩‍👧‍👦❤️好用。"  # 16 code points, 54 bytes
WIDE = "夹具很好用。"


def box(place):
    return place.get_by_role("textbox")


@pytest.mark.parametrize("text", [EMOJI * 313, (WIDE * 3334)[: texts.LONGEST]], ids=["5008", "20000"])
def test_a_text_that_the_house_keeps_arrives_whole_and_is_there_again(worker, text):
    box(worker.form("background")).fill(text)
    until(lambda: worker.answers().get("background") == text, what="the long text")
    worker.phone.kill()
    place = worker.form("background")
    expect(box(place)).to_have_value(text)
    shorter = text[:40]
    box(place).fill(shorter)
    until(lambda: worker.answers().get("background") == shorter, what="what was left of it")


def test_a_text_that_the_house_does_not_keep_is_told_of_and_stays_on_the_phone(worker):
    box(worker.form("background")).fill(WIDE)
    until(lambda: worker.answers().get("background") == WIDE, what="the first text")
    worker.saved()
    text = (WIDE * 33334)[:200_000]
    sent = []
    worker.phone.page.on(
        "request", lambda asked: sent.append(asked.method) if asked.method == "PUT" else None
    )
    place = worker.form("background")
    box(place).fill(text)
    told = "一次收到 200000 个字符，最多保存 20000 个，这次没有保存"
    expect(place.get_by_text(told)).to_be_visible()
    expect(worker.phone.shown.get_by_text("有一项要看一下")).to_be_visible()
    worker.phone.kill()
    place = worker.form("background")
    expect(box(place)).to_have_value(text)
    expect(place.get_by_text(told)).to_be_visible()
    assert (worker.answers()["background"], sent) == (WIDE, []), "it is told of without the network"
    box(place).fill(text[:60])
    until(lambda: worker.answers().get("background") == text[:60], what="what was left of it")


def test_a_long_text_of_another_phone_is_shown_in_part_and_taken_whole(worker):
    """What another phone wrote may be as long as the house keeps; chosen, it stands in the box to its last letter."""
    other = worker.another_phone()
    place, there = worker.form("background"), worker.form("background", other)
    text = (WIDE * 3334)[: texts.LONGEST]
    box(there).fill(text)
    until(lambda: worker.answers().get("background") == text, what="the other's text")
    box(place).fill("这部手机写的")
    expect(place.get_by_text("另一部手机也改了这一项")).to_be_visible()
    expect(place.get_by_text("这里只显示开头，全文 20000 个字符")).to_be_visible()
    place.get_by_role("button", name="用那边的").click()
    expect(box(place)).to_have_value(text)


def test_the_text_that_stood_before_comes_back_though_the_page_was_given_it_already(worker):
    """Typed over, changed elsewhere to what stood here first, chosen: the box shows what the house has."""
    box(worker.form("background")).fill("原来的")
    until(lambda: worker.answers().get("background") == "原来的", what="the first text")
    worker.saved()
    worker.phone.kill()
    place = worker.form("background")
    expect(box(place)).to_have_value("原来的")
    other = worker.another_phone()
    there = box(worker.form("background", other))
    for text in ("另一个", "原来的"):
        there.fill(text)
        until(lambda wanted=text: worker.answers().get("background") == wanted, what=text)
    box(place).fill("这部手机写的")
    expect(place.get_by_text("另一部手机也改了这一项")).to_be_visible()
    place.get_by_role("button", name="用那边的").click()
    expect(box(place)).to_have_value("原来的")
    assert worker.answers()["background"] == "原来的"
