"""A roadshow from recommendation to selected, in browsers, with a real film, bank and seal."""

import os

import openpyxl
import pytest
from playwright.sync_api import expect

from core.adapters.clock import START
from core.services import demo
from tests import browsing, making, sealing, sheets
from tests.running import until

pytestmark = pytest.mark.browser
PASSWORD = "wuxiao-demo"


@pytest.fixture
def staffed(house):
    demo.furnish(house, now=START)


def pictured(page, name):
    """Kept where a person asked for pictures: as on a desk, and as on a phone."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=f"{folder}/{name}-phone.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def desk(chromium, live):
    """desk("li") is signed in at a desk of their own."""
    opened = []

    def signed_in(login):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        context.set_default_timeout(browsing.PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{live.url}/console/sign-in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.locator("form:has([name=password]) button").click()
        expect(page.locator("nav.places")).to_be_visible()
        return page

    yield signed_in
    for context in opened:
        context.close()


def say(page, label, text):
    """One item, saved by itself: the answer comes back into its place."""
    item = page.locator("article.item").filter(has=page.get_by_role("heading", name=label, exact=True))
    item.locator("[name=value]").fill(text)
    item.get_by_role("button", name=f"保存{label}").click()
    expect(item.get_by_text("已保存")).to_be_visible()


def upload(page, label, key, path):
    """Through the upload page, until it was checked; back to the course."""
    course = page.url.split("#")[0]
    page.get_by_role("button", name=f"上传{label}").click()
    page.wait_for_selector(f"#item-{key}.asked")
    page.set_input_files(f"#choose-{key}", path)
    expect(page.locator(f"#item-{key} .row.file")).to_be_visible()

    def is_checked():
        page.goto(course)
        item = page.locator(f"#item-{key}")
        return item.locator("figure").count() and not item.get_by_text("正在").count()

    until(is_checked, every=1, what=f"{label} checked")


def test_a_roadshow_from_recommendation_to_selected(staffed, desk, live, checker, tmp_path):
    officer = desk("li")
    officer.get_by_role("link", name="路演").click()
    officer.get_by_role("button", name="加一门课程").click()
    for label, text in (
        ("课程名称", "输液架自动锁止微课堂"), ("提交单位", "淮河医院护理部"), ("课程联系电话", "0551-60000001"),
        ("导师简介", "从事临床护理二十年，现任病区护士长，获市级先进工作者称号。"),
        ("视频简介", "视频展示病区转运中输液架自动锁止的全过程，松手即锁，推动即开。"),
    ):  # fmt: skip
        say(officer, label, text)
    people = officer.locator("#item-completers")
    people.get_by_label("姓名").fill("甲一")
    people.get_by_role("button", name="保存完成人").click()
    expect(people.get_by_text("第 1 位")).to_be_visible()
    course = officer.url.split("#")[0]
    making.mp4(tmp_path / "微课堂.mp4", 3)
    sheets.bank(tmp_path / "配套题库.xlsx")
    upload(officer, "课程视频", "video", tmp_path / "微课堂.mp4")
    upload(officer, "配套题库", "bank", tmp_path / "配套题库.xlsx")

    officer.get_by_role("link", name="← 路演推荐").click()
    officer.get_by_label("联系人").fill("李干事")
    officer.get_by_label("上报单位联系电话").fill("0551-60000000")
    officer.get_by_role("button", name="保存到各门课程").click()
    expect(officer.get_by_text("写进了 1 门")).to_be_visible()
    pdf = officer.request.get(
        f"{live.url}{officer.get_by_role('link', name='打印报送表').get_attribute('href')}"
    ).body()
    sealing.photo_of(pdf, tmp_path / "盖章报送表.jpg")
    officer.goto(course)
    upload(officer, "上报单位盖章", "seal", tmp_path / "盖章报送表.jpg")
    expect(officer.get_by_text("都齐了，可以提交")).to_be_visible()
    expect(officer.locator("#item-seal .seal-green")).to_be_visible()
    pictured(officer, "course")
    officer.get_by_role("link", name="← 路演推荐").click()
    pictured(officer, "sheet")
    officer.get_by_role("button", name="提交勾选的课程").click()
    expect(officer.get_by_text("已提交 1 门课程")).to_be_visible()

    auditor = desk("zhao")
    auditor.get_by_role("link", name="路演").click()
    auditor.get_by_role("link", name="输液架自动锁止微课堂").click()
    expect(auditor.get_by_role("button", name="保存要点")).to_be_visible()  # all of them stand before it
    points = auditor.locator("#points")
    boxes = points.get_by_role("checkbox").all()
    for box in boxes:
        box.check()
    auditor.get_by_role("button", name="保存要点").click()
    expect(points.locator("small")).to_have_count(len(boxes))  # who ticked it
    auditor.get_by_role("button", name="登记收到").click()
    expect(auditor.get_by_text("已登记收到材料")).to_be_visible()
    pictured(auditor, "vet")
    auditor.get_by_role("button", name="受理").click()
    auditor.get_by_role("button", name="列入评议").click()
    expect(auditor.get_by_text("专家组正在评议").first).to_be_visible()

    auditor.get_by_role("link", name="路演", exact=True).click()
    pictured(auditor, "courses")
    auditor.get_by_role("link", name="专家评议").click()
    with auditor.expect_download() as caught:
        auditor.get_by_role("link", name="下载评分表").click()
    caught.value.save_as(tmp_path / "评分表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "评分表.xlsx")
    (head, row) = book["评分表"].iter_rows()
    place = {cell.value: number for number, cell in enumerate(head)}
    row[place["专家1"]].value, row[place["专家2"]].value, row[place["入选"]].value = 95, 92.5, "是"
    book.save(tmp_path / "填好.xlsx")
    auditor.set_input_files("#sheet", tmp_path / "填好.xlsx")
    auditor.get_by_role("button", name="看会改动什么").click()
    expect(auditor.get_by_text("专家2：92.5")).to_be_visible()
    pictured(auditor, "panel")
    auditor.get_by_role("button", name="确认导入").click()
    expect(auditor.get_by_text("入选 1 门")).to_be_visible()

    officer.goto(course)
    expect(officer.get_by_text("等发布为微课堂")).to_be_visible()
