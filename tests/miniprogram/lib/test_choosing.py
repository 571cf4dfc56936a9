"""What would be refused is said before a byte is sent; what one tap mends is not; closed doors are shown with another way."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import making
from tests.miniprogram.lib.workers import digest

pytestmark = pytest.mark.browser


@pytest.fixture
def sent(worker):
    """Every call about uploads."""
    calls = []
    worker.phone.context.on(
        "request", lambda asked: calls.append(asked.url) if "/api/v1/uploads" in asked.url else None
    )
    return calls


def told(worker):
    return worker.phone.page.get_by_role("dialog")


def small(folder):
    return making.jpeg(folder / "小照片.jpg", size=(640, 480), dpi=300)


def light(folder):
    """Enough pixels, too few bytes."""
    return making.jpeg(folder / "压过的照片.jpg", size=(2400, 1600), dpi=300, bytes=400_000)


def portrait(folder):
    return making.mp4(folder / "竖着拍.mp4", 2, size=(1080, 1920))


def endless(folder):
    return making.mp4(folder / "太长.mp4", 420, size=(320, 180), rate=5, sound=False)


REFUSED = [
    ("photos", small, "640"),
    ("photos", light, "不能小于 1.00 MB"),
    ("videos", portrait, "横"),
    ("videos", endless, "5 分钟"),
]


@pytest.mark.parametrize(("field", "make", "words"), REFUSED, ids=[make.__name__ for _, make, _ in REFUSED])
def test_what_will_be_refused_is_said_before_a_byte_is_sent(worker, sent, tmp_path, field, make, words):
    place = worker.form(field)
    worker.choose(place, make(tmp_path))
    expect(told(worker)).to_contain_text("这个文件不合格")
    expect(told(worker)).to_contain_text(words)
    told(worker).get_by_role("button", name="不传了").click()
    expect(told(worker)).to_have_count(0)
    assert sent == [] and worker.files() == {"items": [], "uploads": []}


def test_an_empty_file_is_told_of_and_the_others_go(worker, tmp_path):
    (tmp_path / "空的.jpg").write_bytes(b"")
    good = making.jpeg(tmp_path / "正面.jpg", dpi=300, bytes=1_300_000)
    place = worker.form("photos")
    worker.choose(place, tmp_path / "空的.jpg", good)
    expect(place.get_by_text("《空的.jpg》是空文件（0 字节）")).to_be_visible()
    assert worker.stored() == {good.name: digest(good)}


def _without_density(folder):
    return making.jpeg(folder / "没有分辨率.jpg", dpi=72, bytes=1_300_000)


def _png(folder):
    path = folder / "截图.png"
    Image.effect_noise((2400, 1600), 60).save(path)
    return path


@pytest.mark.parametrize("make", [_without_density, _png])
def test_what_one_tap_mends_is_not_refused(worker, tmp_path, make):
    photo = make(tmp_path)
    worker.choose(worker.form("photos"), photo)
    assert worker.stored() == {photo.name: digest(photo)}
    expect(told(worker)).to_have_count(0)


def test_a_film_that_must_be_turned_into_mp4_is_not_refused(worker, tmp_path):
    film = making.mp4(tmp_path / "演示.mov", 2)
    worker.choose(worker.form("videos"), film)
    assert worker.stored() == {film.name: digest(film)}
    expect(told(worker)).to_have_count(0)


def test_it_may_be_sent_all_the_same(worker, tmp_path):
    photo = small(tmp_path)
    worker.choose(worker.form("photos"), photo)
    told(worker).get_by_role("button", name="仍要上传").click()
    assert worker.stored() == {photo.name: digest(photo)}


@pytest.mark.parametrize(
    ("given", "act"),
    [
        ({"album": False}, "openAppAuthorizeSetting"),
        ({"camera": False, "album": False}, "openAppAuthorizeSetting"),
    ],
)
def test_a_refused_album_leads_to_the_settings_and_another_way(worker, tmp_path, given, act):
    place = worker.form("photos")
    worker.phone.do("permit", given)
    place.get_by_role("button", name="拍照，或从相册选").click()
    expect(told(worker)).to_contain_text("还不能用相册或相机")
    expect(told(worker)).to_contain_text("从微信聊天里选文件")
    told(worker).get_by_role("button", name="去设置").click()
    worker.phone.page.wait_for_function("(act) => __phone.acts().some((one) => one.act === act)", arg=act)
    photo = making.jpeg(tmp_path / "正面.jpg", dpi=300, bytes=1_300_000)
    worker.choose(place, photo)
    assert worker.stored() == {photo.name: digest(photo)}


def test_choosing_nothing_says_nothing(worker):
    place = worker.form("photos")
    with worker.phone.page.expect_file_chooser():
        place.get_by_role("button", name="拍照，或从相册选").click()
    asking = worker.phone.page.locator("input[type=file]")
    expect(asking).to_have_count(1)
    asking.evaluate("(one) => one.oncancel()")
    expect(asking).to_have_count(0)
    expect(told(worker)).to_have_count(0)
    expect(place.get_by_text("没有选成")).to_have_count(0)
    assert worker.files() == {"items": [], "uploads": []}
