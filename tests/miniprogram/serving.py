"""What a phone speaks to in these tests: the real sandbox (page, platform, way to the house) and a house that keeps what it got."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from sandbox import handset
from sandbox import settings as environment
from sandbox.app import create_app
from tests.running import free_ports
from tests.serving import serving

NOW = "2024-05-13T09:00:00+08:00"


class House:
    """An HTTP server. /api/echo answers what it was sent, /api/wait?ms= waits, /api/put?at= keeps bytes, /api/big?bytes= sends some."""

    def __init__(self):
        self.seen = []  # (method, path, headers, body)
        self.kept = bytearray()
        self.items = [{"number": 1, "title": "甲"}, {"number": 2, "title": "乙"}]
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def forget(self):
        self.seen.clear()
        self.kept.clear()
        self.at_once = self.most_at_once = 0

    def _handler(self):
        house = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_told):
                return

            def _answer(self):
                with house._lock:
                    house.at_once += 1
                    house.most_at_once = max(house.most_at_once, house.at_once)
                try:
                    house._serve(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with house._lock:
                        house.at_once -= 1

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _answer  # noqa: N815

        return Handler

    def _serve(self, call):
        place = urlsplit(call.path)
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        length = int(call.headers.get("Content-Length", 0))
        body = bytearray()
        while len(body) < length and (piece := call.rfile.read1(min(65536, length - len(body)))):
            body += piece
            if place.path == "/api/put":
                at = int(asked["at"]) + len(body) - len(piece)
                self.kept[at : at + len(piece)] = piece
        headers = {name.lower(): value for name, value in call.headers.items()}
        body = bytes(body)
        self.seen.append((call.command, call.path, headers, body))
        if len(body) < length:
            call.close_connection = True
            return
        self._tell(call, place.path, asked, body)

    def _tell(self, call, path, asked, body):
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
            time.sleep(int(asked["ms"]) / 1000)
        elif path == "/api/big":
            kind, answer = "application/octet-stream", b"x" * int(asked["bytes"])
        elif path == "/api/text":
            kind, answer = "text/plain", "不是 JSON".encode()
        elif path == "/api/put":
            answer = json.dumps({"bytes": len(self.kept)}).encode()
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
        self.app = create_app(environment.Settings(house=house.url, data_dir=folder, sandbox_port=port))
        self._served = contextlib.ExitStack()
        self.url = self._served.enter_context(serving(self.app, port))

    def close(self):
        self._served.close()
        self.app.extensions["parts"].store.close()
        handset.BUILT = self._before
