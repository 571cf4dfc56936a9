"""A browser that goes away in the middle of an answer leaves nothing open behind it."""

import socket
import struct
import threading

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
