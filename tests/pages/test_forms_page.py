"""A filled Word form on the upload page, on a phone: what is there, what would come, a tick for each; and all material taken home."""

import os
import zipfile

import pytest

from core.adapters.clock import START
from core.domain import forms
from core.domain.fieldtypes import Known
from core.services import accounts, answering, demo, entries, links
from tests import annexes as making
from tests import browsing, filling

pytestmark = pytest.mark.browser


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    with house.db.write() as tx:
        made = entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START)
        for key, value in (("title", "手机上起的名称"), ("category", "小发明")):
            answering.save(house, tx, entries.load(house, tx, made), key, value, by=me, now=START)
    return made


@pytest.fixture
def form(house, entry, tmp_path):
    with house.db.read() as tx:
        track = entries.load(house, tx, entry).track
    answers = filling.texts({"name": "淮河医院护理部"}, {"name": "皖江市总工会"})
    said = {line.field.key: line.answer for line in forms.filled(track, answers, Known()) if line.answer}
    said |= {"industry": "医疗", "photos": "共 3 张", "summary": ""}
    return making.word(tmp_path / "申报表（已填）.docx", track, said)


def opened(phone, house, live, me, entry):
    page = phone.new_page()
    with house.db.write() as tx:
        code = links.upload(house, tx, me, entry=entry, field="photos").split("#")[1]
    page.goto(f"{live.url}/upload#{code}")
    page.wait_for_selector("#import")
    return page


def pictured(page, name):
    """Kept where a person asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def answers_of(house, entry):
    with house.db.read() as tx:
        return dict(entries.load(house, tx, entry).answers)


def choose(page, path):
    page.locator("#import summary").click()
    page.locator("#choose-form").set_input_files(path)


def test_a_form_is_read_looked_at_and_taken(phone, house, live, me, entry, form):
    page = opened(phone, house, live, me, entry)
    pictured(page, "import-closed")
    choose(page, form)
    page.get_by_text("先看一遍，还没有保存").wait_for()
    pictured(page, "import-preview")
    rows = {
        row.locator(".label").inner_text().split("　")[1]: row.locator(".state").inner_text()
        for row in page.locator(".compare > li").all()
    }
    assert list(rows)[0] == "成果完成人" and len(rows) == 19
    assert (rows["创新成果名称"], rows["成果类别"], rows["成果所属行业分类"]) == (
        "和现在的不一样",
        "和现在的一样",
        "没看懂",
    )
    assert (rows["成果照片"], rows["成果简介"], rows["成果背景"]) == ("要上传文件", "表里没有填", "可以导入")
    assert (
        page.locator("#take-title").is_checked() is False and page.locator("#take-goal").is_checked() is True
    )
    assert answers_of(house, entry) == {"title": "手机上起的名称", "category": "小发明"}
    page.locator("#take-goal").uncheck()
    page.get_by_role("button", name="导入选中的").click()
    page.get_by_text("导入了 9 项").wait_for()
    pictured(page, "import-done")
    kept = answers_of(house, entry)
    assert (
        kept["title"] == "手机上起的名称" and "goal" not in kept and kept["background"] == filling.BACKGROUND
    )


def test_stale_is_told_and_nothing_is_taken(phone, house, live, me, entry, form):
    page = opened(phone, house, live, me, entry)
    choose(page, form)
    page.locator("#take-goal").wait_for()
    with house.db.write() as tx:
        answering.save(house, tx, entries.load(house, tx, entry), "goal", "刚写的30%", by=me, now=START)
    page.get_by_role("button", name="导入选中的").click()
    page.get_by_text("请再选一次文件，重新看一遍").wait_for()
    assert set(answers_of(house, entry)) == {"title", "category", "goal"}


@pytest.mark.parametrize(("stream", "said"), [("WordDocument", "另存为"), ("EncryptedPackage", "密码")])
def test_old_and_locked_files_are_answered_with_what_to_do(
    phone, house, live, me, entry, tmp_path, stream, said
):
    path = tmp_path / "申报表.doc"
    path.write_bytes(making.ole(stream))
    page = opened(phone, house, live, me, entry)
    choose(page, path)
    page.locator("#import .said.must").get_by_text(said).wait_for()
    pictured(page, f"import-{stream}")


def test_all_material_is_packed_and_fetched(phone, house, live, me, checker):
    whole = filling.whole(house, by=me, now=START)
    with house.db.read() as tx:
        for row in entries.load(house, tx, whole).files.values():
            house.files.put(row.place, row.filename.encode() * 1000)
    page = opened(phone, house, live, me, whole)
    page.get_by_role("button", name="下载全部材料").click()
    page.get_by_text("打包好了").wait_for()
    pictured(page, "take")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载（").click()
    assert download.value.suggested_filename.endswith("全部材料.zip")
    with zipfile.ZipFile(download.value.path()) as made:
        assert made.testzip() is None and "照片/photos-1.jpg" in made.namelist()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_preview_is_no_wider_than_its_window(phone, house, live, me, entry, form, width):
    page = opened(phone, house, live, me, entry)
    browsing.resize(page, width, 800)
    choose(page, form)
    page.locator("#take-goal").wait_for()
    pictured(page, f"import-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
