"""What every answer tells the browser: guess no types, leak no addresses, run only what is ours."""

from apiflask import APIFlask
from flask import Response

PAGE = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
# A person's own file: nothing in it runs, wherever it is opened.
STORED = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
# The browser's reader of PDF does not start in a sandbox: only a PDF that does nothing by itself is shown in it.
STORED_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def register(app: APIFlask) -> None:
    app.after_request(tell)


def tell(response: Response) -> Response:
    """A door that needs another policy has set its own before."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", PAGE)
    return response
