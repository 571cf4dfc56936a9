"""Tokens and codes: real time, the platform's lives and limits."""

import pytest

TOKEN = "/cgi-bin/token"
INFO = "/cgi-bin/user/info"


def plain(api, **told):
    s = api.settings
    args = {"appid": s.oa_app_id, "secret": s.oa_app_secret, "grant_type": "client_credential"} | told
    return api.client.get(TOKEN, query_string={k: v for k, v in args.items() if v is not None}).json


def works(api, token):
    answer = api.client.get(INFO, query_string={"access_token": token, "openid": "o-sandbox-wang"}).json
    return answer.get("errcode", 0)


def test_the_stable_token_is_the_same_on_repeat(api, hands):
    first = api.ask_token()
    hands.real_now += 3600
    assert api.ask_token() == {"access_token": first["access_token"], "expires_in": 3600}


def test_the_stable_token_is_renewed_five_minutes_before_its_end_and_both_live_on(api, hands):
    first = api.ask_token()["access_token"]
    hands.real_now += 7200 - 300
    second = api.ask_token()
    assert second["access_token"] != first and second["expires_in"] == 7200
    assert (works(api, first), works(api, second["access_token"])) == (0, 0)
    hands.real_now += 300
    assert (works(api, first), works(api, second["access_token"])) == (42001, 0)


def test_a_forced_refresh_ends_the_old_token_at_once(api):
    first = api.ask_token()["access_token"]
    second = api.ask_token(force_refresh=True)["access_token"]
    assert (works(api, first), works(api, second)) == (40001, 0)


def test_forced_refreshes_are_thirty_seconds_apart_and_twenty_a_day(api, hands):
    hands.real_now = 86400.0 * 20_000
    assert "access_token" in api.ask_token(force_refresh=True)
    hands.real_now += 29
    assert api.ask_token(force_refresh=True)["errcode"] == 45011
    hands.real_now += 1
    for _ in range(19):
        assert "access_token" in api.ask_token(force_refresh=True)
        hands.real_now += 30
    assert api.ask_token(force_refresh=True)["errcode"] == 45009
    hands.real_now += 86400
    assert "access_token" in api.ask_token(force_refresh=True)


def test_a_plain_token_supersedes_the_last_one_which_lives_five_minutes_more(api, hands):
    first, second = plain(api)["access_token"], plain(api)["access_token"]
    assert (works(api, first), works(api, second)) == (0, 0)
    hands.real_now += 300
    assert (works(api, first), works(api, second)) == (42001, 0)
    stable = api.ask_token()["access_token"]
    plain(api)
    assert works(api, stable) == 0  # the two kinds do not touch each other


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"appid": None}, 41002),
        ({"secret": None}, 41004),
        ({"grant_type": "password"}, 40002),
        ({"appid": "wx-foreign"}, 40013),
        ({"secret": "wrong"}, 40001),
    ],
)
def test_who_may_have_a_token(api, told, code):
    assert plain(api, **told)["errcode"] == code
    body = {"appid": api.settings.oa_app_id, "secret": api.settings.oa_app_secret} | {
        "grant_type": "client_credential"
    }
    assert api.client.post("/cgi-bin/stable_token", json=body | told).json["errcode"] == code


def test_a_call_without_a_token_with_a_foreign_one_and_with_the_other_apps(api):
    assert api.client.get(INFO).json["errcode"] == 41001
    assert works(api, "made-up") == 40001
    assert works(api, api.token("mini")) == 48001


def test_a_login_code_is_good_once_and_for_five_minutes(api, hands):
    s = api.settings

    def session(code):
        args = {"appid": s.mini_app_id, "secret": s.mini_app_secret, "js_code": code}
        return api.client.get(
            "/sns/jscode2session", query_string=args | {"grant_type": "authorization_code"}
        ).json

    def code():
        return api.client.post("/phone/o-sandbox-wang/login_code").json["code"]

    good = code()
    answer = session(good)
    assert (answer["openid"], answer["unionid"]) == ("m-sandbox-wang", "u-sandbox-wang")
    assert session(good)["errcode"] == 40163
    assert session("0made-up")["errcode"] == 40029
    old = code()
    hands.real_now += 301
    assert session(old)["errcode"] == 40029
    assert session("")["errcode"] == 41008
    phone = api.client.post("/phone/o-sandbox-wang/phone_code").json["code"]
    assert session(phone)["errcode"] == 40029  # of the other kind
    info = api.post("/wxa/business/getuserphonenumber", {"code": phone}, "mini")["phone_info"]
    assert info["purePhoneNumber"] == "13800000001"
    assert api.code("/wxa/business/getuserphonenumber", {"code": phone}, "mini") == 40163
