"""What goes wrong on a real machine: no queue, a full disk, killed workers. Nothing is lost, and people are told."""

import os
import resource
import sqlite3
import time
from contextlib import suppress

import pytest
import requests

from core.adapters.files import RESERVE
from server import bodies
from tests import making
from tests.playing import Phone, code_in
from tests.running import Copy, until

ROOM = 24 * 1024 * 1024  # bytes that the kernel lets one file have


def _begun(copy, openid="o-sandbox-wang"):
    """A worker's chat with a draft, and the API behind the link it gave."""
    phone = Phone(copy, openid)
    phone.ask("follow")
    phone.say("申报")
    return phone, phone.api("links", code_in(phone.say("修改 15", "/upload#")))


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return making.mp4(tmp_path_factory.mktemp("film") / "film.mp4", 60, megabytes=100)


@pytest.fixture
def without_queue():
    copy = Copy(REDIS_URL="unix:///nowhere/v.sock?db=0").start()
    yield copy
    copy.end()


def test_without_the_queue_the_chat_answers_and_saves_and_the_rest_says_what_is_missing(
    without_queue, tmp_path
):
    copy = without_queue
    phone, api = _begun(copy)
    assert "已保存" in phone.say("修改 1") + phone.say("没有队列也照样保存的创新成果名称")
    assert api.show()["title"] == "没有队列也照样保存的创新成果名称"
    api.upload(making.jpeg(tmp_path / "a.jpg", dpi=72, bytes=1_500_000), "photos", title="正面")
    assert [row["state"] for row in api.get(f"/entries/{api.entry}/files")["items"]] == ["received"]
    refused = api.post(f"/entries/{api.entry}/fixes", field="photos", fix="density")
    assert (refused.status_code, refused.json()["problem"]["code"]) == (503, "queue.unavailable")
    assert refused.headers["Retry-After"]
    ready = requests.get(f"{copy.url}/readyz", timeout=300)
    assert (ready.status_code, ready.json()["parts"]) == (
        503,
        {"database": True, "queue": False, "storage": True, "campaigns": True},
    )


def _give_room(copy):
    """To the launcher first, and again until nobody is left who was forked meanwhile."""
    given = set()
    while left := [pid for pid in copy.processes() if pid not in given]:
        for pid in sorted(left):
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (-1, -1))
        given.update(left)


@pytest.fixture
def small():
    """A house whose files cannot grow over ROOM: what a full disk answers, at a place we choose."""
    copy = Copy().start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, -1)))
    yield copy
    copy.end()


def test_a_full_disk_keeps_what_came_and_goes_on_when_there_is_room(small, film):
    phone, api = _begun(small)
    with api.uploader(film, "videos", title="演示") as uploader:
        with pytest.raises(Exception) as refused:
            uploader.upload()
        assert refused.value.status_code == 507
        assert ROOM - bodies.LARGEST < uploader.get_offset() <= ROOM, (
            "what came before is kept, to the last piece"
        )
        assert "联系电话" in phone.say("修改 8"), "the chat goes on"
        _give_room(small)
        uploader.offset = uploader.get_offset()
        uploader.upload()
    (row,) = api.checked()
    assert (row["size"], row["facts"]["fault"]) == (film.stat().st_size, None)


def test_an_upload_larger_than_the_disk_is_refused_before_a_byte(small):
    _, api = _begun(small)
    free = os.statvfs(small.data_dir)
    length = free.f_bavail * free.f_frsize - RESERVE // 2
    if length > 4096 * 1024 * 1024:
        pytest.skip("this disk has more room than any upload may have")
    assert api.create("videos", length).status_code == 507


def test_a_worker_killed_in_the_middle_of_a_check_loses_nothing(film):
    copy = Copy().start()
    try:
        _, api = _begun(copy)
        for attempt in range(5):
            api.upload(film, "videos", title=f"演示{attempt}")
            if _killed_while_checking(copy):
                break
        else:
            pytest.fail("no check was caught in the middle")
        assert copy.pids("--app wsgi tick")
        rows = until(lambda: _all_checked(api), what="the check done again")
        assert {row["facts"]["fault"] for row in rows} == {None}
    finally:
        copy.end()


def _all_checked(api):
    rows = api.get(f"/entries/{api.entry}/files")["items"]
    return rows if all(row["state"] == "checked" for row in rows) else None


def _claimed(row):
    return row if row[1] else None


def _killed_while_checking(copy):
    """Kills all workers as soon as the database says that one of them holds a check. True when it was caught."""
    database = sqlite3.connect(f"file:{copy.data_dir}/wuxiao.db?mode=ro", uri=True, timeout=60)
    query = "SELECT state, attempt FROM attachments ORDER BY id DESC LIMIT 1"
    try:
        row = until(lambda: _claimed(database.execute(query).fetchone()), every=0.002, what="a worker at it")
        copy.send("--app wsgi worker")
        time.sleep(0.2)
        return row[0] != "checked" and database.execute(query).fetchone()[0] != "checked"
    finally:
        database.close()
