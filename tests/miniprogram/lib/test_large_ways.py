"""A film over 100 MB the whole way from the mini-program: by this phone's browser, and from a computer signed in by scanning."""

import io

import pytest
import requests
from PIL import Image
from playwright.sync_api import expect

from core.adapters import qrcodes
from tests import making
from tests.browsing import PATIENCE
from tests.miniprogram.lib.workers import digest
from tests.playing import Phone
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]
ARRIVES = 240_000  # ms, of 120 MB on a busy machine


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Of 1080 lines, so that nothing is wrong with it but its size."""
    return making.mp4(tmp_path_factory.mktemp("film") / "大视频.mp4", 60, megabytes=115)


@pytest.fixture
def ways(worker, film):
    """The page of three ways, as a worker comes to it by choosing the film."""
    worker.choose(worker.form("videos"), film)
    shown = worker.phone.shown
    expect(shown.get_by_text(f"《{film.name}》有")).to_be_visible()
    return shown


def hands_in(page, film):
    page.set_input_files("#choose-videos", film)
    expect(page.locator("#item-videos .row.file")).to_have_count(1, timeout=ARRIVES)


def is_there(worker, film):
    """The house has every byte, and the mini-program shows the film once the person comes back to it."""
    assert worker.stored() == {film.name: digest(film)}
    worker.phone.do("lock")
    worker.phone.do("unlock")
    worker.phone.do("back")
    expect(worker.phone.shown.locator("#field-videos .picture")).to_have_count(1)


def test_the_copied_link_opens_the_item_in_this_phones_browser(worker, ways, film, chromium):
    ways.get_by_role("button", name="复制网址").click()
    expect(ways.get_by_role("button", name="✓ 已复制，请去浏览器粘贴")).to_be_visible()
    copied = worker.phone.wx("getClipboardData")["data"]
    assert copied.startswith(f"{worker.copy.url}/upload#")
    browser = chromium.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="zh-CN"
    )
    browser.set_default_timeout(PATIENCE)
    page = browser.new_page()
    page.goto(copied)
    page.wait_for_selector("#item-videos.asked")
    hands_in(page, film)
    is_there(worker, film)
    page.goto("about:blank")
    page.goto(copied)
    expect(page.locator("#item-videos .row.file")).to_have_count(1)
    browser.close()
    other = chromium.new_context(locale="zh-CN")
    other.set_default_timeout(PATIENCE)
    late = other.new_page()
    late.goto(copied)
    expect(late.get_by_text("这个链接已经用过或已过期")).to_be_visible()
    other.close()


def test_a_computer_is_signed_in_by_scanning_its_screen(worker, ways, film, chromium):
    address = ways.locator(".url").inner_text()
    computer = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    computer.set_default_timeout(PATIENCE)
    page = computer.new_page()
    page.goto(address)
    code = page.get_by_role("img", name="登录用的二维码")
    expect(code).to_be_visible()
    (read,) = qrcodes.texts(Image.open(io.BytesIO(code.screenshot())).convert("L"))
    assert read.startswith("http://weixin.qq.com/q/"), "a phone's camera reads it off the screen"
    newest = requests.get(f"{worker.copy.sandbox}/phone/scenes", timeout=30).json()["items"][0]
    chat = Phone(worker.copy, worker.openid)
    chat.act("follow")
    chat.act("scan", scene=newest)
    chat.heard("登录")
    expect(page.get_by_text("已扫码。请在微信里回复“登录”两个字确认")).to_be_visible()
    chat.say("登录")
    page.locator("#item-videos, .doors").first.wait_for()
    if page.locator(".doors").count():  # several drafts: the person takes this one
        page.goto("about:blank")  # another # alone would not load the page anew
        page.goto(f"{address}#entry={worker.entry}&field=videos")
    page.wait_for_selector("#item-videos")
    hands_in(page, film)
    is_there(worker, film)
    computer.close()


def test_a_large_song_is_offered_no_ways_of_films(worker, tmp_path):
    song = tmp_path / "讲解.mp3"
    song.write_bytes(making.mp3(tmp_path / "短.mp3").read_bytes() + bytes(101 * 1024 * 1024))
    worker.choose(worker.form("audio"), song)
    shown = worker.phone.shown
    expect(shown.get_by_role("button", name="复制网址")).to_be_visible()
    expect(shown.get_by_text("自己剪一段")).to_have_count(0)
    until(lambda: worker.files() == {"items": [], "uploads": []}, what="nothing was sent")
