"""The account's menu: its limits, and what a tap tells the house."""

import pytest

from tests.fakes import WANG

CREATE = "/cgi-bin/menu/create"


def click(name="进度", key="progress"):
    return {"type": "click", "name": name, "key": key}


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([click()], 0),
        ([click("四字以内")], 0),
        ([click("一二三四五a")], 0),  # 16 bytes
        ([click("一二三四五六")], 40018),
        ([], 40016),
        ([click()] * 4, 40016),
        ("menu", 40016),
        ([{"name": "帮助", "sub_button": [click()] * 5}], 0),
        ([{"name": "帮助", "sub_button": [click()] * 6}], 40023),
        ([{"name": "帮助", "sub_button": [click("长" * 20)]}], 0),
        ([{"name": "帮助", "sub_button": [click("长" * 21)]}], 40018),
        ([click(key="k" * 128)], 0),
        ([click(key="k" * 129)], 40019),
        ([{"type": "view", "name": "看", "url": "http://a/" + "x" * 1016}], 40020),
        ([{"type": "dance", "name": "看"}], 40017),
        ([{"type": ["click"], "name": "看"}], 40017),
        ([{"type": "miniprogram", "name": "看", "url": "http://a", "appid": "wx"}], 40016),
        ([5], 40018),
    ],
)
def test_limits(api, buttons, code):
    assert api.code(CREATE, {"button": buttons}) == code


def test_a_refused_menu_leaves_the_old_one(api):
    api.code(CREATE, {"button": [click()]})
    api.code(CREATE, {"button": []})
    assert api.get("/cgi-bin/menu/get").json["menu"] == {"button": [click()]}
    assert api.client.get("/phone/menu").json == {"button": [click()]}


def test_without_a_menu(api):
    assert api.get("/cgi-bin/menu/get").json["errcode"] == 46003
    api.code(CREATE, {"button": [click()]})
    assert api.get("/cgi-bin/menu/delete").json["errcode"] == 0
    assert api.client.get("/phone/menu").json == {"button": []}


def test_only_what_the_menu_has_can_be_tapped(api, listener):
    api.code(CREATE, {"button": [click(), {"type": "view", "name": "看", "url": "http://127.0.0.1/me"}]})
    api.act(WANG, "follow")
    told = len(listener.letters)
    answer = api.client.post(f"/phone/{WANG}/tap", json={"key": "other"})
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, "menu.key.unknown")
    assert api.client.post(f"/phone/{WANG}/tap", json={}).json["problem"]["code"] == "menu.key.missing"
    assert len(listener.letters) == told
    api.act(WANG, "tap", key="progress")
    api.act(WANG, "tap", url="http://127.0.0.1/me")
    bodies = [body.decode() for _, body in listener.letters[told:]]
    assert ["CDATA[CLICK]" in bodies[0], "CDATA[progress]" in bodies[0]] == [True, True]
    assert ["CDATA[VIEW]" in bodies[1], "CDATA[http://127.0.0.1/me]" in bodies[1]] == [True, True]
