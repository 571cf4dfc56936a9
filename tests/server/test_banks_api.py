"""Questions through the API: pages, ids that stay, versions that lose nothing, keys that make adding safe, downloads."""

import io

import pytest

from core.adapters import bank_reading
from core.adapters.clock import START
from core.services import accounts, demo, entries
from server import doors
from tests import filling

GOOD = {"type": "单选", "stem": "新的题是", "options": ["甲", "乙"], "answer": "b", "difficulty": "初级", "source": "视频简介"}  # fmt: skip


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def signed(client, me):
    with client.application.test_request_context():
        return {"Authorization": f"Bearer {doors.token_for(me)}"}


@pytest.fixture
def bank(house, me):
    """The address of the bank of a whole entry."""
    entry = filling.whole(house, by=me, now=START)
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
    return f"/api/v1/entries/{entry}/banks/{found.answers['bank'][0]['attachment']}"


def test_questions_come_in_pages_with_what_is_said_of_them(client, signed, bank):
    first = client.get(f"{bank}?limit=15", headers=signed).json
    rest = client.get(f"{bank}?limit=15&after={first['next']}", headers=signed).json
    assert [row["id"] for row in first["items"] + rest["items"]] == [f"q{n}" for n in range(1, 21)]
    assert (first["count"], first["is_editable"], first["is_edited"], rest["next"]) == (20, True, False, None)
    assert first["items"][0] == {
        "id": "q1", "version": 1, "number": 1, "type": "单选", "stem": "第1题：锁止装置的作用是", "options": ["松手即锁", "推动即开"],
        "answer": "A", "analysis": "", "difficulty": "初级", "source": "视频 00:07-00:35", "findings": [],
    }  # fmt: skip


def test_a_question_added_twice_with_one_key_is_added_once(client, signed, bank):
    headers = {**signed, "Idempotency-Key": "k1"}
    made = [
        client.post(f"{bank}/questions", json={"question": GOOD, "before": "q1"}, headers=headers)
        for _turn in range(2)
    ]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json == made[1].json
    assert (made[0].json["count"], made[0].json["question"]["number"]) == (21, 1)


def test_a_bank_started_twice_with_one_key_is_started_once(client, signed, bank):
    headers, told = {**signed, "Idempotency-Key": "k2"}, {"field": "bank", "title": "视频题库"}
    address = bank.rsplit("/", 1)[0]
    made = [client.post(address, json=told, headers=headers).json for _turn in range(2)]
    assert (made[0]["id"], made[0]["title"], made[0]["items"]) == (made[1]["id"], "视频题库", [])


def test_a_stale_change_is_409_with_both(client, signed, bank):
    told = {"question": GOOD, "seen": 1}
    changed = client.put(f"{bank}/questions/q7", json=told, headers=signed)
    assert (changed.status_code, changed.json["question"]["version"]) == (200, 2)
    late = {"question": {**GOOD, "stem": "晚了"}, "seen": 1}
    stale = client.put(f"{bank}/questions/q7", json=late, headers=signed)
    problem = stale.json["problem"]
    assert (stale.status_code, problem["code"], problem["version"]) == (409, "question.stale", 2)
    assert (problem["theirs"]["stem"], problem["yours"]["stem"]) == ("新的题是", "晚了")


def test_questions_are_moved_and_removed(client, signed, bank):
    moved = client.post(f"{bank}/questions/q20/move", json={"before": "q1", "seen": 1}, headers=signed)
    assert (moved.status_code, moved.json["question"]["number"]) == (200, 1)
    gone = client.delete(f"{bank}/questions/q1?seen=1", headers=signed)
    assert (gone.status_code, gone.json["question"], gone.json["count"]) == (200, None, 19)
    left = client.get(bank, headers=signed).json
    assert (left["id"], [row["id"] for row in left["items"]][:3]) == (gone.json["bank"], ["q20", "q2", "q3"])
    again = client.delete(f"{bank}/questions/q1", headers=signed)
    assert (again.status_code, again.json["problem"]["code"]) == (404, "question.unknown")


def test_a_question_is_judged_while_it_is_written(client, signed, bank):
    told = {"question": {**GOOD, "answer": " ｃ "}, "id": "q3"}
    judged = client.post(f"{bank}/judge", json=told, headers=signed).json
    assert [(row["key"], row["rule"], row["level"]) for row in judged["findings"]] == [
        ("answer", "bank.answer.single", "must")
    ]
    told = {"question": {**GOOD, "type": "判断题", "options": [], "answer": "√"}}
    judged = client.post(f"{bank}/judge", json=told, headers=signed).json
    assert (judged["findings"], judged["question"]["type"], judged["question"]["answer"]) == (
        [],
        "判断",
        "对",
    )
    assert client.get(bank, headers=signed).json["is_edited"] is False


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_what_is_downloaded_is_the_same_bank(client, signed, bank, tmp_path, kind):
    client.put(f"{bank}/questions/q7", json={"question": {**GOOD, "stem": "=1+1"}}, headers=signed)
    answer = client.get(f"{bank}.{kind}", headers=signed, buffered=True)
    assert (answer.status_code, answer.headers["Content-Disposition"].startswith("attachment")) == (200, True)
    path = tmp_path / "b"
    path.write_bytes(io.BytesIO(answer.data).getvalue())
    facts = bank_reading.bank_facts(path)
    shown = client.get(f"{bank}?limit=100", headers=signed).json["items"]
    assert facts["kind"] == kind
    assert [row["cells"]["stem"] for row in facts["rows"]] == [row["stem"] for row in shown]


def test_the_entry_shows_the_questions_as_they_are_now(client, signed, bank):
    client.put(f"{bank}/questions/q1", json={"question": GOOD}, headers=signed)
    entry = client.get(bank.split("/banks")[0], headers=signed).json
    (shown,) = entry["answers"]["bank"]
    assert (len(shown["questions"]), shown["questions"][0]["answer"]) == (20, "B")
    (file,) = [row for row in entry["files"] if row["field"] == "bank"]
    assert (file["id"], file["facts"]["questions"], file["facts"]["kind"]) == (
        shown["attachment"],
        20,
        "edited",
    )


@pytest.mark.parametrize(
    ("path", "told", "status"),
    [
        ("/questions", {"question": {}}, 422),
        ("/questions", {"question": GOOD, "before": "q99"}, 404),
        ("/questions", {"question": {**GOOD, "options": ["x"] * 7}}, 422),
        ("/questions", {"question": {**GOOD, "more": 1}}, 422),
        ("/judge", {"question": GOOD, "id": "q99"}, 404),
    ],
)
def test_what_is_refused(client, signed, bank, path, told, status):
    answer = client.post(bank + path, json=told, headers=signed)
    assert (answer.status_code, set(answer.json["problem"])) == (
        status,
        {"code", "message", "field", "findings"},
    )


def test_strangers_see_nothing(client, bank, house):
    assert client.get(bank).status_code == 401
    with house.db.write() as tx:
        stranger = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-li", now=START)
    with client.application.test_request_context():
        headers = {"Authorization": f"Bearer {doors.token_for(stranger)}"}
    for address in (bank, f"{bank}.xlsx", f"{bank}.docx"):
        assert client.get(address, headers=headers).status_code == 404
