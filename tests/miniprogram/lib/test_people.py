"""A person is edited while their film arrives: both are kept, and nobody is told of another phone."""

import pytest
from playwright.sync_api import expect
from tusclient.client import TusClient

from tests import making
from tests.miniprogram.lib.test_uploads import UPLOADS, pieces_held
from tests.running import until

pytestmark = pytest.mark.browser

PERSON = {
    "id": "p1",
    "name": "甲一",
    "unit": "淮河医院护理部",
    "honour": {"level": "省级", "title": "江淮工匠"},
    "intro": "护理岗位二十年。",
    "videos": [],
    "no_videos": False,
}


def person(worker):
    (found,) = worker.answers()["completers"]
    return found


@pytest.fixture
def page(worker):
    """The page of one craftsman, who has no film yet."""
    path = f"/entries/{worker.entry}/answers/completers"
    worker.api.put(path, [PERSON])
    worker.form("completers")
    worker.phone.open(f"pages/person/person?entry={worker.entry}&field=completers&id=p1")
    shown = worker.phone.shown
    expect(shown.get_by_label("文字简介")).to_have_value(PERSON["intro"])
    return shown


def film(worker, path):
    """Sent for this person from elsewhere, so that this phone hears of it last."""
    told = {"entry": worker.entry, "field": "completers", "item": "p1", "filename": path.name}
    client = TusClient(
        f"{worker.copy.url}/api/v1/uploads", headers={"Authorization": worker.api.authorization}
    )
    with path.open("rb") as stream:
        client.uploader(file_stream=stream, chunk_size=1 << 20, metadata=told).upload()
    until(lambda: person(worker)["videos"], what="the film")
    return person(worker)["videos"]


def test_what_is_written_while_the_film_arrives_joins_it(worker, page, tmp_path):
    """The words are typed over the version without the film, and reach the house after it."""
    films = film(worker, making.mp4(tmp_path / "技法.mp4", 2))
    words = PERSON["intro"] + "带出十名徒弟。"
    with worker.phone.page.expect_response(lambda told: told.status == 409):
        page.get_by_label("文字简介").fill(words)
    until(lambda: person(worker)["intro"] == words, what="the words")
    assert person(worker) == {**PERSON, "intro": words, "videos": films}
    place = worker.form("completers")
    expect(worker.phone.shown.get_by_text("已保存")).to_be_visible()
    expect(place.get_by_text("另一部手机也改了这一项")).to_have_count(0)


@pytest.mark.parametrize("is_theirs", [True, False])
def test_what_this_phone_has_heard_of_meanwhile_was_not_yet_seen(worker, tmp_path, is_theirs):
    """The form behind the page hears of it with a photo that arrives there: of this person it is told, of another it joins."""
    path = f"/entries/{worker.entry}/answers/completers"
    second = {"id": "p2", "name": "乙二", "unit": "淮河医院"}
    worker.api.put(path, [PERSON, second])
    place = worker.form("photos")
    arrives = pieces_held(worker)
    worker.choose(place, making.jpeg(tmp_path / "照片.jpg", dpi=300, bytes=1_200_000))
    piece = arrives(1)
    person_page = f"/pages/person/person?entry={worker.entry}&field=completers&id=p1"
    worker.phone.script("await wx.navigateTo({ url: given })", person_page)
    box = worker.phone.shown.get_by_label("文字简介")
    expect(box).to_have_value(PERSON["intro"])
    changed = [{**PERSON, "name": "甲一一"}, second] if is_theirs else [PERSON, {**second, "name": "乙二二"}]
    worker.api.put(path, changed)
    piece.continue_()
    worker.phone.page.unroute(f"{UPLOADS}/*")
    worker.stored()
    heard = "([path, name]) => __wx.getStorageSync(path).answers.completers.some((one) => one.name === name)"
    name = "甲一一" if is_theirs else "乙二二"
    worker.phone.page.wait_for_function(heard, arg=[f"cache:entry:{worker.entry}", name])
    worker.phone.rests()
    with worker.phone.page.expect_response(lambda told: told.request.method == "PUT"):
        box.fill("另写一句。")
    worker.phone.rests()
    worker.phone.do("back")
    told = worker.form("completers").get_by_text("另一部手机也改了这一项")
    if is_theirs:
        expect(told).to_be_visible()
        assert worker.answers()["completers"][0]["name"] == "甲一一", "nothing is overwritten"
    else:
        expect(worker.phone.shown.get_by_text("已保存")).to_be_visible()
        expect(told).to_have_count(0)
        assert [one["name"] for one in worker.answers()["completers"]] == ["甲一", "乙二二"]
        assert worker.answers()["completers"][0]["intro"] == "另写一句。"


def test_what_another_phone_wrote_of_a_person_is_still_told(worker, page):
    other = {**PERSON, "name": "甲一一"}
    path = f"/entries/{worker.entry}/answers/completers"
    worker.api.put(path, [other])
    page.get_by_label("文字简介").fill("另写一句。")
    place = worker.form("completers")
    expect(place.get_by_text("另一部手机也改了这一项")).to_be_visible()
    assert worker.answers()["completers"] == [other], "nothing is overwritten"
