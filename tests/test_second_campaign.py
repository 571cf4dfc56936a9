"""Another union's campaign is another file: other dates, four categories, no bank, a maximum quota, units nominate."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from core.adapters.tables import attachments
from core.services import accounts, attaching, campaigns, demo, entries, exports, units
from core.services import house as building
from server import doors
from server.app import create_app
from tests.handlers.talking import Worker

ROOT = Path(__file__).resolve().parents[1]
OPENS = datetime.fromisoformat("2024-08-01T00:00:00+08:00")
CLOSES = datetime.fromisoformat("2024-10-01T00:00:00+08:00")
KEY, TRACK = "2025-second", "idea"
ASKED = [
    "title",
    "category",
    "effect",
    "summary",
    "unit",
    "completers",
    "phone",
    "photos",
    "videos",
    "papers",
]
SAID = {
    "title": ["旧轮胎改做护栏防撞垫"],
    "category": ["4"],
    "effect": ["每年少换护栏二十处，省三万元。"],
    "summary": ["把报废轮胎切开，包在转角护栏上。", "好"],
    "unit": ["淮河医院设备科"],
    "completers": ["甲一 淮河医院设备科", "乙二", "好"],
    "phone": ["0551-60000000"],
}
FACTS = {
    "photos": {"format": "PNG", "bytes": 900_000, "width": 800, "height": 600, "dpi": None, "fault": None},
    "videos": {"container": "mp4", "bytes": 9_000_000, "width": 1280, "height": 720, "seconds": 60.0, "fault": None},
    "papers": {"format": "JPEG", "bytes": 900_000, "width": 3000, "height": 4000, "codes": [], "fault": None},
}  # fmt: skip


@pytest.fixture
def house(settings, tmp_path):
    """Both campaigns at once, at the opening of the second."""
    folder = tmp_path / "campaigns"
    shutil.copytree(ROOT / "campaigns", folder)
    shutil.copy(ROOT / "tests/campaigns/2025-second.toml", folder)
    built = building.build(settings.model_copy(update={"campaigns_dir": folder}))
    assert campaigns.record(built, now=built.clock.now()) == []
    demo.furnish(built, now=built.clock.now())
    built.clock.move(OPENS)
    yield built
    built.db.close()


@pytest.fixture
def client(house):
    made = create_app(house.settings)
    made.extensions["house"].db.close()
    made.extensions["house"] = house
    return made.test_client()


@pytest.fixture
def officer(house, client):
    return Worker(house, client, "o-sandbox-li")  # of 淮河医院工会


def give_files(house, entry, *, by):
    with house.db.write() as tx:
        for field, facts in FACTS.items():
            attachment = attaching.add(
                house, tx, entry, field, filename=f"{field}.bin", title=field, size=1, place=f"kept/{field}",
                state="stored", source="upload", by=by, now=OPENS, sha256=field.ljust(64, "0"),
            )  # fmt: skip
            here = attachments.c.id == attachment
            tx.run(update(attachments).where(here).values(state="checked", facts=facts, lease_until=None))
        tx.after_commit.clear()


def by_chat(officer, title):
    officer.says("申报")
    if officer.place[0] is None:  # an earlier one lies there, a new one is the last choice
        officer.says("2")
    order = officer.fills({**SAID, "title": [title]})
    give_files(officer.house, officer.entry().id, by=officer.person)
    return order


def test_chat_asks_its_items_and_the_officer_sends_it_in(house, officer):
    assert by_chat(officer, SAID["title"][0]) == ASKED
    heard = "\n".join(officer.heard)
    assert "4. 服务群众：让来办事的人更方便。" in heard and "5. " not in heard.split("【3/10】")[0]
    assert "题库" not in heard.replace("题库模板", "")
    assert "金点子：9月30日截止，还有 60 天" in officer.says("截止")
    assert "QS25-000001" in officer.says("提交")
    assert "“金点子”征集，9月30日截止" in officer.does("subscribe")


def test_a_worker_is_told_at_the_beginning_that_units_nominate(house, client):
    worker = Worker(house, client)
    assert "单位工会推荐" in worker.says("申报")
    assert worker.fills(SAID) == ASKED
    give_files(house, worker.entry().id, by=worker.person)
    assert "个人不能直接提交" in worker.says("提交")
    assert (worker.entry().state, len(worker.answers())) == ("draft", len(ASKED))


def test_the_window_is_its_own(house, officer):
    by_chat(officer, SAID["title"][0])
    house.clock.move(CLOSES - timedelta(minutes=15))
    officer.says("提交", "撤回")
    assert officer.entry().state == "draft"
    house.clock.move(CLOSES)
    assert "9月30日 结束" in officer.says("提交")


def test_a_third_of_one_unit_is_over_its_quota(house, officer):
    for title in ("旧轮胎改做护栏防撞垫", "门诊叫号屏字号放大", "病案袋改用可降解纸"):
        by_chat(officer, title)
        told = officer.says("提交")
    assert "名额是 2 项" in told
    assert [officer.entry(n).state for n in range(3)] == ["draft", "submitted", "submitted"]


def test_by_api_and_by_chat_the_export_rows_are_the_same(house, client, officer, tmp_path):
    by_chat(officer, "旧轮胎改做护栏防撞垫")
    officer.says("提交")
    chat = officer.entry()

    with client.application.app_context():
        headers = {"Authorization": f"Bearer {doors.token_for(officer.person)}"}

    def call(method, path, body):
        response = client.open(f"/api/v1/entries{path}", method=method, json=body, headers=headers)
        assert response.status_code in (200, 201), response.text
        return response.get_json()

    declared = client.get(f"/api/v1/campaigns/{KEY}").get_json()
    assert [
        field["key"] for track in declared["tracks"] for field in track["fields"] if field["type"] == "bank"
    ] == []
    entry = call("POST", "", {"campaign": KEY, "track": TRACK})["id"]
    values = {key: value for key, value in chat.answers.items() if key not in FACTS} | {
        "title": "门诊叫号屏字号放大"
    }
    for key, value in values.items():
        call("PUT", f"/{entry}/answers/{key}", {"value": value, "seen": 0})
    give_files(house, entry, by=officer.person)
    assert call("POST", f"/{entry}/submit", {})["state"] == "submitted"

    written = tmp_path / "rows.xlsx"
    assert exports.write(house, KEY, TRACK, written) == 2
    sheet = [list(row) for row in load_workbook(written).active.iter_rows(values_only=True)]
    first, second = (row for row in sheet if str(row[0]).startswith("QS25-"))
    labels = [field.label for field in chat.track.fields]
    assert [row for row in sheet if labels[0] in row][0][3:] == labels
    assert (first[0], second[0]) == ("QS25-000001", "QS25-000002")
    at = 3 + [field.key for field in chat.track.fields].index("title")
    assert (first[at], second[at]) == ("旧轮胎改做护栏防撞垫", "门诊叫号屏字号放大")
    assert [c for n, c in enumerate(first) if n not in (0, at)] == [
        c for n, c in enumerate(second) if n not in (0, at)
    ]
    with house.db.read() as tx:
        assert units.by_name(tx, "淮河医院设备科") == entries.load(house, tx, entry).row.unit
        assert accounts.scope(tx, officer.person, "officer").holds(tx, entry)
