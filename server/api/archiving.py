"""An entry taken home: its form as a Word document, and all its files in one archive."""

from io import BytesIO
from typing import Any

from apiflask import APIBlueprint
from flask import Response, send_file
from pydantic import BaseModel, Field

from core.adapters import annexes
from core.domain.refusals import Refused
from core.services import archives, campaigns, entries, packing
from core.services.archives import Standing
from core.services.entries import Entry
from server import doors

bp = APIBlueprint("archiving", __name__, url_prefix="/api/v1", tag="entries")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ArchiveOut(BaseModel):
    state: str = Field(description="waiting, made, failed")
    progress: int | None
    size: int | None
    name: str
    url: str | None = Field(description="signed, for an hour; takes Range and If-Range")


@bp.get("/entries/<entry>/form.docx")
@bp.doc(security="token")
@doors.signed_in
def document(entry: str) -> Response:
    """The entry as the notice's table (Annex 2)."""
    with doors.house().db.read() as tx:
        found = entries.open_for(doors.house(), tx, entry, by=doors.asking())
    content = BytesIO(packing.document(found))
    return send_file(content, DOCX, as_attachment=True, download_name=packing.document_name(found))


@bp.get("/campaigns/<key>/tracks/<track>/form.docx")
def blank(key: str, track: str) -> Response:
    """The table to be filled in."""
    with doors.house().db.read() as tx:
        declared = campaigns.track(doors.house(), tx, key, track)
    stream = BytesIO()
    annexes.blank_form(stream, declared)
    stream.seek(0)
    return send_file(stream, DOCX, as_attachment=True, download_name=packing.blank_name(declared))


@bp.post("/entries/<entry>/archive")
@bp.output(ArchiveOut)
@bp.doc(security="token")
@doors.signed_in
def ask(entry: str) -> Any:
    """All files of the entry in one archive; begun if there is none of the entry as it stands. Who asks is logged."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        found = entries.open_for(house, tx, entry, by=by)
        return _shown(found, archives.ask(house, tx, found, by=by, now=doors.now()))


@bp.get("/entries/<entry>/archive")
@bp.output(ArchiveOut)
@bp.doc(security="token")
@doors.signed_in
def state(entry: str) -> Any:
    """How far the archive is. 404 when there is none, or the entry has changed since."""
    house = doors.house()
    with house.db.read() as tx:
        found = entries.open_for(house, tx, entry, by=doors.asking())
        held = archives.of(house, tx, found)
    if held is None:
        raise Refused("archive.unknown")
    return _shown(found, held)


def _shown(found: Entry, held: Standing) -> dict[str, Any]:
    name = packing.archive_name(found)
    url = doors.file_url(held.place, kind="archive", name=name) if held.place else None
    return {"state": held.state, "progress": held.progress, "size": held.size, "name": name, "url": url}
