"""QR codes: scenes, lives, and what scanning tells the house."""

import pytest

from tests.fakes import WANG

CREATE = "/cgi-bin/qrcode/create"


def told(action, scene, **more):
    return {"action_name": action, "action_info": {"scene": scene}} | more


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (told("QR_STR_SCENE", {"scene_str": "x" * 64}), 0),
        (told("QR_STR_SCENE", {"scene_str": "x" * 65}), 40053),
        (told("QR_STR_SCENE", {"scene_str": ""}), 40053),
        (told("QR_SCENE", {"scene_id": 1}), 0),
        (told("QR_SCENE", {"scene_id": True}), 40053),
        (told("QR_SCENE", {"scene_id": 2**32}), 40053),
        (told("QR_LIMIT_SCENE", {"scene_id": 100_000}), 0),
        (told("QR_LIMIT_SCENE", {"scene_id": 100_001}), 40053),
        (told("QR_LIMIT_STR_SCENE", {"scene_str": "poster"}), 0),
        (told("QR_DANCE", {"scene_id": 1}), 40053),
        (told("QR_SCENE", {"scene_id": 1}, expire_seconds=2_592_000), 0),
        (told("QR_SCENE", {"scene_id": 1}, expire_seconds=2_592_001), 40097),
        (told("QR_SCENE", {"scene_id": 1}, expire_seconds="60"), 40097),
        (told("QR_SCENE", ["scene"]), 40053),
        ({"action_name": "QR_SCENE", "action_info": "x"}, 40053),
    ],
)
def test_limits(api, body, code):
    assert api.post(CREATE, body).get("errcode", 0) == code


def test_a_code_lives_a_minute_unless_told_otherwise(api, hands):
    answer = api.post(CREATE, told("QR_STR_SCENE", {"scene_str": "short"}))
    assert answer["expire_seconds"] == 60
    api.post(CREATE, told("QR_LIMIT_STR_SCENE", {"scene_str": "long"}))
    assert api.client.get("/phone/scenes").json["items"] == ["long", "short"]
    hands.house_now += 60
    assert api.client.get("/phone/scenes").json["items"] == ["long"]


def test_the_picture(api):
    ticket = api.post(CREATE, told("QR_SCENE", {"scene_id": 7}))["ticket"]
    answer = api.client.get("/cgi-bin/showqrcode", query_string={"ticket": ticket})
    assert (answer.status_code, answer.data[:4]) == (200, b"\x89PNG")
    assert api.client.get("/cgi-bin/showqrcode?ticket=x").status_code == 404


def test_a_stranger_follows_by_it_and_a_follower_comes_back(api, listener):
    ticket = api.post(CREATE, told("QR_LIMIT_STR_SCENE", {"scene_str": "unit-7"}))["ticket"]
    api.act(WANG, "scan", scene="unit-7")
    api.act(WANG, "scan", scene="unit-7")
    first, second = (body.decode() for _, body in listener.letters)
    assert [f"CDATA[{word}]" in first for word in ("subscribe", "qrscene_unit-7", ticket)] == [True] * 3
    assert [f"CDATA[{word}]" in second for word in ("SCAN", "unit-7", ticket)] == [True] * 3
    info = api.get("/cgi-bin/user/info", openid=WANG).json
    assert (info["subscribe"], info["qr_scene_str"], info["subscribe_scene"]) == (
        1,
        "unit-7",
        "ADD_SCENE_QR_CODE",
    )


@pytest.mark.parametrize("scene", ["", "x" * 65, None, True])
def test_a_scene_that_cannot_be(api, scene):
    answer = api.client.post(f"/phone/{WANG}/scan", json={"scene": scene})
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, "scan.scene")
