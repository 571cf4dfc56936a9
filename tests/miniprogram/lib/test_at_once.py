"""Several files chosen together: three go up at once, each when it lies where the phone keeps it."""

import pytest
from playwright.sync_api import expect

from tests import making
from tests.miniprogram.lib.holding import UPLOADS, pieces_held, shelving_held
from tests.miniprogram.lib.workers import ROWS, digest
from tests.running import until

pytestmark = pytest.mark.browser


def states(worker):
    return worker.phone.page.evaluate(f"{ROWS}.map((row) => row.state)")


def test_at_most_three_go_at_once_and_all_arrive(worker, tmp_path):
    photos = [making.jpeg(tmp_path / f"照片{n}.jpg", dpi=300, bytes=1_200_000 + n) for n in range(5)]
    place = worker.form("photos")
    arrives = pieces_held(worker)
    worker.choose(place, *photos)
    arrives(3)
    until(lambda: len(states(worker)) == 5, what="all five are known")
    assert sorted(states(worker)) == ["sending"] * 3 + ["waiting"] * 2
    assert worker.phone.do("counters")["calls"]["atOnce"] == 3
    worker.phone.page.unroute(f"{UPLOADS}/*")
    assert worker.stored(5) == {photo.name: digest(photo) for photo in photos}


def test_a_file_goes_up_when_it_lies_where_it_is_kept_and_not_before(worker, tmp_path):
    photos = [making.jpeg(tmp_path / f"照片{n}.jpg", dpi=300, bytes=1_200_000 + n) for n in range(2)]
    place = worker.form("photos")
    let_go, arrives = shelving_held(worker), pieces_held(worker)
    worker.choose(place, *photos)
    let_go(1)
    arrives(1)
    assert sorted(states(worker)) == ["sending", "waiting"], "the one that is being moved is not touched"
    let_go(0)
    arrives(2)
    assert states(worker) == ["sending", "sending"], "and what goes up is not told as waiting"
    worker.phone.page.unroute(f"{UPLOADS}/*")
    assert worker.stored(2) == {photo.name: digest(photo) for photo in photos}


def test_what_was_paused_or_given_up_while_it_was_put_away_stays_so(worker, tmp_path):
    photos = [making.jpeg(tmp_path / f"照片{n}.jpg", dpi=300, bytes=1_200_000 + n) for n in range(3)]
    place = worker.form("photos")
    let_go = shelving_held(worker)
    worker.choose(place, *photos)
    place.get_by_role("button", name="暂停照片0").click()
    place.get_by_role("button", name="不传了，照片1").click()
    for index in range(3):
        let_go(index)
    assert worker.stored() == {photos[2].name: digest(photos[2])}
    worker.phone.rests()  # the phone has heard it too
    expect(place.get_by_text("暂停在")).to_be_visible()
    assert states(worker) == ["paused"]
    kept = [one for one in worker.phone.do("files") if "usr/uploads/" in one["path"]]
    assert len(kept) == 1, "only what is to go on is kept"
    place.get_by_role("button", name="继续照片0").click()
    assert worker.stored(2) == {photo.name: digest(photo) for photo in (photos[0], photos[2])}


def test_what_finds_no_place_where_it_is_kept_goes_up_from_where_it_lies(worker, tmp_path):
    photo = making.jpeg(tmp_path / "照片.jpg", dpi=300, bytes=1_200_000)
    place = worker.form("photos")
    worker.phone.script(
        """wx.getFileSystemManager().mkdirSync = () => {
             throw Object.assign(new Error('mkdirSync:fail the maximum size of the file storage limit is exceeded'), { errno: 1300202 })
           }"""
    )
    worker.choose(place, photo)
    assert worker.stored() == {photo.name: digest(photo)}
