"""The sandbox's application: the fake platform, the phone page and its API in one small process."""

from typing import Any

from flask import Flask, render_template

from sandbox import chats, machine, phone_api, platform
from sandbox.clock import Clock
from sandbox.house import House
from sandbox.parts import ACCOUNT_NAME, Parts
from sandbox.settings import Settings, load
from sandbox.store import Store

LARGEST_BODY = 64 * 1024 * 1024


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
    for blueprint in (platform.blueprint(parts), phone_api.blueprint(parts), machine.blueprint(parts)):
        app.register_blueprint(blueprint)
    _add_pages(app, settings)
    return app


def _add_pages(app: Flask, settings: Settings) -> None:
    @app.get("/")
    def page() -> Any:
        return render_template("page.html", house=settings.house, account=ACCOUNT_NAME)

    @app.get("/healthz")
    def healthz() -> Any:
        return "ok", 200, {"Content-Type": "text/plain"}
