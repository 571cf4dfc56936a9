"""The province's page of units: how far each is, inviting its officers, permitting it to be late."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.adapters import drawn_codes
from core.adapters.db import Transaction
from core.adapters.wechat_faults import PlatformError
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import accounts, admitting, campaigns, links, listing, overseeing, seats, units
from server import doors, problems
from server.console import deciding, faults, inviting, lists, notices, room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/units", "units", _units)
    bp.add_url_rule("/units/<unit>", "unit", _unit)
    bp.add_url_rule("/units/<unit>/invitations", "invite", _invite, methods=["POST"])
    bp.add_url_rule("/units/<unit>/permits", "permit_unit", _permit, methods=["POST"])


def _campaign(tx: Transaction) -> Campaign:
    """The campaign that runs now, or the last one."""
    return campaigns.current(doors.house(), tx, now=doors.now())


def _units() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    said, after = request.args.get("text", "").strip()[:100], request.args.get("after") or None
    with doors.house().db.read() as tx:
        campaign = _campaign(tx)
        lines, following = overseeing.direct_units(tx, campaign, by=room.by(), said=said, after=after)
        waiting = admitting.waiting(tx, by=room.by())
        may_import = accounts.is_over_all(tx, room.by())
    return render_template(
        "console/units.html",
        lines=lines,
        next=following,
        said=said,
        campaign=campaign,
        after=after,
        waiting=waiting,
        may_import=may_import,
    )


def _unit(unit: str) -> Any:
    return _one(unit)


def _one(unit: str, *, invitation: Any = None, refused: Refused | None = None, typed: Any = None) -> str:
    with doors.house().db.read() as tx:
        if not room.staff().is_of_province or not overseeing.covers(tx, unit, by=room.by()):
            raise Refused("unit.unknown")
        campaign = _campaign(tx)
        given = [row for row in overseeing.permits_of(tx, campaign.key, by=room.by()) if row.unit == unit]
        shown = {
            "unit": unit,
            "name": units.names(tx, [unit]).get(unit, ""),
            "officers": seats.called(tx, [unit])[unit],
            "permits": given,
            "tracks": campaign.by_key,
            "kinds": lists.kinds(tx),
            "people": listing.called(tx, {row.by for row in given}),
        }
    return render_template(
        "console/unit.html",
        invitation=invitation,
        refused=refused,
        typed=typed or {},
        now=doors.now(),
        **shown,
    )


def _invite(unit: str) -> Any:
    """The code is in this answer and nowhere else; another click makes another code."""
    try:
        code, name = inviting.new(unit)
    except Refused as refused:
        if refused.code == "unit.unknown":
            raise
        return _one(unit, refused=refused), problems.status_of(refused.code)
    shown = notices.invitation(doors.house().settings.origin, name, code, links.INVITATION_DAYS)
    return _one(unit, invitation={**shown, "picture": _scanned(code)})


def _scanned(code: str) -> str:
    """The QR code that binds whoever scans it with WeChat, as a data URL; "" while the platform gives none."""
    try:
        address = links.invitation_address(doors.house(), code)
    except PlatformError:
        return ""
    return drawn_codes.png_address(address, scale=6)


def _permit(unit: str) -> Any:
    typed = {key: request.form.get(key, "").strip()[:2000] for key in ("kind", "until", "reason")}
    campaign, _, track = typed["kind"].partition("/")
    try:
        until = deciding.end_of(typed["until"])
        with doors.house().db.write() as tx:
            title = campaigns.track(doors.house(), tx, campaign, track).title
            overseeing.permit_unit(
                tx, unit, campaign, track, until, typed["reason"], by=room.by(), now=doors.now()
            )
    except Refused as refused:
        if refused.code == "unit.unknown":
            raise
        return _one(unit, refused=refused, typed=typed), problems.status_of(refused.code)
    told = "系统不会逐个通知，请转告该单位"
    flash({"title": f"已准延期：{title}", "text": notices.permitted(until, to=told)})
    return redirect(url_for("console.unit", unit=unit), 303)
