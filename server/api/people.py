"""Signing in: the mini-program, one-time links, joining two doors."""

from typing import Any

from apiflask import APIBlueprint
from flask import session

from core.adapters import wechat
from core.domain.refusals import Refused
from core.services import accounts, links
from server import doors
from server.api.schemas import Join, JoinCode, Login, Token

bp = APIBlueprint("people", __name__, url_prefix="/api/v1", tag="people")


@bp.post("/login")
@bp.input(Login, location="json")
@bp.output(Token)
def login(json_data: Login) -> Any:
    """Sign in with the code of wx.login."""
    house = doors.house()
    try:
        openid, unionid = house.platform.session_of(json_data.code)
    except wechat.PlatformError as fault:
        raise Refused("login.code.bad" if fault.kind == wechat.LOGIN else "platform.unavailable") from None
    with house.db.write() as tx:
        app_id = house.platform.mini_app_id
        person = accounts.identify(tx, "mini", app_id, openid, now=doors.now(), unionid=unionid)
    return {"token": doors.token_for(person)}


@bp.post("/links")
@bp.input(Login, location="json")
@bp.output(Token)
def take_link(json_data: Login) -> Any:
    """Sign in with a one-time link; a browser also gets a cookie."""
    with doors.house().db.write() as tx:
        person, about = links.take_upload(tx, json_data.code)
    doors.begin_session(person)
    session.permanent = True  # a phone that closes its browser in the middle of a film has no second link
    return {"token": doors.token_for(person), **about}


@bp.post("/join-codes")
@bp.output(JoinCode)
@bp.doc(security="token")
@doors.signed_in
def join_code() -> Any:
    """Six digits to type at the other door."""
    with doors.house().db.write() as tx:
        return {"code": links.join_code(tx, doors.asking(), now=doors.now()), "minutes": links.JOIN_MINUTES}


@bp.post("/join")
@bp.input(Join, location="json")
@bp.output(Token)
@bp.doc(security="token")
@doors.signed_in
def join(json_data: Join) -> Any:
    """Become one person with the one who got the six digits."""
    with doors.house().db.write() as tx:
        person = links.join(tx, json_data.code, by=doors.asking(), now=doors.now())
    return {"token": doors.token_for(person)}
