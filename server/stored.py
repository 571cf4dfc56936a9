"""Sends stored files: what is proven harmless is shown in the browser, everything else is handed over as a download."""

from pathlib import Path

from flask import Response, send_file

from core.domain.refusals import Refused
from server import headers

_HEAD = 16  # bytes that prove a kind
_SECONDS = 3600
_PDF = "application/pdf"


def send(path: Path, *, name: str, is_preview: bool, is_inert: bool = False) -> Response:
    """The file, whole or the part asked for (Range). A PDF is shown only where a check found it inert: people see
    its pages as a picture, and have the file as a download. Raises Refused('attachment.unknown') when it is gone."""
    if not path.is_file():
        raise Refused("attachment.unknown")
    kind = proven(path)
    is_shown = kind is not None and (is_inert or kind != _PDF)
    response = send_file(
        path,
        mimetype=kind or "application/octet-stream",
        as_attachment=not is_shown,
        download_name=None if is_preview else _ended(name, kind),
        conditional=True,
        max_age=_SECONDS,
    )
    response.cache_control.public = False
    response.cache_control.private = True
    response.headers["Content-Security-Policy"] = (
        headers.STORED_PDF if kind == _PDF and is_shown else headers.STORED
    )
    return response


def proven(path: Path) -> str | None:
    """The media type that the file's own first bytes prove, whatever it is called; None for all that may act."""
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"%PDF-"):
        return _PDF
    if head[4:8] == b"ftyp" and head[8:11] in (b"iso", b"mp4", b"avc", b"M4V", b"MSN"):
        return "video/mp4"
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    return None


_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    _PDF: (".pdf",),
    "video/mp4": (".mp4", ".m4v"),
    "audio/mpeg": (".mp3",),
}


def _ended(name: str, kind: str | None) -> str:
    """The person's name for it, with an ending that says what it is."""
    name = name or "文件"
    if kind is None or name.lower().endswith(_ENDINGS[kind]):
        return name
    return name + _ENDINGS[kind][0]
