"""A word to many: written, shown with who would get what and who would not, released by restating the number."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.adapters.db import Transaction
from core.domain import phrases
from core.domain.refusals import Refused
from core.services import accounts, broadcasting, campaigns, listing, pausing, spreading
from server import doors, problems
from server.console import room

# What the form offers -> states of entries, or a role.
WHOM: dict[str, tuple[str, tuple[str, ...], str]] = {
    "open": ("还没交的职工（草稿、退回）", ("draft", "returned"), ""),
    "sent": ("交了还在办的职工", ("submitted", "confirmed", "accepted", "shortlisted"), ""),
    "approved": ("审核通过的职工", ("approved", "published", "forwarded", "selected"), ""),
    "officer": ("全部工会干事", (), "officer"),
    "auditor": ("全部审核员", (), "auditor"),
}


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/broadcasts", "broadcasts", _broadcasts)
    bp.add_url_rule("/broadcasts", "draft_broadcast", _draft, methods=["POST"])
    bp.add_url_rule("/broadcasts/release", "release_broadcast", _release, methods=["POST"])


def _require(tx: Transaction) -> None:
    """It speaks for the whole house."""
    if (None, None) not in accounts.scope(tx, room.by(), "administrator").roots:
        raise Refused("grant.missing")


def _broadcasts() -> Any:
    return _page(request.args.get("broadcast", "")[:40])


def _page(broadcast: str, *, refused: Refused | None = None, typed: Any = None) -> Any:
    house, now = doors.house(), doors.now()
    with house.db.read() as tx:
        _require(tx)
        rows = broadcasting.listed(tx)
        every = [campaigns.campaign(house, tx, key) for key in campaigns.newest(house, tx)]
        current = campaigns.current(house, tx, now=now)
        shown = {
            "one": next((row for row in rows if row.id == broadcast), None),
            "shown": broadcasting.show(house, tx, broadcast, now=now) if broadcast else None,
            "named": listing.called(tx, {row.by for row in rows if row.by}),
            "paused": pausing.state(tx),
        }
    typed = typed or {"campaign": current.key, "unit": current.issuer, "whom": "open"}
    page = render_template(
        "console/broadcasts.html", rows=rows, every=every, current=current, kinds=broadcasting.KINDS, whom=WHOM,
        typed=typed, refused=refused, most=broadcasting.LONGEST, faults=_faults, **shown,
    )  # fmt: skip
    return (page, problems.status_of(refused.code)) if refused else page


def _faults(row: Any) -> list[str]:
    """What its writer should know of one that did not go through."""
    is_stuck = row.released_at and row.finished_at is None and row.tries >= spreading.TRIES
    said = [phrases.say("broadcast.stuck", told=row.told)] if is_stuck else []
    return said + ([phrases.say("broadcast.missed", missed=row.missed)] if row.missed else [])


def _draft() -> Any:
    keys = ("campaign", "track", "whom", "kind", "unit", "text")
    typed = {key: request.form.get(key, "").strip()[:1000] for key in keys}
    _, states, role = WHOM.get(typed["whom"], ("", (), ""))
    track = "" if role else typed["track"]
    try:
        with doors.house().db.write() as tx:
            _require(tx)
            made = broadcasting.draft(
                tx, typed["text"], kind=typed["kind"], unit=typed["unit"][:60], campaign=typed["campaign"], track=track,
                states=states, role=role, by=room.by(), now=doors.now(),
            )  # fmt: skip
    except Refused as refused:
        if refused.code == "grant.missing":
            raise
        return _page("", refused=refused, typed=typed)
    return redirect(url_for("console.broadcasts", broadcast=made), 303)


def _release() -> Any:
    """To those that were shown: another number sends nothing."""
    house, broadcast = doors.house(), request.form.get("broadcast", "")[:40]
    count = request.form.get("count", 0, type=int)
    try:
        with house.db.write() as tx:
            _require(tx)
            sent = broadcasting.release(house, tx, broadcast, count=count, by=room.by(), now=doors.now())
    except Refused as refused:
        if refused.code in ("grant.missing", "broadcast.unknown"):
            raise
        return _page(broadcast, refused=refused)
    flash({"title": f"已交给发送 {sent} 人", "text": "分批送出，每人只会收到一次；中途停机，恢复后接着发。"})
    return redirect(url_for("console.broadcasts"), 303)
