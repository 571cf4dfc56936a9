"""What a person does with the phone: each act is told to the house, and the answer stands in the chat."""

import hashlib
import json
from typing import Any

from werkzeug.datastructures import FileStorage

from sandbox import chats, media, menus, qrcodes, tokens, windows
from sandbox.callbacks import fields_of, message_id, tell
from sandbox.parts import Parts

TEXT_LIMIT = 10_000
VOICE = b"#!AMR\n" + bytes(32)


class Impossible(Exception):
    """A real phone would not let the person do this; carries a dotted code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def say(parts: Parts, openid: str, text: Any) -> None:
    """A text message."""
    if not isinstance(text, str) or not text.strip():
        raise Impossible("say.empty", "没有内容，没有发送。请先输入文字。")
    if len(text) > TEXT_LIMIT:
        raise Impossible(
            "say.long", f"文字有 {len(text)} 个字，微信一次最多发约 {TEXT_LIMIT} 字。请分几次发送。"
        )
    _must_follow(parts, openid)
    chats.add(parts, openid, "me", "text", text)
    _message(parts, openid, "text", Content=text)


def follow(parts: Parts, openid: str, scene: str | None = None) -> None:
    """Follows the account, by a scanned code if there is a scene; nothing when already following."""
    with parts.store.transaction():
        if chats.person(parts.store, openid)["following"]:
            return
        parts.store.run(
            "UPDATE people SET following = 1, since = ?, scene = ? WHERE openid = ?",
            parts.clock.epoch(),
            scene,
            openid,
        )
    windows.reopen(parts, openid, "click")
    if scene:
        _event(
            parts,
            openid,
            "subscribe",
            EventKey=f"qrscene_{scene}",
            Ticket=qrcodes.ticket_of(parts, scene) or "",
        )
    else:
        _event(parts, openid, "subscribe")


def unfollow(parts: Parts, openid: str) -> None:
    """Stops following; the house is told, but cannot answer."""
    with parts.store.transaction():
        if not chats.person(parts.store, openid)["following"]:
            return
        parts.store.run("UPDATE people SET following = 0 WHERE openid = ?", openid)
        windows.close(parts, openid)
    tell(parts, openid, fields_of(parts, openid, "event", Event="unsubscribe"), replied=False)


def scan(parts: Parts, openid: str, scene: Any) -> None:
    """Scans a code of the account: follows by it, or comes back to the chat."""
    key = scene_of(scene)
    if not chats.person(parts.store, openid)["following"]:
        follow(parts, openid, key)
        return
    windows.reopen(parts, openid, "click")
    _event(parts, openid, "SCAN", EventKey=key, Ticket=qrcodes.ticket_of(parts, key) or "")


def scene_of(told: Any) -> str:
    """A scene as text. Raises Impossible."""
    if isinstance(told, bool) or not isinstance(told, str | int) or not 1 <= len(str(told)) <= 64:
        raise Impossible("scan.scene", "请给出二维码的场景值（scene），1 到 64 个字符。")
    return str(told)


def tap(parts: Parts, openid: str, told: dict[str, Any]) -> None:
    """Taps a button of the menu: `{"key"}` (click), `{"url"}` (view) or `{"page"}` (mini-program)."""
    _must_follow(parts, openid)
    leaves = menus.leaves(parts)
    for name, field, types, event in (
        ("key", "key", ("click",), "CLICK"),
        ("url", "url", ("view",), "VIEW"),
        ("page", "pagepath", ("miniprogram",), "view_miniprogram"),
    ):
        if name not in told:
            continue
        if not any(leaf["type"] in types and leaf.get(field) == told[name] for leaf in leaves):
            raise Impossible(
                "menu.key.unknown", f"菜单里没有“{told[name]}”。请先让业务服务创建菜单（menu 命令）。"
            )
        if event == "CLICK":
            windows.reopen(parts, openid, "click")
        tell(
            parts,
            openid,
            fields_of(parts, openid, "event", Event=event, EventKey=told[name]),
            replied=event == "CLICK",
        )
        return
    raise Impossible("menu.key.missing", "请给出要点的菜单项：key、url 或 page。")


def send(parts: Parts, openid: str, told: dict[str, Any], file: FileStorage | None) -> None:
    """Sends a picture, voice, video, place, link or file; pictures, voices and videos are kept as media."""
    kind = told.get("kind")
    if kind not in _SENDERS:
        raise Impossible("send.kind", f"不能发送“{kind}”。可以发送：{'、'.join(_SENDERS)}。")
    _must_follow(parts, openid)
    _SENDERS[kind](parts, openid, told, file)


def code(parts: Parts, openid: str, kind: str) -> str:
    """What wx.login (kind `login`) or the telephone button (`phone`) would give this person."""
    mini_openid = chats.person(parts.store, openid)["mini_openid"]
    return tokens.make_code(parts, kind, mini_openid)


def _send_media(parts: Parts, openid: str, told: dict[str, Any], file: FileStorage | None) -> None:
    kind = told["kind"]
    shown = "video" if kind == "shortvideo" else kind
    name, content = (file.filename or kind, file) if file else _stand_in(shown)
    row = media.keep(parts, shown, name, content)
    url = f"{parts.settings.origin}/platform/file/{row['media_id']}"
    chats.add(parts, openid, "me", shown, row["name"], url=url, size=row["size"])
    if kind == "image":
        _message(parts, openid, kind, PicUrl=url, MediaId=row["media_id"])
    elif kind == "voice":
        heard = {"Recognition": str(told["recognition"])} if told.get("recognition") else {}
        _message(parts, openid, kind, MediaId=row["media_id"], Format="amr", **heard)
    else:
        thumb = media.keep(parts, "thumb", "thumb.png", _stand_in("image")[1])
        _message(parts, openid, kind, MediaId=row["media_id"], ThumbMediaId=thumb["media_id"])


def _stand_in(kind: str) -> tuple[str, bytes]:
    """A small file for an act without one."""
    if kind == "image":
        return "photo.png", qrcodes.picture("wuxiao", scale=4)
    return ("voice.amr", VOICE) if kind == "voice" else ("video.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")


def _send_place(parts: Parts, openid: str, told: dict[str, Any], _file: FileStorage | None) -> None:
    try:
        x, y, scale = (
            float(told.get("x", 31.8206)),
            float(told.get("y", 117.2272)),
            int(told.get("scale", 16)),
        )
    except (TypeError, ValueError, OverflowError) as problem:
        raise Impossible("send.place", "位置的 x（纬度）、y（经度）、scale（缩放）应是数字。") from problem
    if not -90 <= x <= 90 or not -180 <= y <= 180:
        raise Impossible("send.place", f"没有这样的地方：纬度 {x}，经度 {y}。请检查后再发送。")
    label = str(told.get("label") or "安徽省合肥市")
    chats.add(parts, openid, "me", "location", label, x=x, y=y)
    _message(parts, openid, "location", Location_X=x, Location_Y=y, Scale=scale, Label=label)


def _send_link(parts: Parts, openid: str, told: dict[str, Any], _file: FileStorage | None) -> None:
    title, about, url = (str(told.get(name) or "") for name in ("title", "description", "url"))
    if not url.startswith(("http://", "https://")):
        raise Impossible("send.link", "链接应以 http:// 或 https:// 开头，没有发送。")
    chats.add(parts, openid, "me", "link", title or url, about=about, url=url)
    _message(parts, openid, "link", Title=title or url, Description=about, Url=url)


def _send_file(parts: Parts, openid: str, told: dict[str, Any], file: FileStorage | None) -> None:
    """A file carries no MediaId: the house learns name, size and md5 and can fetch nothing (real captures of 2018)."""
    content = file.read() if file else b""
    title = str(told.get("title") or (file.filename if file else "") or "文件.docx")
    size = _size(told.get("size"), len(content))
    md5 = hashlib.md5(content or title.encode(), usedforsecurity=False).hexdigest()
    chats.add(parts, openid, "me", "file", title, size=size)
    key = hashlib.sha256(md5.encode()).hexdigest()
    about = str(told.get("description") or "")
    _message(
        parts, openid, "file", Title=title, Description=about, FileKey=key, FileMd5=md5, FileTotalLen=size
    )


def _size(told: Any, found: int) -> int:
    """The announced size of a file; a stand-in may claim one."""
    if not told:
        return found
    if not str(told).isascii() or not str(told).isdigit() or len(str(told)) > 12:
        raise Impossible("send.size", "文件大小 size 应是字节数，没有发送。")
    return int(told)


_SENDERS = {
    "image": _send_media,
    "voice": _send_media,
    "video": _send_media,
    "shortvideo": _send_media,
    "location": _send_place,
    "link": _send_link,
    "file": _send_file,
}


def _must_follow(parts: Parts, openid: str) -> None:
    if not chats.person(parts.store, openid)["following"]:
        raise Impossible("follow.first", "还没有关注公众号，没有发送。请先点“关注”。")


def _message(parts: Parts, openid: str, kind: str, **more: Any) -> None:
    windows.reopen(parts, openid, "message")
    tell(parts, openid, fields_of(parts, openid, kind, **more) | {"MsgId": message_id(parts)})


def _event(parts: Parts, openid: str, event: str, **more: Any) -> None:
    tell(parts, openid, fields_of(parts, openid, "event", Event=event, **more))


def menu(parts: Parts) -> dict[str, Any]:
    """`{"button": […]}`, empty while the house has made no menu."""
    return json.loads(parts.store.mark("menu") or '{"button": []}')
