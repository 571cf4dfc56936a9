"""QR codes with a scene: made for the house, scanned by the people."""

import io
import secrets
from typing import Any

import segno
from flask import Response

from sandbox.parts import Parts
from sandbox.refusal import Refusal

LONGEST = 2_592_000  # 30 days


def create(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/qrcode/create: `{"ticket", "expire_seconds"?, "url"}`; 40053 for a bad scene."""
    action = call.body.get("action_name")
    if action not in ("QR_SCENE", "QR_STR_SCENE", "QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"):
        raise Refusal(40053)
    told = call.body.get("action_info")
    scene = _scene(action, told.get("scene") if isinstance(told, dict) else None)
    ticket = "g" + secrets.token_urlsafe(60)
    url = f"http://weixin.qq.com/q/{secrets.token_urlsafe(16)}"
    if action.startswith("QR_LIMIT"):
        parts.store.run("INSERT INTO qrcodes VALUES (?, ?, ?, NULL)", ticket, scene, url)
        return {"ticket": ticket, "url": url}
    seconds = call.body.get("expire_seconds", 60)
    if not _is_number(seconds) or not 1 <= seconds <= LONGEST:
        raise Refusal(40097)
    ends = parts.clock.epoch() + seconds
    parts.store.run("INSERT INTO qrcodes VALUES (?, ?, ?, ?)", ticket, scene, url, ends)
    return {"ticket": ticket, "expire_seconds": seconds, "url": url}


def show(parts: Parts, call: Any) -> Response:
    """GET /cgi-bin/showqrcode?ticket=: the picture (PNG; the platform gives JPEG)."""
    row = parts.store.row("SELECT url FROM qrcodes WHERE ticket = ?", call.args.get("ticket", ""))
    if row is None:
        return Response("", 404)
    return Response(picture(row["url"], scale=10), mimetype="image/png")


def picture(content: str, scale: int) -> bytes:
    """A QR code as PNG bytes."""
    out = io.BytesIO()
    segno.make(content, micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def ticket_of(parts: Parts, scene: str) -> str | None:
    """The newest unexpired ticket of a scene, None if nobody made such a code."""
    row = parts.store.row(
        "SELECT ticket FROM qrcodes WHERE scene = ? AND (ends IS NULL OR ends > ?) ORDER BY rowid DESC LIMIT 1",
        scene,
        parts.clock.epoch(),
    )
    return row["ticket"] if row else None


def known(parts: Parts) -> list[str]:
    """Scenes that can be scanned now, newest first, at most 20."""
    rows = parts.store.rows(
        "SELECT scene, max(rowid) AS newest FROM qrcodes WHERE ends IS NULL OR ends > ? "
        "GROUP BY scene ORDER BY newest DESC LIMIT 20",
        parts.clock.epoch(),
    )
    return [row["scene"] for row in rows]


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _scene(action: str, scene: Any) -> str:
    if not isinstance(scene, dict):
        raise Refusal(40053)
    if action.endswith("_STR_SCENE"):
        text = scene.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= 64:
            raise Refusal(40053)
        return text
    number = scene.get("scene_id")
    most = 100_000 if action == "QR_LIMIT_SCENE" else 2**32 - 1
    if not _is_number(number) or not 1 <= number <= most:
        raise Refusal(40053)
    return str(number)
