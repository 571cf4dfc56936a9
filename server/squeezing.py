"""Squeezes long JSON answers for those who take gzip: a form's declaration is text that says the same word often, and a phone
on a weak network waits for each kilobyte. Pages of HTML stay as they are: they hold secrets beside words of strangers, whose
length would betray them (BREACH); the API is asked with a token in a header, which no stranger's page can make a browser send."""

import gzip

from apiflask import APIFlask
from flask import Response, request

LEAST = 1400  # bytes: what fits into one packet arrives no sooner
_LEVEL = 6


def register(app: APIFlask) -> None:
    app.after_request(squeeze)


def squeeze(response: Response) -> Response:
    """What is streamed, named by an ETag or squeezed already is left alone."""
    if response.mimetype != "application/json" or response.is_streamed or response.direct_passthrough:
        return response
    if response.headers.get("Content-Encoding") or response.get_etag()[0]:
        return response
    response.vary.add("Accept-Encoding")
    if (response.content_length or 0) >= LEAST and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
