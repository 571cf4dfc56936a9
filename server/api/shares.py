"""Helping with an entry, handing it over, adopting it."""

from typing import Any

from apiflask import APIBlueprint

from core.adapters import drawn_codes
from core.services import entries, sharing
from server import doors
from server.api.schemas import EntryRef, Items, ShareCode, ShareIn, ShareTake

bp = APIBlueprint("shares", __name__, url_prefix="/api/v1", tag="entries")


@bp.post("/entries/<entry>/shares")
@bp.input(ShareIn, location="json")
@bp.output(ShareCode, status_code=201)
@bp.doc(security="token")
@doors.signed_in
def offer(entry: str, json_data: ShareIn) -> Any:
    """A single-use code: who uses it helps with the entry, or owns it from then on."""
    with doors.house().db.write() as tx:
        code = sharing.offer(
            doors.house(), tx, entry, to_be=json_data.to_be, by=doors.asking(), now=doors.now()
        )
    url = f"{doors.house().settings.origin}/s/{code}"
    return {
        "code": code,
        "minutes": sharing.MINUTES,
        "url": url,
        "picture": drawn_codes.png_address(url, scale=8),
    }


@bp.post("/shares")
@bp.input(ShareTake, location="json")
@bp.output(EntryRef)
@bp.doc(security="token")
@doors.signed_in
def accept(json_data: ShareTake) -> Any:
    """Use such a code."""
    with doors.house().db.write() as tx:
        entry = sharing.accept(doors.house(), tx, json_data.code, by=doors.asking(), now=doors.now())
    return {"entry": entry}


@bp.get("/entries/<entry>/people")
@bp.output(Items)
@bp.doc(security="token")
@doors.signed_in
def people(entry: str) -> Any:
    """Who works on an entry."""
    with doors.house().db.read() as tx:
        found = entries.open_for(doors.house(), tx, entry, by=doors.asking())
        return {"items": sharing.people(tx, found)}


@bp.delete("/entries/<entry>/people/<person>")
@bp.output(Items)
@bp.doc(security="token")
@doors.signed_in
def leave(entry: str, person: str) -> Any:
    """A helper goes."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        sharing.leave(house, tx, entry, person, by=by, now=doors.now())
        return {"items": sharing.people(tx, entries.load(house, tx, entry))}
