"""Letters on the page for files: after a voiding edit only the sheet concerned is offered, and what changed is told."""

import pytest
from playwright.sync_api import expect

from core.adapters.clock import START
from core.services import accounts, answering, demo, entries, links
from core.services import papers as letters
from tests import filling
from tests.sealing import photo_of

pytestmark = pytest.mark.browser


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    made = filling.whole(house, by=me, now=START)
    save(house, me, made, papers=[])
    return made


def save(house, me, entry, **values):
    with house.db.write() as tx:
        for key, value in values.items():
            answering.save(house, tx, entries.load(house, tx, entry), key, value, by=me, now=START)
        tx.after_commit.clear()


def opened(phone, house, live, me, entry):
    with house.db.write() as tx:
        code = links.upload(house, tx, me, entry=entry, field="papers").split("#")[1]
    page = phone.new_page()
    page.goto(f"{live.url}/upload#{code}")
    page.wait_for_selector("#item-papers.asked")
    return page


def test_only_the_voided_sheet_is_offered(house, live, me, entry, phone, checker, tmp_path):
    page = opened(phone, house, live, me, entry)
    item = page.locator("#item-papers")
    expect(item.locator(".get a")).to_have_text(["下载授权书、真实性承诺书（PDF）", "下载空白表格"])
    pdf = letters.letters_pdf(house, entry, by=me, now=START, only=["commitment"])
    item.locator("input[type=file]").set_input_files(photo_of(pdf, tmp_path / "承诺书.jpg", longest=2200))
    item.locator(".row.file[data-state=good]").wait_for()
    save(house, me, entry, unit={"name": "淮河医院门诊部"})
    page.reload()
    page = opened(phone, house, live, me, entry)
    box = page.locator("#item-papers .get .said.must")
    expect(box).to_contain_text("《创新成果真实性承诺书》要重新打印、盖章")
    expect(box).to_contain_text("由“淮河医院护理部”改成“淮河医院门诊部”")
    again = box.locator("a")
    expect(again).to_have_attribute("href", f"/api/v1/entries/{entry}/papers.pdf?only=commitment")
    got = page.request.get(live.url + again.get_attribute("href"))
    assert (got.status, got.headers["content-type"]) == (200, "application/pdf")
