"""Applications served in this process on a port of their own, for tests that need a real line."""

import socket
import threading
from contextlib import contextmanager, suppress

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

PATIENCE = 300.0  # seconds, of a busy machine


class Quiet(WSGIRequestHandler):
    """Logs nothing: hundreds of lines say nothing about a page, and those of a platform would tell tokens."""

    protocol_version = "HTTP/1.1"

    def log(self, *_told):
        return


class Whole:
    """The application, each of whose answers ends whole. Werkzeug's server leaves a body open when the other end resets the
    line just as the rest of the request is read away; its file would be found unclosed in some later test."""

    def __init__(self, app):
        self._app, self._in_hand, self._changed = app, 0, threading.Condition()
        self._is_still = False

    def __call__(self, environ, start_response):
        with self._changed:
            self._changed.wait_for(lambda: not self._is_still, PATIENCE)
            self._in_hand += 1
        try:
            body = self._app(environ, start_response)
            try:
                yield from body
            finally:
                if hasattr(body, "close"):
                    body.close()
        finally:
            with self._changed:
                self._in_hand -= 1
                self._changed.notify_all()

    @contextmanager
    def still(self):
        """Nothing is answered meanwhile; what comes waits. A fork in the middle of an answer would inherit the locks of
        SQLite, held by nobody; who waits here holds none."""
        with self._changed:
            self._is_still = True
            assert self._changed.wait_for(lambda: not self._in_hand, PATIENCE), "it answers for ever"
        try:
            yield
        finally:
            with self._changed:
                self._is_still = False
                self._changed.notify_all()


class Server(ThreadedWSGIServer):
    """One thread a line, each of which is known until its thread has done with it."""

    daemon_threads = True

    def __init__(self, port, app):
        self._lines, self._changed = set(), threading.Condition()
        super().__init__("127.0.0.1", port, app, Quiet)

    def process_request(self, request, client_address):
        with self._changed:
            self._lines.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._lines.discard(request)
                self._changed.notify_all()

    def rests(self):
        """Cuts the lines, of which a browser keeps idle ones, and waits until nothing is read from or answered on any: what
        a test takes away next must not be missed by a request, nor must the next test's house hear it."""
        with self._changed:
            for line in self._lines:
                with suppress(OSError):  # shut meanwhile by the other end
                    line.shutdown(socket.SHUT_RDWR)
            assert self._changed.wait_for(lambda: not self._lines, PATIENCE), "still answering"


@contextmanager
def serving(app, port=0):
    """The address; 0 takes a free port."""
    server = Server(port, Whole(app))
    thread = threading.Thread(target=server.serve_forever, args=(0.005,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)
        server.rests()
