"""The mini-program's interfaces: content checks, codes with a scene, and what the account knows of a person."""

import pytest

CHECK = "/wxa/msg_sec_check"
CODE = "/wxa/getwxacodeunlimit"


def used(api):
    """王师傅 used the mini-program just now."""
    s = api.settings
    code = api.client.post("/phone/o-sandbox-wang/login_code").json["code"]
    args = {
        "appid": s.mini_app_id,
        "secret": s.mini_app_secret,
        "js_code": code,
        "grant_type": "authorization_code",
    }
    api.client.get("/sns/jscode2session", query_string=args)


def words(text, **told):
    return {"content": text, "version": 2, "scene": 2, "openid": "m-sandbox-wang"} | told


def test_texts_are_judged_within_two_hours_of_use(api, hands):
    assert api.code(CHECK, words("好"), "mini") == 61010
    used(api)
    assert api.post(CHECK, words("好"), "mini")["result"] == {"suggest": "pass", "label": 100}
    assert api.post(CHECK, words("【违规】"), "mini")["result"]["suggest"] == "risky"
    assert api.post(CHECK, words("好", title="【存疑】"), "mini")["result"]["suggest"] == "review"
    hands.real_now += 7199
    api.tokens.clear()
    assert api.code(CHECK, words("好"), "mini") == 0
    hands.real_now += 2
    assert api.code(CHECK, words("好"), "mini") == 61010


@pytest.mark.parametrize(
    ("told", "code"),
    [({"content": ""}, 44004), ({"content": "字" * 2501}, 45002), ({"version": 1}, 40097), ({"scene": 5}, 40129),
     ({"openid": "o-sandbox-wang"}, 40003)],
)  # fmt: skip
def test_texts_that_cannot_be_judged(api, told, code):
    used(api)
    assert api.code(CHECK, words("好", **told), "mini") == code


def test_the_accounts_token_opens_nothing_of_the_mini_program(api):
    assert api.code(CHECK, words("好"), "oa") == 48001
    assert api.code("/cgi-bin/message/custom/send", {}, "mini") == 48001


@pytest.mark.parametrize(
    ("told", "code"),
    [({"scene": "a" * 33}, 40169), ({"scene": "申报"}, 40169), ({"scene": "a%b"}, 40169), ({"page": "/pages/x"}, 40066),
     ({"page": "pages/x?a=1"}, 40066), ({"page": "x" * 1025}, 40066), ({"width": 279}, 40097), ({"width": "430"}, 40097)],
)  # fmt: skip
def test_codes_that_cannot_be(api, told, code):
    assert api.code(CODE, {"scene": "e=1"} | told, "mini") == code


def test_a_code_is_a_picture(api):
    assert api.post(CODE, {"scene": "e=1", "page": "pages/entry/index"}, "mini")[:4] == b"\x89PNG"


def test_what_is_known_of_a_person(api):
    assert api.get("/cgi-bin/user/info", openid="o-nobody").json["errcode"] == 40003
    stranger = api.get("/cgi-bin/user/info", openid="o-sandbox-wang").json
    assert stranger == {"errcode": 0, "errmsg": "ok", "subscribe": 0, "openid": "o-sandbox-wang"}
    api.act("o-sandbox-wang", "scan", scene="7")
    known = api.get("/cgi-bin/user/info", openid="o-sandbox-wang").json
    assert (known["subscribe"], known["unionid"], known["qr_scene"]) == (1, "u-sandbox-wang", 7)
    api.act("o-sandbox-wang", "unfollow")
    api.act("o-sandbox-wang", "scan", scene="²")
    assert api.get("/cgi-bin/user/info", openid="o-sandbox-wang").json["qr_scene_str"] == "²"


def test_a_picture_is_judged_later(make, listener):
    api = make(mini_token="minitoken")
    used(api)
    body = {"media_url": "http://127.0.0.1/risky.jpg", "media_type": 2, "version": 2, "scene": 3}
    answer = api.post("/wxa/media_check_async", body | {"openid": "m-sandbox-wang"}, "mini")
    ((path, letter),) = listener.wait(1)
    assert path.startswith("/wechat/mini?")
    assert answer["trace_id"] in letter.decode() and "CDATA[risky]" in letter.decode()
