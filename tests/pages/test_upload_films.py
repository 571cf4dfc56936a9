"""Films on the page for files: what must be and what is only advised, a cut that its worker chooses, and how far a mend is."""

import threading

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from core.adapters.clock import START
from core.adapters.tables import attachments
from core.services import accounts, demo, entries, links, mends
from tests import browsing, making
from tests.running import PATIENCE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def long_film(tmp_path_factory):
    """Five minutes and ten seconds, as a phone records it: the index stands last."""
    folder = tmp_path_factory.mktemp("films")
    press = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-crf",
        40,
        "-c:a",
        "aac",
        "-t",
        2,
    ]
    look = ["-f", "lavfi", "-i", "testsrc=s=1920x1080:r=25", "-f", "lavfi", "-i", "sine=r=48000"]
    making.ffmpeg(*look, *press, folder / "clip.mp4")
    making.ffmpeg(
        "-stream_loop", -1, "-i", folder / "clip.mp4", "-c", "copy", "-t", 310, folder / "刀具实拍展示.mp4"
    )
    return folder / "刀具实拍展示.mp4"


@pytest.fixture
def entry(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        me = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)
        return me, entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START)


@pytest.fixture
def page(house, live, entry, phone):
    me, made = entry
    with house.db.write() as tx:
        address = links.upload(house, tx, me, entry=made, field="videos")
    opened = phone.new_page()
    opened.set_default_timeout(90_000)  # films are checked and cut meanwhile, on a busy machine
    faults = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.goto(live.url + "/upload#" + address.split("#")[1])
    opened.wait_for_selector("#item-videos.asked")
    yield opened
    assert faults == []


@pytest.fixture
def row(page, checker, long_film):
    page.set_input_files("#choose-videos", long_film)
    found = page.locator("#item-videos .row.file")
    found.get_by_text("时长 5 分 10 秒，最多 5 分钟").wait_for()
    return found


@pytest.fixture
def shown(monkeypatch):
    """A mend stands still at the first percent it tells of until this is set: a fast machine is done between two looks."""
    seen, real = threading.Event(), mends.mending.mend

    def mend(*given, told, **more):
        def tells(percent):
            told(percent)
            assert percent <= 0 or seen.wait(PATIENCE)

        return real(*given, told=tells, **more)

    monkeypatch.setattr(mends.mending, "mend", mend)
    yield seen
    seen.set()


def part(row):
    return row.get_by_label("从哪里开始（分:秒）"), row.get_by_label("到哪里结束（分:秒）")


def lengths(house, entry):
    with house.db.read() as tx:
        found = entries.load(house, tx, entry[1])
    return [round(found.files[row["attachment"]].facts["seconds"]) for row in found.answers["videos"]]


def test_a_part_is_chosen_by_hand_and_cut_while_the_page_tells_how_far_it_is(page, house, entry, row, shown):
    expect(row.locator(".said.must").get_by_text("点“剪短”")).to_be_visible()
    expect(row.locator(".said")).to_have_count(1)  # a cut also brings the index to the front
    expect(page.locator("#item-videos").get_by_role("button", name="一键修正")).to_have_count(0)
    row.get_by_text("剪短：选从哪里到哪里").click()
    start, end = part(row)
    expect(start).to_have_value("0:00")
    expect(end).to_have_value("5:00")
    end.fill("5:11")
    expect(row.get_by_text("视频一共 5 分 10 秒，结束时间超出了。")).to_be_visible()
    end.fill("5:05")
    expect(row.get_by_text("这一段有 5 分 5 秒，还要再剪掉 5 秒。")).to_be_visible()
    expect(row.get_by_role("button", name="剪短这个视频")).to_be_disabled()
    start.fill("0:52")
    end.fill("1分02")
    expect(row.get_by_text("剪下来是 10 秒，可以。")).to_be_visible()
    expect(row.locator(".picture img")).to_have_count(1)
    with house.db.write() as tx:
        tx.run(update(attachments).values(preview=None))
    page.evaluate("dispatchEvent(new Event('visibilitychange'))")  # somebody comes back to the page
    expect(row.locator(".picture img")).to_have_count(0)  # the row is drawn anew, and what was chosen stays
    expect(start).to_have_value("0:52")
    row.get_by_role("button", name="剪短这个视频").click()
    row.get_by_text("正在修正　", exact=False).wait_for()
    page.wait_for_function(
        "() => /正在修正　[1-9]\\d*%/.test(document.querySelector('#item-videos .mending .told').textContent)",
        timeout=90_000,
    )
    shown.set()
    row.get_by_text("合格").wait_for()
    expect(row.get_by_text("修正过，原件仍保留")).to_be_visible()
    assert lengths(house, entry) == [10]


def test_a_part_is_chosen_with_the_keyboard_alone(page, house, entry, row):
    summary = row.get_by_text("剪短：选从哪里到哪里")
    summary.focus()
    page.keyboard.press("Enter")
    start, end = part(row)
    end.focus()
    for key in ("PageDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(start).to_have_value("0:00")
    expect(end).to_have_value("4:51")
    row.get_by_role("button", name="剪短这个视频").focus()
    page.keyboard.press("Enter")
    row.get_by_text("合格").wait_for()
    assert lengths(house, entry) == [291]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_cut_fits_the_window(page, row, width):
    browsing.resize(page, width, 800)
    row.get_by_text("剪短：选从哪里到哪里").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for button in row.locator(".step").all():
        assert button.bounding_box()["height"] >= 44
