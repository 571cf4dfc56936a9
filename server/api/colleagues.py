"""What an officer hands around from the phone: an invitation for a colleague, words and a picture for a group."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from core.adapters import drawn_codes
from core.adapters.wechat_faults import PlatformError
from core.domain.refusals import Refused
from core.services import accounts, colleagues, group_notes, links, unit_figures
from server import doors
from server.api.schemas import In

bp = APIBlueprint("colleagues", __name__, url_prefix="/api/v1", tag="officer")


class InvitationOut(BaseModel):
    code: str
    unit: str
    url: str = Field(description="for a computer")
    minutes: int
    days: int
    picture: str = Field(description="a QR code as a data URL: scanned with WeChat it binds whoever scans it")


class InvitationTake(In):
    code: str = Field(max_length=64)


class Bound(BaseModel):
    unit: str


class GroupNote(BaseModel):
    unit: str
    campaign: str
    text: str
    title: str
    picture: str = Field(description="the address of a PNG of numbers and dates, good for weeks")


class GroupNotes(BaseModel):
    items: list[GroupNote]


@bp.post("/officer/invitations")
@bp.output(InvitationOut, status_code=201)
@bp.doc(security="token")
@doors.signed_in
def invite() -> Any:
    """A code that makes a colleague an officer of the same unit, once."""
    house = doors.house()
    with house.db.write() as tx:
        made = colleagues.invite(tx, by=doors.asking(), now=doors.now())
    url = f"{house.settings.origin}/console/invitation"
    return {
        "code": made.code,
        "unit": made.unit,
        "url": url,
        "minutes": links.INVITATION_MINUTES,
        "days": links.INVITATION_DAYS,
        "picture": _drawn(made.code, f"{url}?code={made.code}"),
    }


def _drawn(code: str, otherwise: str) -> str:
    """Of the account while the platform gives one, else of the page where the code is typed."""
    try:
        address = links.invitation_address(doors.house(), code)
    except PlatformError:
        address = otherwise
    return drawn_codes.png_address(address, scale=8)


@bp.post("/invitations")
@bp.input(InvitationTake, location="json")
@bp.output(Bound)
@bp.doc(security="token")
@doors.signed_in
def accept(json_data: InvitationTake) -> Any:
    """Uses an invitation that came as a card of the mini-program."""
    with doors.house().db.write() as tx:
        return {"unit": links.accept(tx, json_data.code, by=doors.asking(), now=doors.now())}


@bp.get("/officer/group")
@bp.output(GroupNotes)
@bp.doc(security="token")
@doors.signed_in
def group() -> Any:
    """Words and a picture of each of the officer's units for ordinary groups: counts and dates, nothing of any person."""
    house, by, now = doors.house(), doors.asking(), doors.now()
    with house.db.read() as tx:
        if accounts.scope(tx, by, "officer").is_empty:
            raise Refused("grant.missing")
        every = unit_figures.of_officer(house, tx, by=by, now=now)
    return {
        "items": [
            {
                "unit": found.name,
                "campaign": found.campaign.title,
                "text": group_notes.text(found, now=now),
                "title": group_notes.card(house, found, now=now)["title"],
                "picture": f"/g/{group_notes.address(house, found.unit, found.campaign.key).rpartition('/')[2]}.png",
            }
            for found in every
        ]
    }
