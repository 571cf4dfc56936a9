"""What a phone speaks to in these tests: the real sandbox (page, platform, way to the house) and a house that keeps what it got."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from sandbox import handset
from sandbox import settings as environment
from sandbox.app import create_app
from tests.running import free_ports
from tests.serving import serving

NOW = "2024-05-13T09:00:00+08:00"


class _Round:
    """What the house heard in one test; a call belongs to the round that it began in."""

    def __init__(self):
        self.seen = []  # (method, path, headers, body)
        self.kept = bytearray()
        self.at_once = self.most_at_once = 0
        self.over = threading.Event()


class House:
    """An HTTP server. /api/echo answers what it was sent, /api/wait?ms= waits so long or until `release`, /api/put?at= keeps
    bytes, /api/big?bytes= sends some."""

    def __init__(self):
        self.items = [{"number": 1, "title": "甲"}, {"number": 2, "title": "乙"}]
        self._round = _Round()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    seen = property(lambda self: self._round.seen)
    kept = property(lambda self: self._round.kept)
    most_at_once = property(lambda self: self._round.most_at_once)

    def close(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def release(self):
        """Nothing is held back any more."""
        self._round.over.set()

    def forget(self):
        """A new round: what is still under way is answered and not heard of again."""
        self.release()
        self._round = _Round()

    def _handler(self):
        house = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_told):
                return

            def _answer(self):
                heard = house._round
                with house._lock:
                    heard.at_once += 1
                    heard.most_at_once = max(heard.most_at_once, heard.at_once)
                try:
                    house._serve(self, heard)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with house._lock:
                        heard.at_once -= 1

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _answer  # noqa: N815

        return Handler

    def _serve(self, call, heard):
        place = urlsplit(call.path)
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        length = int(call.headers.get("Content-Length", 0))
        body = bytearray()
        while len(body) < length and (piece := call.rfile.read1(min(65536, length - len(body)))):
            body += piece
            if place.path == "/api/put":
                at = int(asked["at"]) + len(body) - len(piece)
                heard.kept[at : at + len(piece)] = piece
        headers = {name.lower(): value for name, value in call.headers.items()}
        body = bytes(body)
        heard.seen.append((call.command, call.path, headers, body))
        if len(body) < length:
            call.close_connection = True
            return
        self._tell(call, heard, place.path, asked, body)

    def _tell(self, call, heard, path, asked, body):
        status, kind, answer = 200, "application/json", b"{}"
        if path == "/sandbox/clock":
            answer = json.dumps({"now": NOW}).encode()
        elif path == "/api/items":
            answer = json.dumps({"items": self.items}).encode()
        elif path == "/api/echo":
            told = {
                "method": call.command,
                "path": call.path,
                "headers": {name.lower(): value for name, value in call.headers.items()},
                "body": body.decode("latin-1"),
            }
            answer = json.dumps(told).encode()
        elif path == "/api/wait":
            heard.over.wait(int(asked["ms"]) / 1000)
        elif path == "/api/big":
            kind, answer = "application/octet-stream", b"x" * int(asked["bytes"])
        elif path == "/api/text":
            kind, answer = "text/plain", "不是 JSON".encode()
        elif path == "/api/put":
            answer = json.dumps({"bytes": len(heard.kept)}).encode()
        else:
            status = 404
        call.send_response(status)
        call.send_header("Content-Type", kind)
        call.send_header("Content-Length", str(len(answer)))
        call.end_headers()
        call.wfile.write(answer)


class Sandbox:
    """The real sandbox before such a house, with the phone built in `built`."""

    def __init__(self, house, folder, built):
        self._before, handset.BUILT = handset.BUILT, built
        port = free_ports(1)[0]
        told = {"house": house.url, "data_dir": folder, "sandbox_port": port, "house_seconds": 60}
        self.app = create_app(environment.Settings(**told))
        self._house, self._served = house, contextlib.ExitStack()
        self.url = self._served.enter_context(serving(self.app, port))

    def close(self):
        self._house.release()  # an end waits for what is under way
        self._served.close()
        self.app.extensions["parts"].store.close()
        handset.BUILT = self._before
