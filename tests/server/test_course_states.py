"""A course that was sent in waits for the province (N9): no list and no page says that it waits for its unit."""

import pytest

from core.services import recommending
from server import doors
from tests.core.services import roadshows
from tests.server.console.conftest import PASSWORD, Browser

SAID = "已提交，待省级核对"


@pytest.fixture
def people(house):
    return roadshows.people(house, house.clock.now())


@pytest.fixture
def sent(house, people):
    now = house.clock.now()
    made = roadshows.course(house, people, now)
    assert recommending.submit(house, [made], by=people["officer"], now=now) == [(made, None)]
    return made


@pytest.fixture
def officer(app, people):
    """(client, headers of the phone), signed in both ways."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["person"] = people["officer"]
    with app.test_request_context():
        return client, {"Authorization": f"Bearer {doors.token_for(people['officer'])}"}


def test_ones_own_page_says_whom_a_course_waits_for(officer, sent):
    page = officer[0].get("/me").get_data(as_text=True)
    assert SAID in page and "待单位工会确认" not in page


@pytest.mark.parametrize(
    ("path", "key"),
    [("/api/v1/entries", "items"), ("/api/v1/home", "entries"), ("/api/v1/entries/{sent}", "")],
)
def test_lists_on_the_phone_say_it_as_the_entry_does(officer, sent, path, key):
    client, headers = officer
    told = client.get(path.format(sent=sent), headers=headers).get_json()
    rows = told[key] if key else [told]
    assert [(row["id"], row["state_text"]) for row in rows] == [(sent, SAID)]


def test_the_lists_of_staff_have_a_short_word_of_its_own(app, sent):
    auditor = Browser(app)
    auditor.sign_in("zhao", PASSWORD)
    for path in ("/console/entries", "/console/entries?mine=waiting"):
        page = auditor.see(path)
        assert '<span class="state state-azure">待核对</span>' in page
        assert '<span class="state state-azure">待确认</span>' not in page
