"""A campaign as people read it: what is asked, until when, of whom; what was sent; who may be late; the switch."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.domain import reading, windows
from core.domain.refusals import Refused
from core.services import accounts, campaign_page, campaigns, listing, pausing
from server import doors, problems
from server.console import faults, room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/campaigns", "campaigns", _campaigns)
    bp.add_url_rule("/campaigns/<campaign>", "campaign", _campaign)
    bp.add_url_rule("/sending/<any(pause, resume):act>", "switch", _switch, methods=["POST"])


def _campaigns() -> Any:
    """The newest; the page itself leads to the others."""
    house = doors.house()
    with house.db.read() as tx:
        running = campaigns.running(house, tx, now=doors.now())
    return redirect(url_for("console.campaign", campaign=running[0][0].key))


def _campaign(campaign: str) -> Any:
    return _shown(campaign)


def _shown(key: str, refused: Refused | None = None) -> Any:
    house, now, staff = doors.house(), doors.now(), room.staff()
    with house.db.read() as tx:
        made = campaigns.campaign(house, tx, key)
        others = [campaigns.campaign(house, tx, other) for other in campaigns.newest(house, tx)]
        paused = pausing.state(tx)
        by = listing.called(tx, [paused["by"]]).get(paused["by"], "") if paused and paused.get("by") else ""
        shown = {
            "slots": campaign_page.reminders(tx, key),
            "days": campaign_page.days(tx, now=now) if staff.is_of_province else [],
            "permits": campaign_page.late(tx, key, by=staff.person, now=now) if staff.is_of_province else [],
            "may_switch": (None, None) in accounts.scope(tx, staff.person, "administrator").roots,
        }
    rows = [
        {"track": track, "items": reading.items(track), "windows": _windows(made, track.key, now)}
        for track in made.tracks
    ]
    page = render_template(
        "console/campaign.html", campaign=made, others=others, rows=rows, quotas=[(q.track, reading.quota(q)) for q in made.quotas],
        paused=paused, paused_by=by, refused=refused, why=request.form.get("why", ""), **shown,
    )  # fmt: skip
    return (page, problems.status_of(refused.code)) if refused else page


def _windows(made: Any, track: str, now: Any) -> list[dict[str, Any]]:
    return [
        {"act": w.act, "opens": w.opens, "closes": w.closes, "left": windows.days_left(w.closes, now=now)}
        for w in made.windows
        if w.track == track
    ]


def _switch(act: str) -> Any:
    """Pausing keeps every message; resuming sends what waited."""
    house, key = doors.house(), request.form.get("campaign", "")[:40]
    try:
        with house.db.write() as tx:
            why = request.form.get("why", "")[:200]
            campaign_page.switch(tx, is_on=act == "resume", why=why, by=room.by(), now=doors.now())
    except Refused as refused:
        if refused.code == "grant.missing":
            return faults.page("grant.missing")
        return _shown(key, refused)
    said = (
        {"title": "已暂停发送", "text": "消息照样收好，恢复后接着发。"}
        if act == "pause"
        else {"title": "已恢复发送", "text": "等着的消息会马上发出。"}
    )
    flash(said)
    return redirect(url_for("console.campaign", campaign=key) if key else url_for("console.campaigns"), 303)
