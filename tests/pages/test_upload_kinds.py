"""A file of another kind than the item asks for is told of in the browser before a byte is sent, whatever its name says."""

import shutil

import pytest
from PIL import Image
from playwright.sync_api import expect

from core.adapters.clock import START
from core.domain import phrases
from core.services import accounts, demo, entries, links
from tests import compounds, making, sheets

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    photo = making.jpeg(folder / "照片.jpg", dpi=300, bytes=1_300_000)
    bank = sheets.bank(folder / "题库.xlsx")
    made = {
        "film as photo": shutil.copy(
            making.mp4(folder / "演示.mp4", 1, size=(320, 180)), folder / "演示.jpg"
        ),
        "photo as film": shutil.copy(photo, folder / "视频.mp4"),
        "bank as sound": shutil.copy(bank, folder / "讲解.mp3"),
        "photo as bank": shutil.copy(photo, folder / "其实是照片.xlsx"),
        "sheet": compounds.old_sheet(folder / "旧题库.XLS"),
        "bank as paper": shutil.copy(bank, folder / "承诺书.pdf"),
        "screenshot": folder / "其实是截图.jpg",
    }
    noise = folder / "截图.png"
    Image.effect_noise((2400, 1600), 60).save(noise)
    shutil.copy(noise, made["screenshot"])
    return made


@pytest.fixture
def page(house, live, phone):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        me = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)
        made = entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START)
        address = links.upload(house, tx, me, entry=made, field="photos").split("#")[1]
    opened = phone.new_page()
    opened.goto(f"{live.url}/upload#{address}")
    opened.wait_for_selector("#item-photos.asked")
    return opened


TOLD = (
    ("photos", "film as photo", "not_an_image"),
    ("videos", "photo as film", "not_media"),
    ("audio", "bank as sound", "not_media"),
    ("bank", "photo as bank", "not_a_sheet"),
    ("bank", "sheet", "old_sheet"),
    ("papers", "bank as paper", "not_a_document"),
)


def test_another_kind_is_told_of_before_a_byte_is_sent_whatever_its_name_says(page, house, given):
    sent = []
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/api/v1/uploads") else None)
    for field, name, fault in TOLD:
        page.set_input_files(f"#choose-{field}", str(given[name]))
        row = page.locator(f"#item-{field} .row.job", has_text=given[name].name)
        expect(row).to_contain_text(phrases.say(f"fault.{fault}"))
        row.get_by_role("button", name="仍然上传").wait_for()
    assert sent == []


def test_a_picture_under_another_ending_that_one_tap_mends_goes_without_a_question(page, given, checker):
    page.set_input_files("#choose-photos", str(given["screenshot"]))
    row = page.locator("#item-photos .row.file")
    expect(row).to_contain_text("是 PNG 格式，要求 JPG。点一下“修正”就会转成 JPG")
