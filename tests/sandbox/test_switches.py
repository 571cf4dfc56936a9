"""Errors that are switched on for one person: they alone meet them, on the way that was named, until it is off."""

import pytest

from sandbox import switches
from sandbox.refusal import WORDS
from tests.fakes import WANG

CUSTOM, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
SUBSCRIPTION = "/cgi-bin/message/subscribe/send"
SUN = "o-sandbox-sun"


def said(to):
    return {"touser": to, "msgtype": "text", "text": {"content": "一"}}


def on(api, openid=WANG, way=CUSTOM, code="45015"):
    answer = api.client.post("/platform/switches", json={"openid": openid, "way": way, "code": code})
    assert answer.status_code == 201, answer.json
    return answer.json["number"]


@pytest.fixture
def both(api):
    for one in (WANG, SUN):
        api.act(one, "follow")
    return api


def test_one_person_meets_it_until_it_is_off(both):
    number = on(both)
    assert [both.code(CUSTOM, said(WANG)) for _ in range(2)] == [45015, 45015]
    assert both.code(CUSTOM, said(SUN)) == 0
    assert both.client.get("/platform/switches").json["on"] == [
        {"number": number, "openid": WANG, "way": "客服消息", "name": "45015　超过 48 小时没有互动"}
    ]
    for _ in range(2):
        assert both.client.delete(f"/platform/switches/{number}").json == {"on": []}
    assert both.code(CUSTOM, said(WANG)) == 0


def test_all_ways_are_all_ways_of_sending_and_nothing_else(both):
    on(both, way="*", code="48001")
    assert both.code(CUSTOM, said(WANG)) == both.code(TEMPLATE, {"touser": WANG}) == 48001
    assert both.code(SUBSCRIPTION, {"touser": "m-sandbox-wang"}, app="mini") == 48001
    assert both.code(SUBSCRIPTION, {"touser": "m-sandbox-sun"}, app="mini") == 40037
    assert both.client.post(f"/cgi-bin/menu/get?access_token={both.token()}").json["errcode"] != 48001


def test_every_code_of_the_platform_can_be_switched_on(both):
    keys = [one["key"] for one in both.client.get("/platform/switches").json["codes"]]
    assert len(keys) == len(set(keys)) and {str(code) for code in WORDS} <= set(keys)
    for code in sorted(WORDS):
        number = on(both, code=str(code))
        assert both.code(CUSTOM, said(WANG)) == code
        both.client.delete(f"/platform/switches/{number}")


def test_failures_without_a_code(both):
    for key, status in (("http-500", 500), ("http-502", 502)):
        number = on(both, code=key)
        assert (
            both.client.post(f"{CUSTOM}?access_token={both.token()}", json=said(WANG)).status_code == status
        )
        both.client.delete(f"/platform/switches/{number}")
    on(both, code="lost")
    assert both.code(CUSTOM, said(WANG)) == -1
    assert [item["text"] for item in both.chat(WANG)].count("一") == 1, "it came all the same"
    assert both.client.get("/platform/switches").json["on"][0]["name"] == switches.OTHER["lost"][0]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"openid": WANG, "way": "/x", "code": "45015"}, 400),
        ({"openid": WANG, "way": CUSTOM, "code": "7"}, 400),
        ({"openid": "nobody", "way": CUSTOM, "code": "45015"}, 404),
        ([1], 400),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(api, told, status):
    answer = api.client.post("/platform/switches", json=told)
    assert answer.status_code == status and answer.json["problem"]["message"].endswith("。")
    assert api.client.get("/platform/switches").json["on"] == []
