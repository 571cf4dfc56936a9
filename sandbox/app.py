"""The sandbox's application: the fake platform, the phone page and its API in one small process."""

import json
from pathlib import Path
from typing import Any

from flask import Flask, make_response, render_template

from sandbox import chats, handset, machine, passage, phone_api, platform, switches, tally
from sandbox.clock import Clock
from sandbox.house import House
from sandbox.parts import ACCOUNT_NAME, Parts
from sandbox.settings import Settings, load
from sandbox.store import Store

LARGEST_BODY = 64 * 1024 * 1024
JUMPS = Path(__file__).parent / "jumps.json"  # days worth visiting in the time machine
_ALLOWED = "default-src 'self'; img-src 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'"


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Flask:
    """The application; settings from the environment unless given. `clock` lets tests turn the real time."""
    settings = settings or load()
    house = House(settings.house)
    parts = Parts(
        settings,
        Store(settings.data_dir / "sandbox.db"),
        clock or Clock(house, settings.house_seconds),
        house,
    )
    chats.seat(parts.store)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["parts"] = parts
    for room in (platform, phone_api, machine, handset, passage, switches, tally):
        app.register_blueprint(room.blueprint(parts))
    _add_pages(app, settings)
    return app


def _add_pages(app: Flask, settings: Settings) -> None:
    @app.get("/")
    def page() -> Any:
        jumps = json.loads(JUMPS.read_text("utf-8"))
        told = {
            "house": settings.house,
            "account": ACCOUNT_NAME,
            "jumps": jumps["stops"],
            "tour": jumps["tour"],
        }
        answer = make_response(render_template("page.html", **told))
        answer.headers["Content-Security-Policy"] = _ALLOWED
        return answer

    @app.get("/healthz")
    def healthz() -> Any:
        return "ok", 200, {"Content-Type": "text/plain"}
