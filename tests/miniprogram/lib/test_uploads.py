"""Files go up whole: through cut lines, lost answers, a locked phone, a killed program, a token that ran out."""

import random
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests import making
from tests.browsing import PATIENCE
from tests.miniprogram.lib.holding import UPLOADS, held, is_free, pieces_held
from tests.miniprogram.lib.workers import ROWS, digest, is_lost
from tests.running import until

pytestmark = pytest.mark.browser

MB = 1024 * 1024
CUTS = 10


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A real one of 6 MB."""
    return making.mp4(tmp_path_factory.mktemp("film") / "演示.mp4", 4, megabytes=6)


def cut_in(phone, bytes):
    """The line comes back, and breaks again after just so many bytes."""
    phone.page.evaluate("(bytes) => { __phone.restore(); __phone.cutAfter(bytes) }", bytes)


def offset(worker):
    """How much the house has of the one upload."""
    (upload,) = worker.files()["uploads"]
    return upload["offset"]


def halfway(worker, film, at=2 * MB):
    """The form with a film of which `at` bytes are there; the line is cut, and the house has noticed it."""
    place = worker.form("videos")
    worker.phone.rests().do("cutAfter", at)
    worker.choose(place, film)
    is_lost(worker.phone)
    until(lambda: offset(worker) == at, what="the house has put away what came")
    is_free(worker)
    return place


def is_whole(worker, place, film):
    expect(place.locator(".picture")).to_have_count(1)
    assert worker.stored() == {film.name: digest(film)}
    expect(place.get_by_text("不传了")).to_have_count(0)
    assert worker.phone.page.evaluate(ROWS) == []
    assert [one for one in worker.phone.do("files") if "usr/uploads/" in one["path"]] == [], (
        "what was sent is not kept"
    )


def test_ninety_megabytes_arrive_whole_though_the_line_breaks_ten_times(worker, tmp_path):
    film = making.mp4(tmp_path / "演示.mp4", 60, megabytes=90)
    points = sorted(random.Random(20240513).sample(range(1, film.stat().st_size), CUTS))
    place = worker.form("videos")
    worker.phone.do("cutAfter", points[0])
    worker.choose(place, film)
    for before, point in zip(points, [*points[1:], 1 << 40], strict=True):
        is_lost(worker.phone)
        expect(place.get_by_text("等网络恢复后自动接着传")).to_be_visible()
        cut_in(worker.phone, point - before)
    is_whole(worker, place, film)


def test_a_lost_answer_to_the_creation_makes_no_second_upload(worker, film):
    place = worker.form("videos")
    expect(place.get_by_text("从微信聊天里选文件")).to_be_visible()
    made = []
    worker.phone.page.on(
        "request", lambda asked: made.append(asked) if asked.url.endswith("/uploads") else None
    )
    worker.phone.rests().do("cutAfter", 0, "down")
    worker.choose(place, film)
    is_lost(worker.phone)
    until(lambda: len(worker.files()["uploads"]) == 1, what="the upload that nobody knows of")
    worker.phone.do("restore")
    is_whole(worker, place, film)
    assert len(made) == 1


def test_a_lost_answer_to_the_last_piece_makes_no_second_file(worker, film):
    place = worker.form("videos")
    worker.phone.page.route(f"{UPLOADS}/*", _losing_the_end(film.stat().st_size))
    worker.choose(place, film)
    is_whole(worker, place, film)


def _losing_the_end(size):
    """A line that hands every call on; of the one that ends the file the answer is lost, once."""
    lost = []

    def handle(route):
        answer = route.fetch(timeout=PATIENCE)
        if answer.headers.get("upload-offset") == str(size) and route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            return route.abort()
        return route.fulfill(response=answer)

    return handle


def test_a_locked_phone_interrupts_and_goes_on_when_it_is_unlocked(worker, film):
    phone = worker.phone
    place = worker.form("videos")
    phone.do("slow", 15_000)
    worker.choose(place, film)
    expect(place.get_by_text("已传")).to_be_visible()
    phone.do("lock")
    phone.page.wait_for_function(
        "__phone.counters().calls.atOnce === 0 && __phone.counters().calls.waiting > 0"
    )
    phone.do("slow", 0)
    phone.do("unlock")
    is_whole(worker, place, film)
    expect(phone.shown.get_by_text("现在没有网络")).to_have_count(0)


@pytest.mark.parametrize("keeps_temporary", [True, False])
def test_a_killed_program_goes_on_by_itself_where_it_was(worker, film, keeps_temporary):
    halfway(worker, film)
    there = offset(worker)
    if keeps_temporary:
        worker.phone.kill()
        worker.form("videos")
    else:
        worker.phone.reopen(keepTemporary=False)
    is_whole(worker, worker.phone.shown.locator("#field-videos"), film)
    assert worker.phone.do("counters")["calls"]["up"] < film.stat().st_size - there + MB // 4


def test_a_file_that_is_gone_is_chosen_again_and_goes_on_from_there(worker, film, tmp_path):
    halfway(worker, film)
    there = offset(worker)
    worker.phone.script(
        "for (const { path } of __phone.files()) await new Promise((complete) => wx.getFileSystemManager().unlink({ filePath: path, complete }))"
    )
    worker.phone.kill()
    place = worker.form("videos")
    expect(place.get_by_text("请再选一次同一个文件，会从断开的地方接着传")).to_be_visible()
    other = making.mp4(tmp_path / film.name, 4, megabytes=5)
    worker.choose(place, other)
    assert worker.stored_beside() == [digest(other)]
    assert offset(worker) == there, "another film of the same name does not go on with the first"
    before = worker.phone.rests().do("counters")["calls"]["up"]
    same = tmp_path / "同一个.mp4"
    same.write_bytes(film.read_bytes())
    worker.choose(place, same)
    until(lambda: not worker.files()["uploads"], what="the film that was begun")
    assert sorted(worker.stored_beside()) == sorted([digest(other), digest(film)])
    assert worker.phone.do("counters")["calls"]["up"] - before < film.stat().st_size - there + MB // 4


def test_a_token_that_runs_out_in_the_middle_is_renewed(worker, film):
    place = halfway(worker, film)
    old = worker.phone.wx("getStorage", {"key": "token"})["data"]
    logins = []

    def outdated(route):
        told = route.request.headers
        logins.extend([1] if route.request.url.endswith("/login") else [])
        is_old = told.get("authorization") == f"Bearer {old}"
        route.continue_(headers={**told, "authorization": "Bearer outdated"} if is_old else told)

    worker.phone.page.route("**/house/api/v1/**", outdated)
    worker.phone.do("restore")
    is_whole(worker, place, film)
    assert len(logins) == 1
    assert worker.phone.wx("getStorage", {"key": "token"})["data"] != old


def test_files_of_one_name_and_size_are_two(worker, film, tmp_path):
    twin = tmp_path / film.name
    twin.write_bytes(film.read_bytes()[:-1] + b"\0")
    place = worker.form("videos")
    worker.choose(place, film)
    worker.choose(place, twin)
    until(lambda: len(worker.files()["items"]) == 2, what="both")
    assert sorted(worker.stored_beside(2)) == sorted([digest(film), digest(twin)])


def test_a_pause_holds_and_going_on_ends_it(worker, film):
    place = worker.form("videos")
    arrives = pieces_held(worker)
    worker.choose(place, film)
    arrives(1)
    place.get_by_role("button", name="暂停演示").click()
    expect(place.get_by_text("暂停在")).to_be_visible()
    expect(worker.phone.shown.get_by_text("现在没有网络")).to_have_count(0)
    worker.phone.page.wait_for_function("__phone.counters().calls.atOnce === 0")
    assert [row["offset"] < film.stat().st_size for row in worker.files()["uploads"]] in ([], [True])
    worker.phone.page.unroute_all(behavior="ignoreErrors")
    place.get_by_role("button", name="继续演示").click()
    is_whole(worker, place, film)


def test_what_is_given_up_is_gone_on_both_sides(worker, film):
    place = halfway(worker, film)
    arrives = pieces_held(worker)
    worker.phone.do("restore")
    arrives(1)
    place.get_by_role("button", name="不传了，演示").click()
    expect(place.get_by_text("不传了")).to_have_count(0)
    arrives(2).continue_()  # what the house has of it is given up
    worker.phone.page.unroute_all(behavior="ignoreErrors")
    until(lambda: worker.files() == {"items": [], "uploads": []}, what="nothing left")
    assert worker.phone.do("files") == []


def test_an_upload_that_another_holds_is_waited_for(worker, film):
    place = halfway(worker, film)
    with held(worker):
        with worker.phone.page.expect_response(lambda told: told.status == 423):
            worker.phone.do("restore")
        expect(place.get_by_text("已传")).to_be_visible()
    is_whole(worker, place, film)


def test_a_busy_house_is_waited_for_and_a_large_file_is_refused_in_its_words(worker, film, tmp_path):
    busy = {
        "problem": {"code": "upload.busy", "message": "同时上传的人很多，请稍等片刻，会从断开的地方继续。"}
    }
    answers = [503, 503]

    def once(route):
        if answers and route.request.method == "POST":
            return route.fulfill(status=answers.pop(), json=busy)
        return route.continue_()

    place = worker.form("videos")
    worker.phone.page.route(f"{UPLOADS}/*", once)
    worker.choose(place, film)
    is_whole(worker, place, film)
    bank = tmp_path / "题库.xlsx"
    bank.write_bytes(bytes(33 * MB))
    place = worker.phone.shown.locator("#field-bank")
    worker.choose(place, bank)
    expect(place.get_by_text("文件大小 33 MB，这一项最多 32 MB，没有开始上传")).to_be_visible()
    assert worker.files()["uploads"] == []
    place.get_by_role("button", name="不传了，题库").click()
    expect(place.get_by_text("没有传成")).to_have_count(0)


def test_pieces_grow_while_they_are_quick(worker, film):
    """The offsets that pieces were sent at."""
    sent = []

    def note(asked):
        if asked.headers.get("x-http-method-override") == "PATCH":
            sent.append(int(asked.headers["upload-offset"]))

    worker.phone.page = worker.phone.context.new_page()
    worker.phone.page.clock.set_fixed_time(datetime(2024, 5, 13, 12, tzinfo=UTC))  # none takes any time
    place = worker.form("videos")
    worker.phone.page.on("request", note)
    worker.choose(place, film)
    is_whole(worker, place, film)
    assert sent == [0, MB // 2, MB // 2 * 3, MB // 2 * 7]
