"""A filled form (Annex 2) into an entry: a preview first, then only what a person chose."""

import tempfile
import threading
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, Field

from core.domain.refusals import Refused
from core.services import entries, importing
from core.services.importing import Item
from server import bodies, doors, uploads
from server.api import shown
from server.api.schemas import EntryOut, FindingOut, In

bp = APIBlueprint("importing", __name__, url_prefix="/api/v1/entries", tag="entries")
_MB = 1024 * 1024
AT_ONCE, PATIENCE = (
    4,
    15.0,
)  # forms read at a time, each in a process; seconds that others wait for their turn
_turns = threading.BoundedSemaphore(AT_ONCE)


class ImportItem(BaseModel):
    field: str
    item: str
    label: str
    type: str
    verdict: str = Field(description="new, same, different, unclear, files, blank, absent")
    read: str = Field(description="what stands in the form")
    value: Any = Field(description="what it means, as an answer takes it")
    text: str = Field(description="the value in words")
    now: str = Field(description="what stands in the entry, in words")
    seen: int = Field(description="the version of what stands in the entry")
    problem: str
    findings: list[FindingOut]
    is_chosen: bool


class ImportOut(BaseModel):
    items: list[ImportItem]
    notes: list[str]


class Chosen(In):
    field: str = Field(max_length=40)
    value: Any
    seen: int = Field(ge=0, description="the version that the preview showed")


class AnswersIn(In):
    answers: list[Chosen] = Field(max_length=100)


@bp.post("/<entry>/imports")
@bp.output(ImportOut)
@bp.doc(security="token")
@doors.signed_in
def preview(entry: str) -> Any:
    """What a filled form (.docx, the body of the request) would bring, item by item. Changes nothing."""
    house, by = doors.house(), doors.asking()
    with house.db.read() as tx:
        entries.open_for(house, tx, entry, by=by, to_edit=True)
    with uploads.slot(), tempfile.TemporaryDirectory(prefix="import-") as folder:
        facts = _read(_received(Path(folder) / "form"))
    with house.db.read() as tx:
        found = importing.preview(tx, entries.open_for(house, tx, entry, by=by, to_edit=True), facts)
    return {"items": [_item(item) for item in found.items], "notes": list(found.notes)}


def _read(path: Path) -> dict[str, Any]:
    if not _turns.acquire(timeout=PATIENCE):
        raise Refused("upload.busy")
    try:
        return importing.read(path)
    finally:
        _turns.release()


def _received(path: Path) -> Path:
    """The body as a file. Its name is nobody's business: what it is, its content says."""
    length = request.content_length or 0
    if length > importing.MOST:
        size, most = f"{length / _MB:.0f} MB", f"{importing.MOST / _MB:.0f} MB"
        raise Refused("import.size.max", measured=size, wanted=most)
    try:
        with path.open("wb") as handle:
            for piece in bodies.pieces(request.environ, length):
                handle.write(piece)
    except (ConnectionError, TimeoutError):
        raise Refused("import.cut") from None
    return path


def _item(item: Item) -> dict[str, Any]:
    keys = ("verdict", "read", "value", "text", "now", "seen", "problem", "is_chosen")
    field = item.field
    return {key: getattr(item, key) for key in keys} | {
        "field": field.key,
        "item": field.item,
        "label": field.label,
        "type": field.type,
        "findings": [finding.as_dict() for finding in item.findings],
    }


@bp.post("/<entry>/answers")
@bp.input(AnswersIn, location="json")
@bp.output(EntryOut)
@bp.doc(security="token")
@doors.signed_in
def keep(entry: str, json_data: AnswersIn) -> Any:
    """Keep several answers at once: all of them, or none where one is stale."""
    house, by = doors.house(), doors.asking()
    wanted = [(one.field, one.value, one.seen) for one in json_data.answers]
    with house.db.write() as tx:
        return shown.entry(tx, importing.keep(house, tx, entry, wanted, by=by, now=doors.now()))
