"""A film that the mini-program cannot read goes through the phone's browser, whatever the network does."""

import random
import re

import pytest
from playwright.sync_api import expect

from tests import making
from tests.miniprogram.lib.workers import digest

pytestmark = pytest.mark.browser

MB = 1024 * 1024
SPEED = 30 * MB  # bytes a second: slow enough to be cut in the middle
CUTS = 4


def at_least(percent):
    """What a row says from so many percent on."""
    return re.compile(rf"(?<!\d)({'|'.join(str(one) for one in range(percent, 101))})%")


@pytest.mark.parametrize("megabytes", [120, pytest.param(400, marks=pytest.mark.nightly)])
def test_a_large_film_arrives_whole_though_the_network_is_cut(worker, chromium, tmp_path, megabytes):
    film = making.mp4(tmp_path / "大视频.mp4", 60, megabytes=megabytes)
    told = worker.api.post(f"/entries/{worker.entry}/upload-links", field="videos").json()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")

    def network(*, offline):
        speed = {"latency": 5, "downloadThroughput": -1, "uploadThroughput": SPEED}
        line.send("Network.emulateNetworkConditions", {"offline": offline, **speed})

    page.goto(told["url"])
    page.wait_for_selector("#item-videos.asked")
    network(offline=False)
    page.set_input_files("#choose-videos", film)
    for percent in sorted(random.Random(megabytes).sample(range(5, 85), CUTS)):
        expect(page.locator(".row.job .told").first).to_have_text(at_least(percent), timeout=120_000)
        network(offline=True)
        expect(page.get_by_text("网络断了，恢复后自动接着传").first).to_be_visible()
        network(offline=False)
    expect(page.locator("#item-videos .row.file")).to_have_count(1, timeout=180_000)
    assert worker.stored() == {film.name: digest(film)}
    context.close()
