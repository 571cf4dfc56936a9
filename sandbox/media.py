"""Temporary media: three days, as files in DATA_DIR; a video is told by its address only."""

import mimetypes
import secrets
from pathlib import Path
from typing import Any

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

from sandbox.parts import Parts
from sandbox.refusal import Refusal

DAYS_3 = 3 * 86400.0
MB = 1024 * 1024
UPLOADS = {  # kind: largest size in bytes, extensions (page "Upload temporary media")
    "image": (10 * MB, {".jpg", ".jpeg", ".png", ".gif", ".bmp"}),
    "voice": (2 * MB, {".amr", ".mp3"}),
    "video": (10 * MB, {".mp4"}),
    "thumb": (64 * 1024, {".jpg", ".jpeg"}),
}
SHOWN = {
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/bmp",
    "video/mp4",
    "audio/mpeg",
    "audio/amr",
}


def keep(parts: Parts, kind: str, name: str, content: FileStorage | bytes) -> dict[str, Any]:
    """Stores a file and gives its row `{media_id, kind, name, mime, size, made}`."""
    media_id = secrets.token_urlsafe(48)
    path = _path(parts, media_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content.save(path)
    name = Path(name.replace("\\", "/")).name or kind
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    row = {"media_id": media_id, "kind": kind, "name": name, "mime": mime}
    row |= {"size": path.stat().st_size, "made": parts.clock.epoch()}
    parts.store.run("INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)", *row.values())
    return row


def find(parts: Parts, media_id: str) -> dict[str, Any]:
    """The row of a medium that is at most three days old. Raises Refusal 40007."""
    row = parts.store.row("SELECT * FROM media WHERE media_id = ?", media_id)
    if row is None or parts.clock.epoch() - row["made"] > DAYS_3:
        raise Refusal(40007)
    return row


def upload(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/media/upload?type=, form file `media`."""
    kind = call.args.get("type", "")
    if kind not in UPLOADS:
        raise Refusal(40004)
    file = call.files.get("media")
    if file is None or not file.filename:
        raise Refusal(41005)
    largest, endings = UPLOADS[kind]
    if Path(file.filename).suffix.lower() not in endings:
        raise Refusal(40005)
    row = keep(parts, kind, file.filename, file)
    if not 0 < row["size"] <= largest:
        _path(parts, row["media_id"]).unlink()
        parts.store.run("DELETE FROM media WHERE media_id = ?", row["media_id"])
        raise Refusal(40006)
    return {
        "type": kind,
        f"{'thumb_' if kind == 'thumb' else ''}media_id": row["media_id"],
        "created_at": int(row["made"]),
    }


def get(parts: Parts, call: Any) -> dict[str, Any] | Response:
    """GET /cgi-bin/media/get?media_id=: the bytes, but JSON `{"video_url"}` for a video."""
    media_id = call.args.get("media_id", "")
    if not media_id:
        raise Refusal(41006)
    row = find(parts, media_id)
    if row["kind"] == "video":
        return {"video_url": f"{parts.settings.origin}/platform/file/{media_id}"}
    return send_file(_path(parts, media_id), row["mime"], as_attachment=True, download_name=row["name"])


def show(parts: Parts, media_id: str) -> Response:
    """The file behind PicUrl, video_url and the chat's pictures; only harmless kinds are shown in place."""
    row = find(parts, media_id)
    answer = send_file(
        _path(parts, media_id), row["mime"], as_attachment=row["mime"] not in SHOWN, download_name=row["name"]
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _path(parts: Parts, media_id: str) -> Path:
    return parts.settings.data_dir / "sandbox-media" / media_id
