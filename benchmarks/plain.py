"""Yardstick of uploads: a plain WSGI app that writes the bodies of requests to one file."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from core import settings as environment

_lock = threading.Lock()
_path = environment.load().data_dir / "plain.bin"
PIECE = 256 * 1024


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    left = int(environ.get("CONTENT_LENGTH") or 0)
    if left:
        with _lock, _path.open("ab", buffering=0) as target:
            while left and (piece := environ["wsgi.input"].read(min(PIECE, left))):
                target.write(piece)
                left -= len(piece)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
