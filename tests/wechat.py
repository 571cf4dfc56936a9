"""Speaks as the platform does: signs, encrypts, posts callbacks, reads replies."""

import hashlib
import itertools
import time
from typing import Any

import xmltodict
from wechatpy.crypto import WeChatCrypto

_numbers = itertools.count(1)


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


class Platform:
    """The platform's side of one account, against a Flask test client or an address."""

    def __init__(self, settings: Any, client: Any) -> None:
        self._settings, self._client = settings, client
        self.crypto = WeChatCrypto(settings.oa_token, settings.oa_aes_key, settings.oa_app_id)

    def xml(self, openid: str, kind: str = "text", **fields: Any) -> str:
        number = next(_numbers)
        told = {
            "ToUserName": "gh_1",
            "FromUserName": openid,
            "CreateTime": str(int(time.time())),
            "MsgType": kind,
        }
        if kind != "event":
            told["MsgId"] = str(10_000 + number)
        body = "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in {**told, **fields}.items())
        return f"<xml>{body}</xml>"

    def post(self, xml: str | bytes, *, encrypted: bool = True, args: dict[str, str] | None = None) -> Any:
        nonce, now = "nonce1", str(int(time.time()))
        query = {
            "signature": signature(self._settings.oa_token, now, nonce),
            "timestamp": now,
            "nonce": nonce,
        }
        body = xml
        if encrypted:
            sealed = self.crypto.encrypt_message(xml, nonce, now)
            body = sealed
            query |= {"encrypt_type": "aes", "msg_signature": xmltodict.parse(sealed)["xml"]["MsgSignature"]}
        return self._client.post("/wechat/oa", query_string={**query, **(args or {})}, data=body)

    def read(self, response: Any) -> str:
        """The text of a passive reply; "" for success."""
        if response.data == b"success":
            return ""
        fields = xmltodict.parse(response.data)["xml"]
        if "Encrypt" in fields:
            told = (fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"])
            fields = xmltodict.parse(self.crypto.decrypt_message(response.data, *told))["xml"]
        return str(fields["Content"])

    def say(self, openid: str, text: str) -> str:
        return self.read(self.post(self.xml(openid, Content=text.replace("]]>", "]]]]><![CDATA[>"))))

    def event(self, openid: str, event: str, **fields: Any) -> str:
        return self.read(self.post(self.xml(openid, "event", Event=event, **fields)))
