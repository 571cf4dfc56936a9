"""Callbacks as the platform sends them, sealed before the clock runs, so that only the answering is measured."""

import itertools
import time
from collections.abc import Sequence
from urllib.parse import urlencode

import xmltodict
from wechatpy.crypto import WeChatCrypto

from core.settings import Settings

_numbers = itertools.count(int(time.time() * 1000) * 1000)
NONCE = "1372623149"


def request(settings: Settings, openid: str, text: str) -> bytes:
    """A whole HTTP/1.1 request, ready for a socket."""
    now = str(int(time.time()))
    xml = (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
        f"<MsgId>{next(_numbers)}</MsgId></xml>"
    )
    crypto = WeChatCrypto(settings.oa_token, settings.oa_aes_key, settings.oa_app_id)
    sealed = crypto.encrypt_message(xml, NONCE, now)
    signature = xmltodict.parse(sealed)["xml"]["MsgSignature"]
    query = urlencode(
        {
            "timestamp": now,
            "nonce": NONCE,
            "encrypt_type": "aes",
            "msg_signature": signature,
            "signature": "0",
        }
    )
    body = sealed.encode()
    head = f"POST /wechat/oa?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def begun(settings: Settings, people: Sequence[str], item: int) -> list[bytes]:
    """What brings each person to an item of the form: 申报, then 修改 N."""
    return [request(settings, openid, text) for openid in people for text in ("申报", f"修改 {item}")]


def answers(settings: Settings, people: Sequence[str], count: int) -> list[bytes]:
    """`count` answers in turn: four messages of a long text, then 重写, so that texts stay of a worker's length."""
    said = [
        f"第{turn}条：采用握力感应代替脚踏锁止，松手即锁，推动即开，改装只需要十分钟，不改变原有的架体结构。"
        if turn % 5
        else "重写"
        for turn in range(1, count // len(people) + 2)
    ]
    made = [request(settings, openid, text) for text in said for openid in people]
    return made[:count]
