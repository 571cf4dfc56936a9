"""The campaign is changed under a running draft: the new item appears, and what was written to a removed one is kept."""

import os
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.miniprogram import stages
from tests.miniprogram.lib.workers import Worker
from tests.running import ROOT, Copy, until

pytestmark = pytest.mark.browser

TITLE, NEXT = "全省教科文卫体系统职工“五小”创新成果和“五小”成果路演项目征集", "下一年的征集"

NEW = """
[[tracks.fields]]
key = "saving"
item = "A2.20"
type = "paragraph"
label = "节约金额"
hint = "一年省下多少钱。"
rules = []

[[tracks.fields]]
key = "goal"
"""


@pytest.fixture
def copy():
    running = Copy().start()
    yield running
    running.end()


@pytest.fixture
def changed(copy, tmp_path):
    """Records a new revision of the campaign, as an administrator does while people write."""

    def record(alter, beside=None):
        folder = tmp_path / "campaigns"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "campaigns", folder)
        path = folder / "2024-anhui.toml"
        before = path.read_text("utf-8")
        assert alter(before) != before
        path.write_text(alter(before), "utf-8")
        if beside is not None:
            (folder / "2025-anhui.toml").write_text(beside(before), "utf-8")
        told = {
            "SANDBOX": "1",
            "DATA_DIR": str(copy.data_dir),
            "PORT": str(copy.port),
            "CAMPAIGNS_DIR": str(folder),
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "migrate"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        assert "有错" not in done.stdout, done.stdout + done.stderr

    return record


def without_goal(text):
    """An item `saving` is asked for where `goal` was."""
    head, start, rest = text.partition('\n[[tracks.fields]]\nkey = "goal"')
    text = head + NEW.rpartition("\n[[tracks.fields]]")[0] + rest[rest.index("\n[[tracks.fields]]") :]
    return text.replace('"goal"', '"saving"')


def _is_unasked(worker):
    """Whether the phone has noted that nobody asks for what it keeps."""
    kept = worker.phone.wx("getStorage", {"key": f"typed:{worker.entry}:goal"})["data"]
    return kept.get("isUnasked") and "这一项，没有保存" in kept.get("refused", "")


def test_a_new_item_appears_and_a_removed_ones_answer_is_kept(chromium, copy, changed):
    worker = Worker(chromium, copy)
    place = worker.form("goal")
    place.get_by_role("textbox").fill("解决滑走的问题")
    until(lambda: worker.answers().get("goal") == "解决滑走的问题", what="the answer")
    changed(without_goal)
    until(
        lambda: "saving" in str(worker.api.get("/campaigns/2024-anhui")), what="the house knows the revision"
    )
    place.get_by_role("textbox").fill("解决滑走的问题，再写一句")
    new = worker.phone.shown.locator("#field-saving")
    expect(new).to_be_visible()
    expect(worker.phone.shown.locator("#field-goal")).to_have_count(0)
    new.get_by_role("textbox").fill("三万元")
    until(lambda: worker.answers().get("saving") == "三万元", what="the new answer")
    expect(worker.phone.shown.get_by_text("已保存")).to_be_visible()
    kept = worker.phone.wx("getStorage", {"key": f"typed:{worker.entry}:goal"})
    assert kept["data"]["value"] == "解决滑走的问题，再写一句", "what was written last lies on the phone"
    with worker.phone.page.expect_response(lambda told: told.status == 404 and "/goal" in told.url):
        worker.phone.reopen()
    until(lambda: _is_unasked(worker), what="the house still does not ask for it")
    changed(lambda text: text + "\n# as it was\n")
    until(
        lambda: "saving" not in str(worker.api.get("/campaigns/2024-anhui")),
        what="the house knows it is back",
    )
    worker.phone.do("lock")
    worker.phone.do("unlock")
    until(
        lambda: worker.answers().get("goal") == "解决滑走的问题，再写一句",
        what="the item is back with its answer",
    )
    worker.leave()


@pytest.mark.nightly
def test_two_campaigns_at_a_time_are_two_offers_of_the_same_track(chromium, copy, changed):
    worker = Worker(chromium, copy)
    changed(
        lambda text: text + "\n# beside another\n",
        lambda text: (
            text.replace('"2024-anhui"', '"2025-anhui"').replace("AH24", "AH25").replace(TITLE, NEXT)
        ),
    )
    until(lambda: len(worker.api.get("/home")["tracks"]) == 4, what="the house knows both")
    shown = worker.phone.open("pages/home/home").shown
    expect(shown.get_by_role("button", name="开始申报")).to_have_count(2)
    assert worker.phone.errors == []
    officer = Worker(chromium, copy, stages.LI)
    shown = officer.phone.open("pages/officer/officer").shown
    for title in (TITLE, NEXT):
        expect(shown.get_by_text(title)).to_have_count(1)
    assert officer.phone.errors == []
