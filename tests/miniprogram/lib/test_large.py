"""Over 100 MB: the phone's own browser by a copied link, smaller by the person's own wish, or a computer."""

import pytest
from playwright.sync_api import expect

from tests import making

pytestmark = pytest.mark.browser
PATIENCE = 240_000  # ms, for a film that is recorded anew on a busy machine


def opened(worker, film, anyway=None):
    """The page of three ways, with a film that the phone cannot read; `anyway`: what the person says of what it will not do."""
    worker.choose(worker.form("videos"), film)
    if anyway:
        worker.phone.page.get_by_role("dialog").get_by_role("button", name=anyway).click()
    shown = worker.phone.shown
    expect(shown.get_by_text("小程序一次只能读 100 MB 以内的文件")).to_be_visible()
    expect(shown.get_by_text(f"《{film.name}》有")).to_be_visible()
    return shown


def big(folder, size):
    return making.mp4(folder / "大视频.mp4", 4, size=size, megabytes=115)


@pytest.mark.parametrize("way", ["压缩", "自己剪一段"])
def test_what_would_fall_under_1080_lines_is_not_sent(worker, tmp_path, way):
    shown = opened(worker, big(tmp_path, (1280, 720)), "仍要上传")
    shown.get_by_role("button", name=way, exact=True).click()
    if way == "压缩":
        dialog = worker.phone.page.get_by_role("dialog")
        expect(dialog).to_contain_text("不如原来清楚")
        dialog.get_by_role("button", name="压缩").click()
    expect(shown.get_by_text("1280×720，不到 1080P，不合要求，没有上传")).to_be_visible(timeout=PATIENCE)
    assert worker.files() == {"items": [], "uploads": []}


def test_no_consent_no_compressing(worker, tmp_path):
    shown = opened(worker, big(tmp_path, (1920, 1080)))
    shown.get_by_role("button", name="压缩", exact=True).click()
    worker.phone.page.get_by_role("dialog").get_by_role("button", name="先不").click()
    assert [one["path"] for one in worker.phone.do("files") if one["path"].endswith(".webm")] == []
    assert worker.files() == {"items": [], "uploads": []}


def test_a_compressed_film_of_1080_lines_goes_up_with_its_own_ending(worker, tmp_path):
    shown = opened(worker, big(tmp_path, (1920, 1080)))
    shown.get_by_role("button", name="压缩", exact=True).click()
    worker.phone.page.get_by_role("dialog").get_by_role("button", name="压缩").click()
    expect(worker.phone.shown.locator("#field-videos")).to_be_visible(timeout=PATIENCE)
    (name,) = worker.stored()
    assert name in ("大视频.mp4", "大视频.webm")
    (made,) = worker.files()["items"]
    assert 0 < made["size"] <= 100 * 1024 * 1024
