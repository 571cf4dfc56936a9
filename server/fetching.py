"""The page behind the link in a mail to the province: files for the extraction code."""

from typing import Any

from flask import Blueprint, make_response, render_template, request

from core.domain.refusals import Refused
from core.services import fetching, mailing
from server import doors
from server.problems import status_of

bp = Blueprint("fetching", __name__)


@bp.get("/m/<code>")
def ask(code: str) -> Any:
    """Asks for the extraction code."""
    house = doors.house()
    try:
        with house.db.read() as tx:
            fetching.known(house, tx, code)
    except Refused as refused:
        return _page(refused, is_gone=True)
    return _page(None)


@bp.post("/m/<code>")
def unlock(code: str) -> Any:
    """The files, under signed addresses for an hour."""
    house = doors.house()
    try:
        opened = fetching.unlock(house, code, request.form.get("key", "")[:40], now=doors.now())
    except Refused as refused:
        return _page(refused, is_gone=refused.code.startswith("mail.link."))
    files = [
        {
            "name": one.name,
            "weight": mailing.weight(one.size),
            "url": doors.file_url(one.place, kind="original", name=one.name),
        }
        for one in opened.files
    ]
    return _page(None, subject=opened.subject, files=files)


def _page(refused: Refused | None, **shown: Any) -> Any:
    page = make_response(
        render_template("pages/fetch.html", said=refused.sentence if refused else None, **shown)
    )
    page.headers["Cache-Control"] = "no-store"
    page.status_code = status_of(refused.code) if refused else 200
    return page
