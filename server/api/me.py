"""One's own: consent, messages, all of one's data, its end."""

from typing import Any

from apiflask import APIBlueprint
from flask import session

from core.services import campaigns, confided, messages, privacy, sessions, subscriptions
from server import doors
from server.api import repeated
from server.api.schemas import ConsentIn, EraseIn, Items, MyData
from server.api.schemas_me import Subscriptions, SubscriptionsIn

bp = APIBlueprint("me", __name__, url_prefix="/api/v1/me", tag="people")
_SHOWN = 100


@bp.post("/consents")
@bp.input(ConsentIn, location="json")
@bp.output({}, status_code=204)
@bp.doc(security="token")
@doors.signed_in
def agree(json_data: ConsentIn) -> Any:
    """Agree to what a campaign does with one's data: to this very version."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        made = campaigns.campaign(house, tx, json_data.campaign)
        privacy.agree(tx, made, json_data.version, by=by, now=doors.now())
    return ""


@bp.get("/messages")
@bp.output(Items)
@bp.doc(security="token")
@doors.signed_in
def sent() -> Any:
    """What was sent to the person, newest first."""
    with doors.house().db.read() as tx:
        rows = messages.of(tx, doors.asking(), limit=_SHOWN)
    return {
        "items": [
            {
                "id": row.id,
                "at": row.at,
                "text": confided.opened(doors.house(), row).get("text", ""),
                "entry": row.body.get("entry"),
                "state": row.state,
            }
            for row in rows
        ]
    }


@bp.get("/subscriptions")
@bp.output(Subscriptions)
@bp.doc(security="token")
@doors.signed_in
def subscribed() -> Any:
    """Templates of subscription messages to ask the person for (wx.requestSubscribeMessage, after a tap), and how many
    accepts are left of each. Empty while the platform cannot be asked."""
    house = doors.house()
    with house.db.read() as tx:
        return {"items": subscriptions.offered(house, tx, doors.asking())}


@bp.post("/subscriptions")
@bp.input(SubscriptionsIn, location="json")
@bp.output(Subscriptions)
@bp.doc(security="token")
@doors.signed_in
def subscribe(json_data: SubscriptionsIn) -> Any:
    """What wx.requestSubscribeMessage answered, by template id; the platform's own report of the same tap counts once
    with it."""
    house, by = doors.house(), doors.asking()
    subscriptions.require_titles(house)  # asked before anything is locked
    with house.db.write() as tx:
        with repeated.once(tx, by=by) as answer:
            if answer.kept is None:
                subscriptions.report(house, tx, by, json_data.answers)
                answer.keep({})
        return {"items": subscriptions.offered(house, tx, by)}


@bp.get("/data")
@bp.output(MyData)
@bp.doc(security="token")
@doors.signed_in
def data() -> Any:
    """All that is kept of the person."""
    with doors.house().db.read() as tx:
        return privacy.export(doors.house(), tx, doors.asking())


@bp.post("/sign-out")
@bp.input(EraseIn, location="json")
@bp.output({}, status_code=204)
@bp.doc(security="token")
@doors.signed_in
def sign_out(json_data: EraseIn) -> Any:
    """End every session and token of the person, on every device; this one too."""
    with doors.house().db.write() as tx:
        sessions.sign_out(tx, by=doors.asking(), now=doors.now())
    session.clear()
    return ""


@bp.post("/erase")
@bp.input(EraseIn, location="json")
@bp.output({}, status_code=204)
@bp.doc(security="token")
@doors.signed_in
def erase(json_data: EraseIn) -> Any:
    """End it: drafts and their files go, and who the person is. 409 while entries are being worked on."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        privacy.erase(house, tx, by, now=doors.now())
    return ""
