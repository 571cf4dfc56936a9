"""Blank forms of a campaign: listed, and handed out to anybody."""

from io import BytesIO
from typing import Any

from apiflask import APIBlueprint
from flask import Response, send_file, url_for

from core.services import blanks, campaigns
from server import doors
from server.api.schemas import Items

bp = APIBlueprint("blanks", __name__, url_prefix="/api/v1/campaigns", tag="declared")
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/<key>/blanks")
@bp.output(Items)
def listed(key: str) -> Any:
    """Blank forms of the annexes: `annex`, `title`, `format`, `filename`, `url`."""
    with doors.house().db.read() as tx:
        campaign = campaigns.campaign(doors.house(), tx, key)
    return {
        "items": [
            {
                "annex": blank.annex,
                "title": blank.title,
                "format": blank.format,
                "filename": blank.filename,
                "url": url_for("blanks.one", key=key, name=blank.name),
            }
            for blank in blanks.of(campaign)
        ]
    }


@bp.get("/<key>/blanks/<name>")
def one(key: str, name: str) -> Response:
    """A blank form."""
    with doors.house().db.read() as tx:
        blank = blanks.find(campaigns.campaign(doors.house(), tx, key), name)
    made = BytesIO(blank.make())
    return send_file(made, mimetype=_TYPES[blank.format], as_attachment=True, download_name=blank.filename)
