"""Passive replies: the XML the house answers a callback with, read as strictly as the platform reads it."""

from typing import Any
from xml.etree import ElementTree

TEXT_BYTES = 2048


class Malformed(Exception):
    """A reply the platform cannot use; the text says why."""


def read(xml: bytes, *, to: str, account: str) -> dict[str, Any]:
    """A chat item `{kind, text, …}` from reply XML addressed to openid `to`. Raises Malformed."""
    try:
        root = ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError) as problem:
        raise Malformed(f"回复不是合法的 XML：{problem}") from problem
    if root.tag != "xml":
        raise Malformed("回复的根元素不是 <xml>")
    if root.findtext("ToUserName") != to or root.findtext("FromUserName") != account:
        raise Malformed("回复的 ToUserName、FromUserName 应与收到的对调")
    if not (root.findtext("CreateTime") or "").strip().isdigit():
        raise Malformed("回复的 CreateTime 不是数字")
    kind = root.findtext("MsgType") or ""
    if kind not in _READERS:
        raise Malformed(f"回复的 MsgType 不能是“{kind}”")
    return _READERS[kind](root)


def _text(root: ElementTree.Element) -> dict[str, Any]:
    content = root.findtext("Content") or ""
    if not content.strip():
        raise Malformed("文本回复的 Content 为空")
    if len(content.encode()) > TEXT_BYTES:
        raise Malformed(f"文本回复有 {len(content.encode())} 字节，超过 {TEXT_BYTES} 字节")
    return {"kind": "text", "text": content}


def _media(root: ElementTree.Element) -> dict[str, Any]:
    kind = root.findtext("MsgType") or ""
    media_id = root.findtext(f"{kind.capitalize()}/MediaId") or ""
    if not media_id:
        raise Malformed(f"{kind} 回复缺少 MediaId")
    return {"kind": kind, "text": root.findtext(f"{kind.capitalize()}/Title") or "", "media_id": media_id}


def _music(root: ElementTree.Element) -> dict[str, Any]:
    url = root.findtext("Music/MusicUrl") or root.findtext("Music/HQMusicUrl") or ""
    return {"kind": "link", "text": root.findtext("Music/Title") or "音乐", "url": url}


def _news(root: ElementTree.Element) -> dict[str, Any]:
    articles = root.findall("Articles/item")
    if root.findtext("ArticleCount") != str(len(articles)) or len(articles) != 1:
        raise Malformed("图文回复应有 1 条 item，且 ArticleCount 为 1")
    title, about, picture, url = (
        articles[0].findtext(name) or "" for name in ("Title", "Description", "PicUrl", "Url")
    )
    return {"kind": "news", "text": title, "about": about, "picture": picture, "url": url}


def _service(_root: ElementTree.Element) -> dict[str, Any]:
    return {"kind": "text", "text": "已转给人工客服，请稍候。", "from": "system"}


_READERS = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "music": _music,
    "news": _news,
    "transfer_customer_service": _service,
}
