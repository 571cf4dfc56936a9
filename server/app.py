"""Puts the doors together. Decides nothing."""

from apiflask import APIFlask
from flask import Flask

from core import settings as environment
from core.services import house as building
from core.settings import Settings
from server import (
    commands,
    console,
    fetching,
    headers,
    health,
    logs,
    pages,
    problems,
    sandbox_doors,
    scanning,
    squeezing,
    uploads,
    wechat,
)
from server.api import blueprints as api_blueprints
from server.api import describe

MOST = 8 * 1024 * 1024  # bytes of a request body that is no upload


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI app. Opens nothing: connections are made by the first request, after the fork."""
    logs.configure()
    settings = settings or environment.load()
    app = APIFlask("server", title="Wuxiao", version="1.0", docs_path=None, spec_path="/api/v1/openapi.json")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.secret_key = settings.secret_key
    app.config.update(
        MAX_CONTENT_LENGTH=MOST,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.origin.startswith("https"),
        SESSION_COOKIE_NAME=f"wuxiao_{settings.port}",  # two copies on one host do not sign each other out
    )
    app.extensions["house"] = building.build(settings)
    for blueprint in (
        health.bp,
        wechat.bp,
        uploads.bp,
        scanning.bp,
        pages.bp,
        fetching.bp,
        console.bp,
        *api_blueprints,
    ):
        app.register_blueprint(blueprint)
    if settings.sandbox:
        app.register_blueprint(sandbox_doors.bp)
    describe.register(app)
    problems.register(app)
    headers.register(app)
    squeezing.register(app)
    commands.register(app)
    return app
