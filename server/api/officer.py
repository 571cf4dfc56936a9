"""An officer's unit on the phone: how far it is, what waits, confirming and returning."""

from dataclasses import asdict
from typing import Any

from apiflask import APIBlueprint

from core.adapters.db import Transaction
from core.domain.paging import Page
from core.domain.refusals import Refused
from core.services import accounts, acts, entries, listing, mobilising, reviews
from server import doors
from server.api import repeated, shown
from server.api.schemas import ActIn, EntryOut, OfficerOut, ReturnIn

bp = APIBlueprint("officer", __name__, url_prefix="/api/v1/officer", tag="officer")


@bp.get("")
@bp.output(OfficerOut)
@bp.doc(security="token")
@doors.signed_in
def overview() -> Any:
    """The officer's units: standing against the quota, what waits for a confirmation, drafts with what they lack."""
    house, by = doors.house(), doors.asking()
    with house.db.read() as tx:
        if accounts.scope(tx, by, "officer").is_empty:
            raise Refused("grant.missing")
        found = mobilising.overview(house, tx, by=by, now=doors.now())
        missing = {key: asdict(row) for key, row in found.missing.items()}
        return {
            "counts": dict(found.counts),
            "standings": [
                {"unit": reach.unit, "campaign": reach.campaign, "rows": [asdict(row) for row in reach.rows]}
                for reach in found.standings
            ],
            "submitted": _page(tx, found.submitted),
            "returned": _page(tx, found.returned),
            "drafts": _page(tx, found.drafts) | {"missing": missing},
        }


def _page(tx: Transaction, found: Page[listing.Line]) -> dict[str, Any]:
    lines = [asdict(line) | {"state_text": acts.told(doors.house(), tx, line)} for line in found.lines]
    return {"items": lines, "next": found.next, "total": found.total}


@bp.post("/entries/<entry>/confirm")
@bp.input(ActIn, location="json")
@bp.output(EntryOut)
@bp.doc(security="token")
@doors.signed_in
def confirm(entry: str, json_data: ActIn) -> Any:
    """The unit union recognises the achievement (N6)."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx, repeated.once(tx, by=by) as answer:
        if answer.kept is None:
            reviews.confirm(house, tx, entry, by=by, now=doors.now(), seen=json_data.seen)
            answer.keep({"entry": entry})
        return shown.entry(tx, entries.open_for(house, tx, entry, by=by))


@bp.post("/entries/<entry>/return")
@bp.input(ReturnIn, location="json")
@bp.output(EntryOut)
@bp.doc(security="token")
@doors.signed_in
def send_back(entry: str, json_data: ReturnIn) -> Any:
    """Back to the worker, with a reason per item."""
    house, by, now = doors.house(), doors.asking(), doors.now()
    with house.db.write() as tx, repeated.once(tx, by=by) as answer:
        if answer.kept is None:
            reasons, seen = json_data.reasons, json_data.seen
            reviews.send_back(house, tx, entry, reasons, role="officer", by=by, now=now, seen=seen)
            answer.keep({"entry": entry})
        return shown.entry(tx, entries.open_for(house, tx, entry, by=by))
