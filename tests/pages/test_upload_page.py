"""The page for files in a real Chromium: bytes survive the network, the server and a reload; verdicts are told."""

import base64
import random
import re
from datetime import datetime

import pytest
from PIL import Image
from playwright.sync_api import expect

from core.adapters.clock import START
from core.domain import phrases
from core.services import accounts, acts, answering, demo, entries, links
from tests import browsing, filling, permitting
from tests.pages import broken_lines, fingers
from tests.pages.conftest import removed
from tests.running import until

pytestmark = pytest.mark.browser
SLOW = 40_000  # bytes a second: half a minute a photo, in which something is done to it


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Three different photos of 1 to 2 MB; the second as a phone writes it, without 300 dpi. One far too small."""
    folder = tmp_path_factory.mktemp("photos")
    made = {"正面 主视图": (300, 1), "病房使用": (72, 2), "侧面": (300, 3)}
    for name, (dpi, seed) in made.items():
        noise = Image.frombytes("RGB", (600, 400), random.Random(seed).randbytes(600 * 400 * 3))
        noise.resize((2400, 1600)).save(folder / f"{name}.jpg", quality=95, dpi=(dpi, dpi))
    Image.new("RGB", (640, 480), "white").save(folder / "截图.jpg", dpi=(300, 300))
    (folder / "空的.jpg").write_bytes(b"")
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    with house.db.write() as tx:
        made = entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START)
        answering.save(house, tx, entries.load(house, tx, made), "title", filling.TITLE, by=me, now=START)
    return made


def link(house, live, me, entry, field="photos"):
    with house.db.write() as tx:
        return live.url + "/upload#" + links.upload(house, tx, me, entry=entry, field=field).split("#")[1]


@pytest.fixture
def page(house, live, me, entry, phone):
    opened = phone.new_page()
    faults = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.goto(link(house, live, me, entry))
    opened.wait_for_selector("#item-photos.asked")
    yield opened
    assert faults == []


def photos_of(page):
    return page.locator("#item-photos")


def network(phone, page):
    """Sets the speed of sending, or takes the network away."""
    cdp = phone.new_cdp_session(page)
    cdp.send("Network.enable")

    def to(speed=-1, *, offline=False):
        told = {"offline": offline, "latency": 5, "downloadThroughput": -1, "uploadThroughput": speed}
        cdp.send("Network.emulateNetworkConditions", told)

    return to


def halfway(page):
    """Waits until bytes are under way: a percent between 0 and 100 is shown."""
    page.wait_for_function(
        """() => [...document.querySelectorAll('.row.job .told')].some((told) => /正在传　[1-9]\\d?%/.test(told.textContent))"""
    )


def stored(house, entry):
    """Bytes of the photos of an entry by title, in order."""
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
    listed = found.answers.get("photos") or []
    return {
        row["title"]: house.files.path(found.files[row["attachment"]].place).read_bytes() for row in listed
    }


def test_two_files_are_sent_checked_named_and_mended(page, house, entry, photos, checker):
    names = ("正面 主视图", "病房使用")
    page.set_input_files("#choose-photos", [photos[name] for name in names])
    rows = photos_of(page).locator(".row.file")
    rows.nth(0).get_by_text("合格").wait_for()
    rows.nth(1).get_by_text("标注的分辨率是 72dpi，要求 300dpi").wait_for()
    expect(rows.nth(1).get_by_text("必须改：")).to_be_visible()
    expect(photos_of(page).get_by_text("现有 2 个，至少要 3 个，还差 1 个")).to_be_visible()
    assert stored(house, entry) == {name: photos[name].read_bytes() for name in names}
    megabytes = photos[names[0]].stat().st_size / 1e6
    expect(rows.nth(0)).to_contain_text(f"{megabytes:.1f} MB")

    fingers.stays(page, house)
    broken_lines.mends(
        page, photos_of(page).get_by_role("button", name="修正：一键修正 1 张照片的分辨率标注")
    )
    rows.nth(1).get_by_text("修正过，原件仍保留").wait_for()
    rows.nth(1).get_by_text("合格").wait_for()

    broken_lines.names(page, rows.nth(0), "输液架主视图")
    assert list(stored(house, entry)) == ["输液架主视图", "病房使用"]

    removed(rows.nth(0))
    page.wait_for_function("() => document.querySelectorAll('#item-photos .row.file').length === 1")
    assert list(stored(house, entry)) == ["病房使用"]


def test_a_lost_network_is_waited_for_and_the_file_arrives_whole(page, phone, house, entry, photos, checker):
    to = network(phone, page)
    to(SLOW)
    page.set_input_files("#choose-photos", photos["正面 主视图"])
    halfway(page)
    to(offline=True)
    page.get_by_text("网络断了，恢复后自动接着传").wait_for()
    to()
    photos_of(page).get_by_text("合格").wait_for()
    assert stored(house, entry) == {"正面 主视图": photos["正面 主视图"].read_bytes()}


def test_a_killed_server_is_waited_for_and_the_file_arrives_whole(
    page, phone, live, house, entry, photos, checker
):
    to = network(phone, page)
    to(SLOW)
    page.set_input_files("#choose-photos", photos["正面 主视图"])
    halfway(page)
    page.evaluate("window.pressed = document.querySelector('.row.job button')")
    live.kill()
    page.get_by_text("网络断了，恢复后自动接着传").wait_for()
    assert page.evaluate("pressed.isConnected")  # whoever is pressing it presses it still
    expect(page.locator("#network")).to_be_visible()
    live.start()
    to()
    photos_of(page).get_by_text("合格").wait_for()
    expect(page.locator("#network")).to_be_hidden()
    assert stored(house, entry) == {"正面 主视图": photos["正面 主视图"].read_bytes()}


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(page, phone, house, entry, photos, checker):
    to = network(phone, page)
    to(SLOW)
    page.set_input_files("#choose-photos", photos["正面 主视图"])
    halfway(page)
    parts = house.files.path("parts")
    until(lambda: any(part.stat().st_size for part in parts.glob("*")), what="bytes that arrived")
    photos_of(page).get_by_role("button", name="暂停").click()
    photos_of(page).get_by_text("已暂停").wait_for()
    page.reload()
    half = photos_of(page).locator(".row.half")
    half.get_by_text("请再选一次这个文件，会从断开的地方接着传").wait_for()

    sent = []
    page.on("request", lambda request: sent.append((request.method, request.headers.get("upload-offset"))))
    to()
    with page.expect_file_chooser() as chooser:
        half.get_by_role("button", name="再选一次，接着传").click()
    chooser.value.set_files(photos["正面 主视图"])
    photos_of(page).get_by_text("合格").wait_for()
    begun = [int(offset) for method, offset in sent if method == "PATCH"]
    assert begun and begun[0] > 0
    assert stored(house, entry) == {"正面 主视图": photos["正面 主视图"].read_bytes()}


def test_what_will_be_refused_is_said_before_a_byte_is_sent_and_may_be_sent_all_the_same(
    page, house, entry, photos, checker
):
    page.set_input_files("#choose-photos", [photos["截图"], photos["空的"]])
    small, empty = (photos_of(page).locator(".row.job").nth(place) for place in (0, 1))
    small.get_by_text("只有 640×480 像素，印刷至少要 1800×1200").wait_for()
    expect(small.get_by_text("不能小于 1.00 MB")).to_be_visible()
    empty.get_by_text("是空文件（0 字节）").wait_for()
    expect(empty.get_by_role("button", name="仍然上传")).to_have_count(0)
    assert stored(house, entry) == {}
    small.get_by_role("button", name="仍然上传").click()
    photos_of(page).locator(".row.file").get_by_text("只有 640×480 像素").wait_for()


def test_a_cancelled_file_leaves_nothing_behind(page, phone, house, entry, photos):
    to = network(phone, page)
    to(SLOW)
    page.set_input_files("#choose-photos", photos["侧面"])
    halfway(page)
    with page.expect_response(lambda answer: answer.request.method == "DELETE" and answer.status == 204):
        photos_of(page).get_by_role("button", name="取消").click()
    page.reload()
    photos_of(page).get_by_text("还没有交").wait_for()
    expect(photos_of(page).locator(".row")).to_have_count(0)


def test_a_used_link_with_the_cookie_opens_its_item_and_without_it_says_what_to_do(
    page, house, live, me, entry, phone, chromium
):
    address = link(house, live, me, entry, "papers")
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#item-papers.asked")
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#item-papers.asked")
    stranger = chromium.new_context(locale="zh-CN").new_page()
    stranger.goto(address)
    stranger.get_by_text("这个链接已经用过或已过期").wait_for()
    expect(stranger.get_by_text("“继续”")).to_be_visible()
    stranger.context.close()


def test_several_entries_are_chosen_from(page, house, live, me, entry):
    with house.db.write() as tx:
        entries.start(house, tx, "2024-anhui", "roadshow", by=me, now=START)
    page.goto("about:blank")
    page.goto(f"{live.url}/upload")
    page.get_by_text("给哪一份申报上传？").wait_for()
    page.get_by_role("button", name=filling.TITLE).click()
    page.wait_for_selector("#item-photos")
    expect(page).to_have_url(re.compile(entry))


def test_when_everything_is_there_it_says_so_and_a_sent_entry_is_only_shown(page, house, live, me):
    done = filling.whole(house, by=me, now=START, title="另一项成果名称已经全部填好的申报")
    page.goto("about:blank")
    page.goto(link(house, live, me, done))
    page.get_by_text("文件都齐了").wait_for()
    expect(page.get_by_text("看一遍就可以提交了")).to_be_visible()

    with house.db.write() as tx:
        acts.submit(house, tx, done, by=me, now=START)
        tx.after_commit.clear()
    page.reload()
    page.get_by_text("现在只能看，不能改").wait_for()
    expect(photos_of(page).locator("button.pick")).to_be_hidden()
    expect(photos_of(page).get_by_role("button", name="删除")).to_have_count(0)


def test_after_the_end_the_page_says_so_and_sends_nobody_to_hand_in(page, house, live, me):
    """What the phone says, and the end of the entry itself: a permit's, to the minute."""
    done = filling.whole(house, by=me, now=START, title="另一项成果名称已经全部填好的申报")
    late = datetime.fromisoformat("2024-06-29T12:00:00+08:00")
    permitting.given(house, late, by=me, entry=done)
    page.goto("about:blank")
    page.goto(link(house, live, me, done))
    expect(page.get_by_text("截止 6月29日 12:00")).to_have_count(2)  # in the corner too
    said = page.get_by_text(phrases.say("entry.ended.draft"))
    expect(said).to_have_count(0)
    house.clock.move(late)
    page.reload()
    expect(said).to_be_visible()
    expect(page.get_by_text("6月29日 12:00已截止")).to_have_count(2)
    expect(page.get_by_text("看一遍就可以提交了")).to_have_count(0)
    page.goto("about:blank")
    page.goto(f"{live.url}/upload")
    row = page.get_by_role("button", name=filling.TITLE)
    expect(row).to_contain_text("已截止")
    expect(page.get_by_role("button", name="另一项成果名称")).to_contain_text("已截止")


def test_files_and_folders_are_dropped(page, house, entry, photos, checker):
    content = photos["侧面"].read_bytes()
    page.evaluate(
        """([name, bytes]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: "image/jpeg" }));
            document.querySelector("#item-photos").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
        }""",
        ["侧面.jpg", base64.b64encode(content).decode()],
    )
    photos_of(page).get_by_text("合格").wait_for()
    assert stored(house, entry) == {"侧面": content}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(page, live, width):
    browsing.resize(page, width, 800)
    here = page.url
    for address in ("/", "/verify/", "/verify/ABCD", "/me", "/nowhere", here):
        page.goto("about:blank")
        page.goto(address if address.startswith("http") else live.url + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
