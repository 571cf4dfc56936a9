"""Uploads by tus 1.0 (tus.io/protocols/resumable-upload): core, creation, checksum, expiration, termination.

Bodies are streamed; at most half of a process's threads serve them; one idle for 20 s is cut and its bytes kept."""

import base64
import binascii
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime

from apiflask import APIBlueprint
from flask import Response, request

from core.domain.refusals import Refused
from core.services import uploads
from server import bodies, doors

bp = APIBlueprint("uploads", __name__, url_prefix="/api/v1/uploads", tag="uploads")
VERSION = "1.0.0"
CHECKSUMS = ("sha1", "sha256", "md5")
AT_ONCE = 64  # half of a process's threads (server/gunicorn_conf.py)
_slots = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def slot() -> Iterator[None]:
    """One of the threads that may serve long bodies. Raises Refused('upload.busy') when all do."""
    if not _slots.acquire(blocking=False):
        raise Refused("upload.busy")
    try:
        yield
    finally:
        _slots.release()


@bp.before_request
def version() -> None:
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise Refused("upload.version.wrong")


@bp.after_request
def headers(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Tus-Version"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("", methods=["OPTIONS"])
def options() -> Response:
    response = Response(status=204)
    response.headers["Tus-Extension"] = "creation,checksum,expiration,termination"
    response.headers["Tus-Checksum-Algorithm"] = ",".join(CHECKSUMS)
    response.headers["Tus-Max-Size"] = str(max(uploads.LIMITS.values()))
    return response


@bp.post("")
def create() -> Response:
    """A new upload: `Upload-Length` and `Upload-Metadata: entry, field, item?, filename, title?, sha256?`."""
    by, told = doors.asking(), _metadata(request.headers.get("Upload-Metadata", ""))
    for key in ("entry", "field", "filename"):
        if not told.get(key):
            raise Refused("upload.metadata.wrong", key=key)
    made = uploads.create(
        doors.house(), told["entry"], told["field"], length=_number("Upload-Length"), filename=told["filename"],
        title=told.get("title", ""), item=told.get("item"), sha256=told.get("sha256"), by=by, now=doors.now(),
    )  # fmt: skip
    response = Response(status=201)
    response.headers["Location"] = f"/api/v1/uploads/{made}"
    with doors.house().db.read() as tx:
        response.headers["Upload-Expires"] = format_datetime(
            uploads.find(tx, made, by=by).expires_at, usegmt=True
        )
    return response


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64`. Raises Refused for what is no base64 of UTF-8."""
    told = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refused("upload.metadata.wrong", key=key) from None
    return told


def _number(header: str) -> int | None:
    value = request.headers.get(header, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else None


@bp.route("/<upload>", methods=["HEAD"])
def state(upload: str) -> Response:
    with doors.house().db.read() as tx:
        row = uploads.find(tx, upload, by=doors.asking())
    response = Response(status=200)
    response.headers["Upload-Offset"] = str(uploads.reached(doors.house(), row))
    response.headers["Upload-Length"] = str(row.length)
    response.headers["Upload-Expires"] = format_datetime(row.expires_at, usegmt=True)
    return response


@bp.route("/<upload>", methods=["PATCH"])
def patch(upload: str) -> Response:
    """Bytes at `Upload-Offset`."""
    by = doors.asking()
    if request.mimetype != "application/offset+octet-stream":
        raise Refused("upload.type.wrong")
    offset = _number("Upload-Offset")
    if offset is None:
        raise Refused("upload.metadata.wrong", key="Upload-Offset")
    with slot():
        reached = uploads.append(
            doors.house(),
            upload,
            bodies.pieces(request.environ, request.content_length),
            offset=offset,
            checksum=_checksum(),
            by=by,
            now=doors.now(),
        )
    response = Response(status=204)
    response.headers["Upload-Offset"] = str(reached)
    return response


@bp.post("/<upload>")
def overridden(upload: str) -> Response:
    """`X-HTTP-Method-Override`: wx.request has no PATCH."""
    method = request.headers.get("X-HTTP-Method-Override", "").upper()
    if method == "PATCH":
        return patch(upload)
    if method == "DELETE":
        return terminate(upload)
    raise Refused("request.method")


@bp.delete("/<upload>")
def terminate(upload: str) -> Response:
    uploads.terminate(doors.house(), upload, by=doors.asking())
    return Response(status=204)


def _checksum() -> tuple[str, bytes] | None:
    header = request.headers.get("Upload-Checksum")
    if not header:
        return None
    kind, _, value = header.partition(" ")
    if kind not in CHECKSUMS:
        raise Refused("upload.checksum.unknown", wanted="、".join(CHECKSUMS))
    try:
        return kind, base64.b64decode(value, validate=True)
    except binascii.Error:
        raise Refused("upload.checksum.mismatch") from None
