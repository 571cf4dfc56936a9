"""A browser that goes away in the middle of an answer leaves nothing open behind it."""

import socket
import struct
import threading
from contextlib import suppress

from tests.serving import PATIENCE, serving


class Body:
    """A byte; its end comes when the other side has gone away."""

    def __init__(self):
        self.gone, self.closed = threading.Event(), threading.Event()

    def __iter__(self):
        yield b"x"
        self.gone.wait(PATIENCE)

    def close(self):
        self.closed.set()


def test_a_body_is_closed_when_the_line_is_reset():
    body = Body()

    def app(_environ, start_response):
        start_response("200 OK", [("Content-Length", "1")])
        return body

    with serving(app) as url:
        line = socket.create_connection(url.removeprefix("http://").split(":"))
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert line.recv(1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()  # a reset, not an end
        body.gone.set()
        assert body.closed.wait(PATIENCE)


def test_a_request_that_comes_after_the_end_is_heard_by_nobody():
    """A browser keeps its lines, and says on them that a page was left; by then another test's house may stand there."""
    heard = []

    def app(environ, start_response):
        heard.append(environ["PATH_INFO"])
        start_response("204 No Content", [])
        return []

    with serving(app) as url, socket.create_connection(url.removeprefix("http://").split(":")) as line:
        line.sendall(b"GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 204")
        late = socket.create_connection(url.removeprefix("http://").split(":"))
        late.sendall(b"GET /late HTTP/1.1\r\n")
    in_time = list(heard)  # half a request counts as one when its line is cut
    with late, suppress(OSError):
        late.sendall(b"Host: a\r\n\r\n")
        while late.recv(100):
            pass
    assert heard == in_time
