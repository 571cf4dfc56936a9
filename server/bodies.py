"""Reads a request's body as it arrives: what came before a cut or a silence is handed on, and nothing is copied twice."""

from collections.abc import Iterator
from typing import Any

from gunicorn.http.body import LengthReader

IDLE = 20.0  # seconds of silence after which a body is cut
PIECE, LARGEST = 64 * 1024, 1024 * 1024  # bytes


def pieces(environ: dict[str, Any], length: int | None) -> Iterator[bytes | memoryview]:
    """The body piece by piece, each valid until the next. Raises ConnectionError where it ends early, TimeoutError where
    it falls silent."""
    stream, socket = environ["wsgi.input"], environ.get("gunicorn.socket")
    reader = getattr(stream, "reader", None)
    if socket is None or not isinstance(reader, LengthReader):
        yield from _from_stream(stream, length)
        return
    before = socket.gettimeout()
    socket.settimeout(IDLE)
    try:
        yield from _from_socket(socket, reader)
    finally:
        socket.settimeout(before)


def _from_stream(stream: Any, length: int | None) -> Iterator[bytes]:
    """Any WSGI server's own reading, which waits until a piece is full."""
    left = length
    while left is None or left > 0:
        piece = stream.read(PIECE if left is None else min(PIECE, left))
        if not piece:
            if left:
                raise ConnectionError("the body ended early")
            return
        left = None if left is None else left - len(piece)
        yield piece


def _from_socket(socket: Any, reader: LengthReader) -> Iterator[bytes | memoryview]:
    """Straight from gunicorn's socket, which is pinned: its own reading of a slow body would hold up to a piece back,
    and lose it when the body falls silent. `reader.length` stays what is left, so that gunicorn knows too."""
    held = reader.unreader.take_buffered()  # came with the head
    body, following = held[: reader.length], held[reader.length :]
    if following:
        reader.unreader.unread(following)
    if body:
        reader.length -= len(body)
        yield body
    buffer = memoryview(bytearray(PIECE))
    while reader.length:
        count = socket.recv_into(buffer, min(len(buffer), reader.length))
        if not count:
            raise ConnectionError("the body ended early")
        reader.length -= count
        yield buffer[:count]
        if (
            count == len(buffer) < LARGEST
        ):  # a fast sender: fewer, larger pieces; a trickle keeps its small one
            buffer = memoryview(bytearray(2 * count))
