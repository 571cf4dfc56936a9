"""What stands before every page of the console: who asks, whether the form is ours, and how the answer is sealed."""

import hmac
import secrets
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, request, session, url_for

from core.domain.refusals import Refused
from core.services import applying, mailed
from server import doors
from server.console import faults, navigation, room

OPEN = frozenset(
    {
        "console.sign_in",
        "console.take_sign_in",
        "console.invitation",
        "console.take_invitation",
        "console.enter",
        "console.take_enter",
    }
)
LARGE = {  # bytes of a form with certificates, of a mail with its film
    "console.take_return": 300 * 1024 * 1024,
    "console.enter_mailed": mailed.MOST + 1024 * 1024,
}
LARGE_FOR_ALL = {"console.take_apply": applying.MOST + 1024 * 1024}  # whoever is signed in may send a letter
NO_GRANT_NEEDED = frozenset(
    {
        "console.sign_out",
        "console.account",
        "console.sign_out_everywhere",
        "console.leave_seat",
        "console.apply",
        "console.take_apply",
        "console.withdraw_apply",
    }
)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def register(bp: Blueprint) -> None:
    bp.before_request(_admit)
    bp.after_request(_seal)
    bp.app_context_processor(_told_to_pages)


def _told_to_pages() -> dict[str, Any]:
    staff = g.get("staff")
    places = navigation.of(staff) if staff else []
    return {"csrf": csrf, "staff": staff, "places": places, "keys": navigation.KEYS}


def csrf() -> str:
    """The session's own token, in every form."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def is_fragment() -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request-Type") == "partial"


def _admit() -> Any:
    if request.endpoint not in OPEN:
        try:
            person = doors.asking()
        except Refused:
            return _ask_to_sign_in()
        with doors.house().db.read() as tx:
            g.staff = room.of_person(tx, person)
        if (
            request.endpoint in LARGE and g.staff.is_of_province
        ):  # before the first look at the form, which reads it
            request.max_content_length = LARGE[request.endpoint]
        if request.endpoint in LARGE_FOR_ALL:
            request.max_content_length = LARGE_FOR_ALL[request.endpoint]
    if request.method == "POST" and not _is_ours():
        return faults.page("request.csrf")
    if request.endpoint not in OPEN | NO_GRANT_NEEDED and not g.staff.is_reader:
        return faults.no_grant()
    return None


def _is_ours() -> bool:
    told, held = request.form.get("csrf_token", ""), str(session.get("csrf", ""))
    return bool(held) and hmac.compare_digest(told.encode(), held.encode())


def _ask_to_sign_in() -> Any:
    if request.method == "POST":
        return faults.page("login.required")
    here = quote(request.full_path.rstrip("?"))
    to = url_for("console.sign_in") + ("" if request.path == url_for("console.home") else f"?next={here}")
    if is_fragment():
        return Response(status=401, headers={"HX-Redirect": url_for("console.sign_in")})
    if request.headers.get("HX-Request"):  # htmx would look for its part in the page of signing in
        return Response(status=401, headers={"HX-Redirect": to})
    return redirect(to)


def _seal(response: Response) -> Response:
    """No foreign host, no inline script, no copy left behind in a shared browser."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(["HX-Request-Type", "Cookie"])
    return response
