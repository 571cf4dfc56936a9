"""WeChat as tests play it: the fake platform on a real port, clocks turned by hand, a house that answers what it is told."""

import threading
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from unittest.mock import patch

from flask import request

from sandbox import gate
from sandbox import settings as environment
from sandbox.app import create_app
from sandbox.clock import CHINA
from tests import serving as lines
from tests.serving import PATIENCE

WANG, SUN = "o-sandbox-wang", "o-sandbox-sun"
SILENCE, HUNG_UP = object(), object()  # no answer at all: for as long as the platform waits, or at once
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
START = datetime(2024, 5, 13, 9, tzinfo=CHINA)


class Hands:
    """Both clocks, moved by hand."""

    def __init__(self):
        self.real_now, self.house_now = 1_800_000_000.0, START.timestamp()

    def real(self):
        return self.real_now

    def epoch(self):
        return self.house_now

    def now(self):
        return datetime.fromtimestamp(self.house_now, CHINA)

    def forget(self):
        pass


class Listener:
    """A house on a real port: keeps what it is told, answers the list in turn, then `success`."""

    def __init__(self):
        self.letters, self.answers, self.heard = [], [], threading.Condition()
        self._end = threading.Event()
        kept = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer(b"")

            def do_POST(self):
                self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def _answer(self, body):
                with kept.heard:
                    kept.letters.append((self.path, body))
                    answer = kept.answers.pop(0) if kept.answers else (200, b"success")
                    kept.heard.notify_all()
                if answer is SILENCE:
                    kept._end.wait(PATIENCE)
                if answer in (SILENCE, HUNG_UP):
                    return
                if callable(answer):
                    answer = answer(self.path, body)
                status, said, *kind = answer
                self.send_response(status)
                self.send_header("Content-Type", kind[0] if kind else "text/xml")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,))
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def wait(self, count):
        """The letters, when there are so many."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.letters) >= count, PATIENCE)
            return list(self.letters)

    def close(self):
        self._end.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)


class Api:
    """A developer's calls to the fake platform, as JSON."""

    def __init__(self, app):
        self.app, self.client = app, app.test_client()
        self.settings = app.extensions["parts"].settings
        self.tokens = {}

    def token(self, app="oa"):
        if app not in self.tokens:
            self.tokens[app] = self.ask_token(app)["access_token"]
        return self.tokens[app]

    def ask_token(self, app="oa", **more):
        s = self.settings
        body = {"appid": getattr(s, f"{app}_app_id"), "secret": getattr(s, f"{app}_app_secret")}
        body |= {"grant_type": "client_credential"}
        return self.client.post("/cgi-bin/stable_token", json=body | more).json

    def post(self, path, body, app="oa"):
        answer = self.client.post(f"{path}?access_token={self.token(app)}", json=body)
        return answer.json if answer.is_json else answer.data

    def get(self, path, app="oa", **args):
        return self.client.get(path, query_string={"access_token": self.token(app), **args}, buffered=True)

    def code(self, path, body, app="oa"):
        """The errcode alone."""
        return self.post(path, body, app)["errcode"]

    def act(self, openid, act, **told):
        answer = self.client.post(f"/phone/{openid}/{act}", json=told)
        assert answer.status_code == 200, answer.json
        return answer.json["items"]

    def chat(self, openid):
        return self.client.get(f"/phone/{openid}/chat").json["items"]

    def got(self, openid):
        """What the account wrote, without the platform's own grey sentences."""
        return [item["text"] for item in self.chat(openid) if item["from"] == "account"]

    def sent(self):
        return self.client.get("/platform/sent").json["items"]


@contextmanager
def serving(settings, folder, house="http://127.0.0.1:1"):
    """The fake platform on a port of its own with the keys of these settings: an Api with `.url`, `.hands`,
    `.calls`, the paths and bodies of all calls, and `.still`, in which it answers nobody. An injected silence lasts as long
    as the platform: whoever waits for so many seconds must give up, however late he comes to look."""
    names = [
        "oa_app_id",
        "oa_app_secret",
        "oa_token",
        "oa_aes_key",
        "mini_app_id",
        "mini_app_secret",
        "mini_token",
        "mini_aes_key",
    ]
    keys = {name: getattr(settings, name) for name in names}
    hands = Hands()
    told = environment.Settings(data_dir=folder, house=house, callback_seconds=0.5, **keys)
    app = create_app(told, clock=hands)
    calls = []
    app.before_request(lambda: calls.append((request.path, request.get_data(as_text=True))))
    api = Api(app)
    whole = lines.Whole(app)
    api.hands, api.calls, api.still = hands, calls, whole.still
    over = threading.Event()
    silence = SimpleNamespace(sleep=lambda _seconds: over.wait(PATIENCE))
    try:
        with patch.object(gate, "time", silence), lines.serving(whole) as api.url:
            try:
                yield api
            finally:
                over.set()
    finally:
        app.extensions["parts"].store.close()
