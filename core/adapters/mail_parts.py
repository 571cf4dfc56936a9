"""A stranger's mail (.eml) taken apart: what its head says, and its attachments as files. For a confined process."""

import contextlib
import email
import mimetypes
from email._policybase import Compat32
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

PARTS, DEEPEST = 60, 8  # attachments taken; parts within parts
_READ = 4000  # characters of a head that are decoded: putting 200,000 encoded words together takes minutes
_BOM = b"\xef\xbb\xbf"  # of a mail that went through an editor of Windows
_HEAD = ("From", "To", "Subject", "Date", "Received", "Message-ID", "MIME-Version", "Content-Type")


class _AsWritten(Compat32):
    """Never raises over a broken head, as the newer policies do, and gives its bytes as they stand."""

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        return value


def facts(path: Path, folder: Path) -> dict[str, Any]:
    """`{fault, subject, sender, parts: [{place, filename, size}], broken}`: attachments as files `0`, `1`, … in `folder`;
    `broken`: names of those that cannot be decoded. `fault`: no_mail, nested, many, or None."""
    with path.open("rb") as handle:
        handle.seek(len(_BOM) if handle.read(len(_BOM)) == _BOM else 0)
        try:
            mail = email.message_from_binary_file(handle, policy=_AsWritten())
            found = list(_leaves(mail, 0))
        except (RecursionError, _TooDeep):
            return {"fault": "nested"}
    if not any(mail.get(name) for name in _HEAD):
        return {"fault": "no_mail"}
    named = [(part, name) for part, name in found if name]
    if len(named) > PARTS:
        return {"fault": "many"}
    parts, broken = list[dict[str, Any]](), list[str]()
    for part, name in named:
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content:
            broken.append(name)
            continue
        place = str(len(parts))
        (folder / place).write_bytes(content)
        parts.append({"place": place, "filename": name, "size": len(content)})
    said = {"subject": _said(mail.get("Subject")), "sender": _said(mail.get("From"))}
    return {"fault": None, "parts": parts, "broken": broken, **said}


class _TooDeep(Exception):
    pass


def _leaves(part: Any, depth: int) -> Any:
    """`(part, filename)` of what is no container; a text without a name is the letter itself, and no attachment."""
    if depth > DEEPEST:
        raise _TooDeep
    payload = part.get_payload()
    if isinstance(payload, list):
        for inner in payload:
            yield from _leaves(inner, depth + 1)
        return
    name = _said(part.get_filename() or "")
    if not name and part.get_content_maintype() not in ("text", "multipart", "message"):
        name = f"附件{mimetypes.guess_extension(part.get_content_type()) or ''}"
    yield part, name.replace("\\", "/").rsplit("/", 1)[-1][:200]


def _said(text: Any) -> str:
    """A head as text, whatever it is written in: encoded words, or raw bytes of no named charset."""
    raw = str(text or "")[:_READ]
    with contextlib.suppress(LookupError, UnicodeError, ValueError):
        raw = str(make_header(decode_header(raw)))
    if any("\udc80" <= sign <= "\udcff" for sign in raw):
        held = raw.encode("utf-8", "surrogateescape")
        for charset in ("utf-8", "gb18030"):
            try:
                raw = held.decode(charset)
                break
            except UnicodeDecodeError:
                continue
        else:
            raw = held.decode("utf-8", "replace")
    return " ".join(raw.encode("utf-8", "replace").decode().split())[:500]
