"""The gate of the fake platform: what it refuses before it looks, injected failures, and garbage of every kind."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.platform import ROUTES
from tests.fakes import WANG

CUSTOM = "/cgi-bin/message/custom/send"
POSTED = [route.path for route in ROUTES if route.takes_json]


def raw(api, path, body, app="oa"):
    answer = api.client.post(f"{path}?access_token={api.token(app)}", data=body)
    assert answer.status_code == 200
    return answer


def app_of(path):
    return "mini" if path.startswith(("/wxa/", "/wxaapi/", "/cgi-bin/message/subscribe/")) else "oa"


@pytest.mark.parametrize("path", POSTED)
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 44002),
        (b"not json", 47001),
        (b"[1]", 47001),
        (b"\xff\xfe", 47001),
        (b'{"a": NaN}', 47001),
        (b"[" * 100_000, 47001),
        (b'{"a": "\\u4f60"}', 40033),
        (b'{"a": "\\ud800"}', 40033),
        (b'{"a": "\\\\\\u4f60"}', 40033),
    ],
)
def test_bodies_that_are_no_good_json(api, path, body, code):
    assert raw(api, path, body, app_of(path)).json["errcode"] == code


def test_an_escaped_backslash_and_an_escaped_quote_are_no_chinese(api):
    api.act(WANG, "follow")
    body = rb'{"touser": "o-sandbox-wang", "msgtype": "text", "text": {"content": "C:\\u4f60 \u0022"}}'
    assert raw(api, CUSTOM, body).json["errcode"] == 0
    assert api.chat(WANG)[-1]["text"] == 'C:\\u4f60 "'


@pytest.mark.parametrize("path", [route.path for route in ROUTES if route.method == "POST"])
def test_get_on_what_wants_post(api, path):
    assert api.get(path, app=app_of(path)).json["errcode"] == 43002


def test_injected_failures_come_in_order_and_end(api):
    api.act(WANG, "follow")
    body = {"touser": WANG, "msgtype": "text", "text": {"content": "一"}}
    for fault in ({"errcode": 45009, "times": 2}, {"http": 502}, {"errcode": -1, "done": True}):
        assert api.client.post("/platform/faults", json={"path": CUSTOM} | fault).status_code == 201
    assert [api.code(CUSTOM, body) for _ in range(2)] == [45009, 45009]
    assert api.client.post(f"{CUSTOM}?access_token={api.token()}", json=body).status_code == 502
    assert api.code(CUSTOM, body) == -1  # and yet it was done
    assert api.code(CUSTOM, body) == 0
    assert [row["outcome"] for row in api.sent()] == ["fault", "fault", "fault", "sent", "sent"]
    assert [item["text"] for item in api.chat(WANG)].count("一") == 2


@pytest.mark.parametrize(
    "told",
    [{}, [1], {"path": "x", "errcode": 1}, {"path": "/x"}, {"path": "/x", "errcode": 1, "http": 500},
     {"path": "/x", "errcode": "one"}, {"path": "/x", "timeout": [1]}, {"path": "/x", "http": 1e400}],
)  # fmt: skip
def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(api, told):
    answer = api.client.post("/platform/faults", data=json.dumps(told), content_type="application/json")
    assert (answer.status_code, answer.json["problem"]["code"]) == (400, "fault.invalid")


_leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_any = st.recursive(
    _leaf,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_KEYS = [
    "touser",
    "msgtype",
    "text",
    "news",
    "image",
    "miniprogrampage",
    "template_id",
    "data",
    "miniprogram",
    "client_msg_id",
    "url",
    "button",
    "action_name",
    "action_info",
    "expire_seconds",
    "appid",
    "secret",
    "grant_type",
    "force_refresh",
    "content",
    "version",
    "scene",
    "openid",
    "media_url",
    "media_type",
    "page",
    "width",
    "code",
    "title",
    "articles",
    "name",
    "type",
    "sub_button",
    "key",
]
_GOOD = {
    "touser": WANG, "msgtype": "text", "template_id": "sandboxTplProgress-0000000000000000000000001", "version": 2,
    "scene": 1, "openid": "m-sandbox-wang", "action_name": "QR_SCENE", "grant_type": "client_credential", "content": "x",
    "data": {}, "appid": "wx5a4db0c000000001", "media_url": "http://127.0.0.1/a", "media_type": 2,
}  # fmt: skip


@pytest.mark.parametrize("path", POSTED)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(told=st.dictionaries(st.sampled_from(_KEYS), _any, max_size=6), whole=st.booleans())
def test_no_json_makes_the_platform_stumble(api, path, told, whole):
    api.act(WANG, "follow")
    body = json.dumps((_GOOD if whole else {}) | told, ensure_ascii=False).encode("utf-8", "replace")
    raw(api, path, body, app_of(path))


@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    act=st.sampled_from(["say", "follow", "unfollow", "scan", "tap", "send"]),
    told=st.dictionaries(
        st.sampled_from(
            [
                "text",
                "scene",
                "key",
                "url",
                "page",
                "kind",
                "x",
                "y",
                "scale",
                "label",
                "title",
                "description",
                "size",
            ]
        ),
        _any,
        max_size=5,
    ),
    kind=st.sampled_from(["image", "voice", "video", "location", "link", "file", "dance"]),
)
def test_no_act_of_the_phone_makes_the_sandbox_stumble(api, act, told, kind):
    api.act(WANG, "follow")
    body = json.dumps({"kind": kind} | told)
    answer = api.client.post(f"/phone/{WANG}/{act}", data=body, content_type="application/json")
    assert answer.status_code in (200, 409)
    assert "items" in answer.json or answer.json["problem"]["message"]
    assert api.client.get(f"/phone/{WANG}/chat").status_code == 200


@pytest.mark.parametrize("body", [b"", b"x", b"[" * 100_000, b"[1]", b'{"text": "\\ud800"}', b"5"])
def test_bodies_that_are_no_act(api, body):
    api.act(WANG, "follow")
    answer = api.client.post(f"/phone/{WANG}/say", data=body, content_type="application/json")
    assert answer.status_code in (200, 409)


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "", "1.5", "²"])
def test_a_cursor_that_is_none_begins_at_the_beginning(api, after):
    api.act(WANG, "follow")
    api.post(CUSTOM, {"touser": WANG, "msgtype": "text", "text": {"content": "一"}})
    assert len(api.client.get(f"/phone/{WANG}/chat", query_string={"after": after}).json["items"]) == 1
    assert len(api.client.get("/platform/sent", query_string={"after": after}).json["items"]) == 1
