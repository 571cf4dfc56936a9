"""Pushes of the mini-program: well signed ones are taken in every form, forged ones are refused."""

import json

import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto

from tests.wechat import signature

AT, NONCE = "1714037059", "486452656"
PLAIN = (
    "<xml><ToUserName>gh_2</ToUserName><MsgType>event</MsgType><Event>subscribe_msg_popup_event</Event></xml>"
)


def signed(house, **more):
    return {
        "timestamp": AT,
        "nonce": NONCE,
        "signature": signature(house.settings.mini_token, AT, NONCE),
        **more,
    }


@pytest.fixture
def sealed(house):
    """(fields of an encrypted push, its arguments)."""
    told = house.settings
    text = WeChatCrypto(told.mini_token, told.mini_aes_key, told.mini_app_id).encrypt_message(
        PLAIN, NONCE, AT
    )
    fields = xmltodict.parse(text)["xml"]
    return fields, signed(house, encrypt_type="aes", msg_signature=fields["MsgSignature"])


def test_the_address_is_confirmed_with_its_own_token(client, house):
    good = client.get("/wechat/mini", query_string=signed(house, echostr="4375120948345356249"))
    assert (good.status_code, good.data) == (200, b"4375120948345356249")
    other = signature(house.settings.oa_token, AT, NONCE)
    assert (
        client.get("/wechat/mini", query_string=signed(house, echostr="1") | {"signature": other}).status_code
        == 403
    )


@pytest.mark.parametrize("body", [PLAIN, '{"ToUserName": "gh_2", "Event": "x"}'])
def test_a_plain_push(client, house, body):
    good = client.post("/wechat/mini", query_string=signed(house), data=body)
    assert (good.status_code, good.data) == (200, b"success")
    bad = client.post("/wechat/mini", query_string=signed(house) | {"signature": "0" * 40}, data=body)
    assert bad.status_code == 403


@pytest.mark.parametrize("form", ["xml", "json"])
def test_an_encrypted_push(client, sealed, form):
    fields, args = sealed
    body = (
        json.dumps({"Encrypt": fields["Encrypt"]}) if form == "json" else xmltodict.unparse({"xml": fields})
    )
    good = client.post("/wechat/mini", query_string=args, data=body)
    assert (good.status_code, good.data) == (200, b"success")
    bad = client.post("/wechat/mini", query_string=args | {"msg_signature": "0" * 40}, data=body)
    assert bad.status_code == 403


@pytest.mark.parametrize("body", [b"", b"<xml", b"[1]", b"\xff\xfe", b'{"Encrypt": 5}'])
def test_rubbish_is_never_a_fault(client, house, body):
    for args in (signed(house), signed(house, encrypt_type="aes", msg_signature="0" * 40)):
        assert client.post("/wechat/mini", query_string=args, data=body).status_code in (200, 403)


def test_without_a_token_nobody_can_sign(client, house):
    house.settings.__dict__["mini_token"] = ""
    args = {"timestamp": AT, "nonce": NONCE, "signature": signature("", AT, NONCE)}
    assert client.post("/wechat/mini", query_string=args, data=PLAIN).status_code == 403
