"""Signing in at a computer by scanning: scanned, confirmed in chat, taken once by the browser that showed the code."""

from datetime import timedelta

import pytest

from core.adapters import wechat
from core.adapters.clock import real
from core.domain.refusals import Refused
from core.services import accounts, scanning


@pytest.fixture
def person(house):
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.platform.oa_app_id, "o-worker", now=house.clock.now())


@pytest.fixture
def scene(house, monkeypatch):
    """What stands in the QR code that the platform was asked for."""
    made = {}

    def call(path, body=None):
        made["scene"] = body["action_info"]["scene"]["scene_str"]
        return {"ticket": "t", "url": "http://weixin.qq.com/q/abc"}

    monkeypatch.setattr(house.platform, "call", call)
    return lambda: made["scene"].partition(".")[2]


def begin(client, door="console"):
    return client.post("/signin", json={"door": door}, headers={"Accept": "application/json"})


def state(client):
    return client.post("/signin/state").get_json()


def test_sign_in_by_scanning_opens_the_console_once(house, client, scene, person):
    assert begin(client).get_json()["svg"].startswith("<svg")
    assert state(client) == {"state": "waiting"}
    with house.db.write() as tx:
        assert scanning.scanned(tx, scene(), by=person) == "console"
    assert state(client) == {"state": "scanned"}
    with house.db.write() as tx:
        assert scanning.confirm(tx, by=person) == "console"
    assert state(client) == {"state": "in"}
    with client.session_transaction() as session:
        assert session["person"] == person
        assert "scan" not in session
    assert client.post("/signin/state").status_code == 410


def test_sign_in_needs_the_browser_that_showed_the_code(house, app, client, scene, person):
    begin(client)
    with house.db.write() as tx:
        scanning.scanned(tx, scene(), by=person)
        scanning.confirm(tx, by=person)
    stranger = app.test_client()
    with stranger.session_transaction() as session:
        session["scan"] = {"code": scene(), "secret": "guessed", "door": "console"}
    assert stranger.post("/signin/state").status_code == 410
    assert state(client) == {"state": "in"}


def test_sign_in_scanned_by_another_is_refused(house, client, scene, person):
    begin(client)
    with house.db.write() as tx:
        other = accounts.identify(tx, "oa", house.platform.oa_app_id, "o-other", now=house.clock.now())
        scanning.scanned(tx, scene(), by=person)
        with pytest.raises(Refused) as refused:
            scanning.scanned(tx, scene(), by=other)
        assert refused.value.code == "signin.unknown"
        with pytest.raises(Refused):
            scanning.confirm(tx, by=other)
    assert state(client) == {"state": "scanned"}


def test_sign_in_code_runs_out(house, client, scene, person, monkeypatch):
    begin(client)
    later = real() + timedelta(minutes=scanning.MINUTES, seconds=1)
    monkeypatch.setattr(scanning, "real", lambda: later)
    with house.db.write() as tx, pytest.raises(Refused):
        scanning.scanned(tx, scene(), by=person)
    assert client.post("/signin/state").status_code == 410


def test_sign_in_without_the_platform_says_so(house, client, monkeypatch):
    def call(path, body=None):
        raise wechat.PlatformError(wechat.RETRY)

    monkeypatch.setattr(house.platform, "call", call)
    answer = begin(client)
    assert (answer.status_code, answer.get_json()["problem"]["code"]) == (503, "platform.unavailable")


def test_sign_in_to_no_door_is_refused(client):
    assert begin(client, door="vault").status_code == 422
