"""Decisions that wait to be told: their list, taking one back, and telling them all at once with a count to confirm."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import campaigns, listing, releasing, verdicts
from server import doors, problems
from server.console import faults, room


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/verdicts", "verdicts", _verdicts)
    bp.add_url_rule("/verdicts/release", "release", _release, methods=["POST"])
    bp.add_url_rule("/entries/<entry_id>/verdict/removal", "take_back", _take_back, methods=["POST"])


def _verdicts() -> Any:
    return _page()


def _asked() -> tuple[str, bool]:
    told = request.values
    return told.get("campaign", "")[:40], told.get("whose", "") == "mine"


def _campaign(tx: Transaction, wanted: str) -> Any:
    """The one asked for, else the one that runs, else the newest: decisions outlive the window."""
    house = doors.house()
    if wanted:
        return campaigns.campaign(house, tx, wanted)
    made = [campaigns.campaign(house, tx, key) for key in campaigns.newest(house, tx)]
    return max(made, key=lambda one: one.year)


def _page(refused: Refused | None = None) -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    (wanted, is_mine), by = _asked(), room.by()
    with doors.house().db.read() as tx:
        campaign = _campaign(tx, wanted)
        after = request.args.get("after") or None
        batches = releasing.listed(tx, campaign.key, by=by)
        shown = {
            "campaign": campaign,
            "others": [key for key in campaigns.newest(doors.house(), tx) if key != campaign.key],
            "page": verdicts.waiting(tx, campaign.key, by=by, is_mine=is_mine, after=after),
            "batches": batches,
            "troubles": releasing.troubles(tx, [row for row, _ in batches]),
        }
    whose = "mine" if is_mine else ""
    made = render_template("console/verdicts.html", whose=whose, after=after, refused=refused, **shown)
    return (made, problems.status_of(refused.code)) if refused else made


def _release() -> Any:
    """The typed total must be the shown one, and the counts those that were shown."""
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house, (key, is_mine) = doors.house(), _asked()
    try:
        with house.db.write() as tx:
            campaign = _campaign(tx, key)
            told = _told()
            typed = request.form.get("total", "").strip()
            if typed != str(sum(told.values())):
                raise Refused("verdict.total", typed=typed[:20] or "（空）", total=sum(told.values()))
            releasing.release(house, tx, campaign.key, told, is_mine=is_mine, by=room.by(), now=doors.now())
    except Refused as refused:
        if refused.code == "campaign.unknown":
            raise
        return _page(refused)
    text = "正在逐项办理：颁发证书、发出通知。本页会写明办到第几项；关掉页面也会办完。"
    flash({"title": f"已开始公布 {typed} 项", "text": text})
    return redirect(url_for("console.verdicts", campaign=campaign.key), 303)


def _told() -> dict[str, int]:
    """`count.ACT` of the form: what was shown and confirmed."""
    found = {}
    for key, said in request.form.items():
        if key.startswith("count."):
            if not said.isdecimal() or len(said) > 9:
                raise Refused("request.invalid", detail="count")
            found[key.removeprefix("count.")] = int(said)
    return found


def _take_back(entry_id: str) -> Any:
    house = doors.house()
    with house.db.write() as tx:
        entry = listing.seen(house, tx, entry_id, by=room.by())
        made = request.form.get("verdict", "")[:40]
        was_there = verdicts.take_back(tx, entry_id, made, by=room.by(), now=doors.now())
    text = "像没有决定过一样，可以重新办理。" if was_there else "这个决定已经不在了，没有再改动。"
    flash({"title": f"已撤回记下的决定《{entry.name}》", "text": text})
    is_course = entry.track.moves == "roadshow"
    return redirect(url_for("console.vet" if is_course else "console.entry", entry_id=entry_id), 303)
