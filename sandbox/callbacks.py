"""Callbacks: what the platform posts to the house, thrice at most, and what becomes of the answer."""

import secrets
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sandbox import chats, replies
from sandbox.envelope import BadEnvelope, Envelope
from sandbox.house import Answer, HouseSilent
from sandbox.parts import ACCOUNT, Parts
from sandbox.xml import render

ATTEMPTS = 3
QUIET = (b"success", b"")  # "no reply, do not send again"
TOP = 9_000_000_000_000_000_000


def message_id(parts: Parts) -> int:
    """A new MsgId: 64 bit, growing, and not repeated even when the sandbox's memory is thrown away."""
    return min(parts.store.next_number("msgid", int(parts.clock.real() * 1000) * 10_000), TOP)


def fields_of(parts: Parts, openid: str, kind: str, **more: Any) -> dict[str, Any]:
    """The fields every message and event has, then `more`."""
    return {
        "ToUserName": ACCOUNT,
        "FromUserName": openid,
        "CreateTime": int(parts.clock.epoch()),
        "MsgType": kind,
    } | more


def oa_envelope(parts: Parts) -> Envelope:
    s = parts.settings
    return Envelope(s.oa_token, s.oa_app_id, s.oa_aes_key)


def tell(parts: Parts, openid: str, fields: Mapping[str, Any], *, replied: bool = True) -> None:
    """Posts to /wechat/oa, again after silence or a 5xx with the very same body; a reply goes into the chat.

    replied: whether the person can see a reply; an unsubscribe and the platform's own events have none.
    """
    envelope = oa_envelope(parts)
    path, body = _letter(parts, envelope, "/wechat/oa", openid, render(fields))
    why = ""
    for _ in range(ATTEMPTS):
        try:
            answer = _post(parts, path, body)
        except HouseSilent as silent:
            why = f"业务服务没有在 {parts.settings.callback_seconds:g} 秒内应答（{silent}），已重试 {ATTEMPTS} 次"
            continue
        if answer.status < 500:
            if replied:
                _put(parts, envelope, openid, answer)
            return
        why = f"业务服务应答 HTTP {answer.status}，已重试 {ATTEMPTS} 次"
    if replied:
        chats.trouble(parts, openid, why)


def tell_later(parts: Parts, openid: str, fields: Mapping[str, Any]) -> None:
    """The same from a thread of its own: events that follow an API call, after its answer."""
    threading.Thread(
        target=tell, args=(parts, openid, fields), kwargs={"replied": False}, daemon=True
    ).start()


def tell_mini(parts: Parts, fields: Mapping[str, Any]) -> None:
    """An event of the mini-program to /wechat/mini, from a thread of its own; nothing if it has no token."""
    s = parts.settings
    if not s.mini_token:
        return
    envelope = Envelope(s.mini_token, s.mini_app_id, s.mini_aes_key)
    path, body = _letter(parts, envelope, "/wechat/mini", str(fields["FromUserName"]), render(fields))
    threading.Thread(target=_insist, args=(parts, path, body), daemon=True).start()


def raw(parts: Parts, openid: str, xml: str) -> tuple[int, str]:
    """Any XML in a well-signed envelope, once. Gives the status and the body, opened if it can be."""
    envelope = oa_envelope(parts)
    path, body = _letter(parts, envelope, "/wechat/oa", openid, xml)
    answer = _post(parts, path, body)
    try:
        opened = envelope.open(answer.body) if answer.body not in QUIET else answer.body
    except BadEnvelope:
        opened = answer.body
    return answer.status, opened.decode("utf-8", "replace")


def _insist(parts: Parts, path: str, body: bytes) -> None:
    for _ in range(ATTEMPTS):
        try:
            if _post(parts, path, body).status < 500:
                return
        except HouseSilent:
            continue


def _letter(parts: Parts, envelope: Envelope, door: str, openid: str, xml: str) -> tuple[str, bytes]:
    query, body = envelope.seal(xml, ACCOUNT, str(int(parts.clock.real())), str(secrets.randbelow(10**9)))
    return f"{door}?{urlencode(query | {'openid': openid})}", body


def _post(parts: Parts, path: str, body: bytes) -> Answer:
    return parts.house.ask("POST", path, body=body, kind="text/xml", seconds=parts.settings.callback_seconds)


def _put(parts: Parts, envelope: Envelope, openid: str, answer: Answer) -> None:
    """A reply as a chat item; nothing for success; the grey sentence for anything else."""
    if answer.status == 200 and answer.body in QUIET:
        return
    try:
        if answer.status != 200:
            raise replies.Malformed(f"业务服务应答 HTTP {answer.status}")
        item = replies.read(envelope.open(answer.body), to=openid, account=ACCOUNT)
        media_id = item.pop("media_id", None)
        if media_id is not None:
            item["url"] = _media_url(parts, media_id)
    except (replies.Malformed, BadEnvelope) as problem:
        chats.trouble(parts, openid, str(problem))
        return
    chats.add(parts, openid, item.pop("from", "account"), item.pop("kind"), item.pop("text"), **item)


def _media_url(parts: Parts, media_id: str) -> str:
    if parts.store.row("SELECT 1 FROM media WHERE media_id = ?", media_id) is None:
        raise replies.Malformed(f"回复里的 MediaId 不存在：{media_id}")
    return f"{parts.settings.origin}/platform/file/{media_id}"
