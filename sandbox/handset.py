"""The phone with the mini-program: its built files, told for each person whose phone it is."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, send_from_directory

from sandbox import chats
from sandbox.parts import Parts

BUILT = Path(__file__).parent / "phone" / "built"  # made by `make phone`, committed
# The mini-program's styles are written into the page by the engine; its pictures come from the house.
_ALLOWED = "; ".join(
    (
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)


def blueprint(parts: Parts) -> Blueprint:
    """GET /mini/OPENID/…: the phone of a person; `setup.js` says whose it is and where the house is asked."""
    handset = Blueprint("handset", __name__, url_prefix="/mini")

    @handset.get("/<openid>/")
    @handset.get("/<openid>/index.html")
    def page(openid: str) -> Response:
        chats.person(parts.store, openid)
        answer = send_from_directory(BUILT, "index.html", max_age=0)
        answer.headers["Content-Security-Policy"] = _ALLOWED
        return answer

    @handset.get("/<openid>/setup.js")
    def setup(openid: str) -> Response:
        chats.person(parts.store, openid)
        answer = Response(
            f"window.__phoneSetup = {json.dumps(_told(parts, openid))}\n", mimetype="text/javascript"
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @handset.get("/<openid>/<path:file>")
    def built(openid: str, file: str) -> Response:
        return send_from_directory(BUILT, file, max_age=0)

    handset.register_error_handler(chats.Unknown, _unknown)
    return handset


def _told(parts: Parts, openid: str) -> dict[str, Any]:
    """What engine/setup.js takes; every secure host a mini-program may ask is the house here."""
    local = parts.settings.house.replace("127.0.0.1", "localhost")
    return {
        "person": openid,
        "appId": parts.settings.mini_app_id,
        "hosts": [[parts.settings.house, "/house"], [local, "/house"], ["https://*", "/house"]],
        # so that what the program shows people to open elsewhere is true here, too
        "ext": {"server": parts.settings.house},
        "codes": f"/phone/{openid}",
        "now": parts.clock.now().isoformat(),
        "asks": True,
    }


def _unknown(problem: chats.Unknown) -> tuple[str, int]:
    return f"没有 openid 为“{problem}”的人。名单见 /phone/people。", 404
