"""A film that the mini-program cannot read goes through the phone's browser, whatever the network does."""

import random

import pytest
from playwright.sync_api import expect

from tests import browsing, making
from tests.browsing import PATIENCE
from tests.miniprogram.lib.workers import digest

pytestmark = pytest.mark.browser

MB = 1024 * 1024
SPEED = 30 * MB  # bytes a second
CUTS = 4
ARRIVES = 240_000  # ms, on a busy machine


@pytest.mark.parametrize("megabytes", [120, pytest.param(400, marks=pytest.mark.nightly)])
def test_a_large_film_arrives_whole_though_the_network_is_cut(worker, chromium, tmp_path, megabytes):
    film = making.mp4(tmp_path / "大视频.mp4", 60, megabytes=megabytes)
    told = worker.api.post(f"/entries/{worker.entry}/upload-links", field="videos").json()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")

    def network(*, offline):
        speed = {"latency": 5, "downloadThroughput": -1, "uploadThroughput": SPEED}
        line.send("Network.emulateNetworkConditions", {"offline": offline, **speed})

    tenths = sorted(random.Random(megabytes).sample(range(1, 8), CUTS))
    points = [film.stat().st_size * tenth // 10 for tenth in tenths]
    due, failed = [], []

    def cutting(route):
        """A piece that begins beyond the point that is due is the last one that the network carries."""
        route.continue_()
        if due and int(route.request.headers.get("upload-offset", -1)) >= due[0]:
            due.clear()
            failed.clear()
            network(offline=True)

    page.route("**/api/v1/uploads/*", cutting)
    page.on("requestfailed", lambda asked: failed.append(asked.url) if "/uploads/" in asked.url else None)
    page.goto(told["url"])
    page.wait_for_selector("#item-videos.asked")
    due.append(points[0])
    network(offline=False)
    page.set_input_files("#choose-videos", film)
    for at, following in enumerate([*points[1:], None]):
        browsing.until(page, lambda: not due and failed, f"cut {at + 1} is felt")
        if at == 0:
            expect(page.get_by_text("网络断了，恢复后自动接着传").first).to_be_visible()
        due.extend(
            [following] if following else []
        )  # before the network is back: a quick one would be past it
        network(offline=False)
    expect(page.locator("#item-videos .row.file")).to_have_count(1, timeout=ARRIVES)
    assert worker.stored() == {film.name: digest(film)}
    context.close()
