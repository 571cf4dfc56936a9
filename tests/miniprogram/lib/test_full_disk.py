"""A house whose disk is full: what came is kept, the person is told, and a tap goes on when there is room."""

import contextlib
import resource

import pytest
from playwright.sync_api import expect

from tests import making
from tests.miniprogram.lib.workers import Worker, digest
from tests.running import Copy

pytestmark = pytest.mark.browser

ROOM = 24 * 1024 * 1024  # bytes that the kernel lets one file have


@pytest.fixture
def copy():
    running = Copy().start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, -1)))
    yield running
    running.end()


def test_a_full_disk_is_told_and_a_tap_goes_on_when_there_is_room(chromium, copy, tmp_path):
    worker = Worker(chromium, copy)
    film = making.mp4(tmp_path / "演示.mp4", 20, megabytes=30)
    place = worker.form("videos")
    worker.choose(place, film)
    expect(place.get_by_text("服务器存储空间不足，已收到的部分都保留着")).to_be_visible()
    expect(place.get_by_text("暂停在")).to_be_visible()
    (upload,) = worker.files()["uploads"]
    assert 0 < upload["offset"] <= ROOM
    for pid in copy.processes():
        with contextlib.suppress(ProcessLookupError):  # one that looked at something has ended
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (-1, -1))
    before = worker.phone.do("counters")["calls"]["up"]
    place.get_by_role("button", name="继续演示").click()
    assert worker.stored() == {film.name: digest(film)}
    assert (
        worker.phone.do("counters")["calls"]["up"] - before < film.stat().st_size - upload["offset"] + 100_000
    )
    worker.leave()
