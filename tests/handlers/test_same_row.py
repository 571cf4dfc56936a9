"""The product's promise: the same entry filled by chat and by API gives the same export row."""

from core.adapters.clock import START
from core.services import accounts, acts, entries, exports, units
from server import doors
from tests import filling
from tests.handlers.talking import Worker

SAID = filling.said() | {"background": [filling.BACKGROUND, "好"]}  # two messages would be two lines


def by_api(house, client, person):
    """A person's entry, filled by the API alone."""
    with client.application.app_context():
        headers = {"Authorization": f"Bearer {doors.token_for(person)}"}

    def call(method, path, body):
        response = client.open(f"/api/v1/entries{path}", method=method, json=body, headers=headers)
        assert response.status_code in (200, 201), response.text
        return response.get_json()

    entry = call("POST", "", {"campaign": "2024-anhui", "track": "innovation"})["id"]
    with house.db.read() as tx:
        unit, union = units.by_name(tx, "淮河医院护理部"), units.by_name(tx, "皖江市总工会")
    for key, value in filling.texts({"id": unit}, {"id": union}).items():
        call("PUT", f"/{entry}/answers/{key}", {"value": value, "seen": 0})
    return entry, lambda: call("POST", f"/{entry}/submit", {})


def row(house, entry):
    with house.db.read() as tx:
        return exports.row(entries.load(house, tx, entry))


def test_filled_by_chat_and_by_api_the_export_row_is_the_same(furnished, client):
    house = furnished
    with house.db.write() as tx:
        person = accounts.identify(tx, "mini", "wx-mini", "mini-1", now=START)
    typed, submit = by_api(house, client, person)
    filling.give_files(house, typed, by=person, now=START)
    assert submit()["state"] == "submitted"
    first = row(house, typed)
    with house.db.write() as tx:  # frees the name: the same people with the same name stand once
        acts.withdraw(house, tx, typed, by=person, now=START)

    worker = Worker(house, client)
    worker.says("申报")
    worker.fills(SAID)
    said = worker.entry().id
    filling.give_files(house, said, by=worker.person, now=START)
    assert "AH24-000002" in worker.says("提交")
    second = row(house, said)

    assert (first[0], second[0]) == ("AH24-000001", "AH24-000002")
    assert (first[1], first[3:]) == (second[1], second[3:])
    assert [cell for cell in first if cell == ""] == [""]  # 成果音频, which nobody must hand in
