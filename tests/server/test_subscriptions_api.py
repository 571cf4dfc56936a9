"""The phone's door to subscription messages: what it may ask for, what the person tapped, and that one tap is one message."""

import pytest

from core.services import delivering, subscriptions
from server import doors
from tests import posting
from tests.fakes import WANG
from tests.posting import NOW, post, tries

PATH = "/api/v1/me/subscriptions"
TITLE = "申报进度通知"


fake, house, person = posting.fake, posting.house, posting.person


@pytest.fixture
def signed(client, person):
    with client.application.test_request_context():
        return {"Authorization": f"Bearer {doors.token_for(person)}"}


def held(answer):
    return {item["title"]: item["left"] for item in answer.json["items"]}


def test_a_tap_is_told_by_the_phone_and_spent_by_one_message(client, house, fake, person, signed):
    offered = client.get(PATH, headers=signed)
    assert offered.status_code == 200 and held(offered)[TITLE] == 0
    template = next(item["template"] for item in offered.json["items"] if item["title"] == TITLE)
    assert fake.client.post(f"/phone/{WANG}/subscribe", json={template: "accept"}).status_code == 200
    told = client.post(PATH, json={"answers": {template: "accept"}}, headers=signed)
    assert told.status_code == 200 and held(told)[TITLE] == 1
    made = [post(house, occasion=occasion, person=person) for occasion in ("a", "b")]
    for message in made:
        delivering.deliver(house, message, now=NOW)
    assert [tries(house, message)[0][:2] for message in made] == [
        ("subscription", "sent"),
        ("none", "failed"),
    ]
    assert held(client.get(PATH, headers=signed))[TITLE] == 0


@pytest.mark.parametrize("answer", ["reject", "ban", "filter"])
def test_what_is_no_accept_gives_nothing(client, house, signed, person, answer):
    template = subscriptions.offers(house)[TITLE]
    told = client.post(PATH, json={"answers": {template: answer}}, headers=signed)
    assert (told.status_code, held(told)[TITLE]) == (200, 0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"answers": {"foreign": "accept"}}, 422),
        ({"answers": {f"t{number}": "accept" for number in range(6)}}, 422),
        ({"answers": ["accept"]}, 422),
        ({}, 422),
    ],
)
def test_foreign_templates_and_shapes_are_refused(client, signed, person, house, body, status):
    answer = client.post(PATH, json=body, headers=signed)
    assert answer.status_code == status and answer.json["problem"]["message"]
    assert set(held(client.get(PATH, headers=signed)).values()) == {0}


def test_nobody_asks_without_being_signed_in(client):
    assert client.get(PATH).status_code == client.post(PATH, json={"answers": {}}).status_code == 401


def test_while_the_platform_is_away_nothing_is_offered_and_nothing_breaks(client, house, signed, fake):
    house.platform.mini_templates.forget()
    posting.inject(fake, "/wxaapi/newtmpl/gettemplate", http=502, times=9)
    answer = client.get(PATH, headers=signed)
    assert (answer.status_code, answer.json) == (200, {"items": []})
