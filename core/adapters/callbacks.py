"""Envelopes of WeChat's callbacks: signatures and AES, over wechatpy's crypto, with what it lacks.

Source: developers.weixin.qq.com, "Message encryption and decryption"; constant-time comparison, the previous key,
and answers to hostile bodies are ours."""

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

import xmltodict
from wechatpy.crypto import PrpCrypto, WeChatCrypto

_MOST = 256 * 1024  # bytes of a callback body; WeChat's own are a few KB


class Forged(Exception):
    """A callback that did not come from the platform, or came damaged."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A callback's plain XML as a dict, its bytes, and the crypto that the reply is to be encrypted with."""

    fields: dict[str, Any]
    plain: bytes
    crypto: WeChatCrypto | None


class Envelopes:
    """Opens and seals the callbacks of one account. Keys: the current and the previous EncodingAESKey."""

    def __init__(self, *, token: str, app_id: str, aes_keys: list[str]) -> None:
        self._token = token
        self._cryptos = [WeChatCrypto(token, key, app_id) for key in aes_keys if key]

    def is_signed(self, signature: str, timestamp: str, nonce: str, *, extra: str = "") -> bool:
        parts = sorted([self._token, timestamp, nonce, *([extra] if extra else [])])
        expected = hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
        return bool(self._token) and hmac.compare_digest(expected.encode(), signature.encode())

    def open(self, body: bytes, args: dict[str, str]) -> Opened:
        """The message of a callback. Raises Forged for anything that is not whole and signed."""
        timestamp, nonce = args.get("timestamp", ""), args.get("nonce", "")
        if len(body) > _MOST:
            raise Forged("too large")
        if args.get("encrypt_type", "raw") != "aes":
            if not self.is_signed(args.get("signature", ""), timestamp, nonce):
                raise Forged("signature")
            return Opened(_fields(body), body, None)
        encrypted = _fields(body).get("Encrypt")
        if not isinstance(encrypted, str) or not encrypted:
            raise Forged("nothing encrypted")
        if not self.is_signed(args.get("msg_signature", ""), timestamp, nonce, extra=encrypted):
            raise Forged("signature")
        plain, crypto = self._decrypted(encrypted)
        return Opened(_fields(plain), plain, crypto)

    def _decrypted(self, encrypted: str) -> tuple[bytes, WeChatCrypto]:
        last = "no key"
        for crypto in self._cryptos:
            try:
                plain = str(PrpCrypto(crypto.key).decrypt(encrypted, crypto.app_id))
            except (
                Exception
            ) as fault:  # garbage raises struct, Unicode, base64, padding and app id errors alike
                last = type(fault).__name__
                continue
            return plain.encode(), crypto
        raise Forged(f"cannot decrypt: {last}")

    def seal(self, reply: str, opened: Opened) -> str:
        """The reply as the platform wants it: encrypted with the key that opened the message."""
        if opened.crypto is None:
            return reply
        return str(opened.crypto.encrypt_message(reply, secrets.token_hex(8), str(int(time.time()))))


def _fields(body: bytes) -> dict[str, Any]:
    """The children of <xml>, or the keys of a JSON object, as the account was set; entities and DTDs are refused by the
    parser. Raises Forged."""
    if body.lstrip().startswith(b"{"):
        try:
            told = json.loads(body)
        except ValueError:
            raise Forged("json") from None
        return told if isinstance(told, dict) else {}
    try:
        tree = xmltodict.parse(body, disable_entities=True)
    except Exception as fault:
        raise Forged(f"xml: {type(fault).__name__}") from None
    fields = tree.get("xml") if isinstance(tree, dict) else None
    return fields if isinstance(fields, dict) else {}


def key(fields: dict[str, Any], plain: bytes) -> str:
    """What makes a callback the same as its repeats: ids and times, and a hash of the whole body, because distinct
    events of one second share the former. It begins with the time, so that keys kept one after the other lie together."""
    named = [
        str(fields.get(name) or "") for name in ("FromUserName", "CreateTime", "MsgId", "Event", "EventKey")
    ]
    digest = hashlib.sha256("\x00".join(named).encode() + hashlib.sha256(plain).digest()).hexdigest()
    made = str(fields.get("CreateTime") or "")
    return f"{made if made.isascii() and made.isdecimal() and len(made) <= 12 else 0:0>12}{digest[:52]}"


def text_reply(to: str, sender: str, text: str, *, at: int) -> str:
    """A passive text reply; `]]>` in it cannot close the section it stands in."""
    safe = text.replace("]]>", "]]]]><![CDATA[>")
    return (
        f"<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{safe}]]></Content></xml>"
    )


def transfer_reply(to: str, sender: str, *, at: int) -> str:
    """Hands the person over to the platform's own customer service (transfer_customer_service)."""
    return (
        f"<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>"
    )
