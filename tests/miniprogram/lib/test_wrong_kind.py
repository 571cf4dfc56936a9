"""A file of another kind than the item asks for is told of before a byte is sent, in the words the house will use."""

import shutil

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import browsing, compounds, making, sheets
from tests.miniprogram.lib.workers import digest
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]
CRAFTSMAN = {"id": "p1", "name": "甲一", "unit": "", "honour": {"level": "省级", "title": "江淮工匠"}, "intro": "护理。", "videos": [], "no_videos": False}  # fmt: skip


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """One file of each kind, and some under another's name."""
    folder = tmp_path_factory.mktemp("kinds")
    photo = making.jpeg(folder / "照片.jpg", dpi=300, bytes=1_300_000)
    made = {
        "photo": photo,
        "film": making.mp4(folder / "演示.mov", 2),
        "sound": making.mp3(folder / "讲解.mp3"),
        "bank": sheets.bank(folder / "题库.xlsx"),
        "gif": folder / "动图.gif",
        "pdf": folder / "说明.pdf",
        "old": folder / "旧题库.xls",
        "false": shutil.copy(photo, folder / "其实是照片.xlsx"),
    }
    making.picture((2400, 1600)).save(made["gif"])
    Image.open(photo).save(made["pdf"])
    compounds.old_sheet(made["old"])
    return made


WRONG = {
    "photos": ("film", "pdf", "sound", "bank", "gif"),
    "videos": ("photo", "pdf", "sound", "bank"),
    "audio": ("photo", "pdf", "bank"),
    "bank": ("old", "false"),
    "papers": ("film", "sound", "bank", "gif"),
}


def refused(worker, place, path):
    """What the phone says of a file instead of sending it."""
    worker.choose(place, path)
    dialog = worker.phone.page.get_by_role("dialog")
    expect(dialog).to_contain_text("这个文件不合格")
    (said,) = [line for line in dialog.inner_text().split("\n") if line.startswith("《")]
    return dialog, said.removeprefix(f"《{path.name}》")


def verdict(worker):
    """What the house finds in the one file."""

    def looked():
        items = worker.files()["items"]
        return len(items) == 1 and items[0]["state"] == "checked" and items

    (found,) = until(looked, what="it is looked at")
    return [one["sentence"].partition("》")[2] for one in found["findings"] if one["level"] == "must"]


@pytest.mark.parametrize("field", WRONG)
def test_another_kind_is_told_of_before_a_byte_is_sent_and_the_house_says_the_same(worker, given, field):
    place = worker.form(field)
    said = {}
    for kind in WRONG[field]:
        dialog, said[kind] = refused(worker, place, given[kind])
        dialog.get_by_role("button", name="不传了").click()
        expect(dialog).to_have_count(0)
    assert worker.files() == {"items": [], "uploads": []}
    first = WRONG[field][0]
    dialog, _ = refused(worker, place, given[first])
    dialog.get_by_role("button", name="仍要上传").click()
    assert verdict(worker) == [said[first]], "sent all the same"


def test_a_craftsmans_film_that_is_none_is_told_of_and_a_real_one_arrives(worker, given, tmp_path):
    worker.api.put(f"/entries/{worker.entry}/answers/completers", [CRAFTSMAN])
    worker.form("completers")
    worker.phone.open(f"pages/person/person?entry={worker.entry}&field=completers&id=p1")
    shown = worker.phone.shown
    dialog, said = refused(worker, shown, given["photo"])
    assert said == "不是视频或音频文件，请重新选择文件上传。"
    dialog.get_by_role("button", name="不传了").click()
    film = making.mp4(tmp_path / "技法.mp4", 2)
    worker.choose(shown, film)
    assert worker.stored() == {film.name: digest(film)}
    expect(shown.locator(".state.good")).to_be_visible()
    (person,) = worker.answers()["completers"]
    assert person == CRAFTSMAN | {"videos": [worker.files()["items"][0]["id"]]}
    expect(shown.get_by_text("暂无视频")).to_have_count(0)
    worker.form("completers")
    expect(worker.phone.shown.get_by_text("已保存")).to_be_visible()


def test_what_one_tap_mends_is_said_at_once_and_sent(worker, tmp_path):
    picture = tmp_path / "截图.png"
    Image.effect_noise((2400, 1600), 60).save(picture)
    place = worker.form("photos")
    held = []
    worker.phone.page.route("**/house/api/v1/uploads", lambda route: held.append(route))
    worker.choose(place, picture)
    expect(place.get_by_text("传完以后：")).to_be_visible()
    expect(place.get_by_text("是 PNG 格式，要求 JPG。点一下“修正”就会转成 JPG")).to_be_visible()
    browsing.until(worker.phone.page, lambda: held, "it is about to be sent")
    held[0].continue_()
    worker.phone.page.unroute_all(behavior="ignoreErrors")
    assert worker.stored() == {picture.name: digest(picture)}
    expect(place.get_by_text("传完以后：")).to_have_count(0)
    place.get_by_role("button", name="转成合格的 JPG").click()
    expect(place.locator(".state.good")).to_be_visible()
