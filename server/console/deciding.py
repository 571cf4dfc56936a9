"""The acts of staff on one entry. A refusal shows the entry as it is now, with everything typed still there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, session, url_for

from core.adapters.db import Transaction
from core.domain import clockwork, moves, phrases
from core.domain.refusals import Refused
from core.services import alike, entries, listing, overseeing, reviews, safety, verdicts
from core.services.entries import Entry
from server import doors, problems
from server.console import desk, detail, notices, room, turning

MOST = 2000  # characters taken of one reason; the service keeps 500
Act = Callable[[Transaction, Entry, dict[str, str], int], Entry]


def register(bp: Blueprint) -> None:
    acts = ",".join(_ACTS)
    bp.add_url_rule(f"/entries/<entry_id>/<any({acts}):act>", "decide", _decide, methods=["POST"])
    bp.add_url_rule("/entries/<entry_id>/cleared", "clear_entry", _clear, methods=["POST"])
    bp.add_url_rule("/entries/<entry_id>/apart", "tell_apart", _tell_apart, methods=["POST"])
    bp.add_url_rule("/entries/<entry_id>/permit", "permit_entry", _permit, methods=["POST"])


def _decide(entry_id: str, act: str) -> Any:
    typed = typed_reasons()
    try:
        notice = _written_down(entry_id, act, typed) or _done(entry_id, act, typed)
    except Refused as refused:
        return refused_page(entry_id, act, typed, overtaken(entry_id, act, refused))
    flash(notice)
    house = doors.house()
    with house.db.read() as tx:
        return redirect(turning.onward(tx, entries.load(house, tx, entry_id)), 303)


def _done(entry_id: str, act: str, typed: dict[str, str]) -> notices.Notice:
    after, is_repeat = carry_out(entry_id, act, typed, _seen())
    with doors.house().db.read() as tx:
        return notices.of(tx, act, after, is_repeat=is_repeat, by=room.by())


def carry_out(entry_id: str, act: str, typed: dict[str, str], seen: int) -> tuple[Entry, bool]:
    """One act on one entry, from its page or out of a list: the entry as it is then, and whether nothing was left to do."""
    house = doors.house()
    with house.db.write() as tx:
        before = _open(tx, entry_id)
        after = _ACTS[act](tx, before, typed, seen)
        is_repeat = after.row.version == before.row.version
        if is_repeat and act == "return":
            _require_sent(tx, before, typed)
    return after, is_repeat


def _written_down(entry_id: str, act: str, typed: dict[str, str]) -> notices.Notice | None:
    """The notice of a decision that is to be told later; None where it is to be carried out now."""
    with doors.house().db.write() as tx:
        before = _open(tx, entry_id)
        if not is_later(before, act):
            return None
        replaces = request.form.get("replaces", "")[:40]
        _record(tx, before, act, typed, seen=_seen(), replaces=replaces)
    return notices.recorded(before, act)


def write_down(entry_id: str, act: str, typed: dict[str, str], seen: int) -> None:
    """One decision out of a list, to be told later; one that stands already is not replaced unseen."""
    with doors.house().db.write() as tx:
        _record(tx, _open(tx, entry_id), act, typed, seen=seen, replaces="")


def _open(tx: Transaction, entry_id: str) -> Entry:
    entry = listing.seen(doors.house(), tx, entry_id, by=room.by())
    if listing.is_closed(entry.state):
        raise Refused("entry.stale", version=entry.row.version)
    return entry


def is_later(entry: Entry, act: str) -> bool:
    """Whether the auditor chose to write the decision down and tell it later; what was chosen is offered next time."""
    if act not in verdicts.ACTS[entry.track.moves] or "when" not in request.form:
        return False
    is_chosen = request.form["when"] == "later"
    session[desk.LATER] = is_chosen
    return is_chosen and moves.staffed(entry.track.moves, entry.state).get(act, "auditor") == "auditor"


def _record(
    tx: Transaction, entry: Entry, act: str, typed: dict[str, str], *, seen: int, replaces: str
) -> None:
    if act == "approve":
        _without_reasons(act, typed)
    reasons = {reviews.GENERAL: typed.get("reject", "")} if act == "reject" else typed
    told = {"by": room.by(), "now": doors.now(), "replaces": replaces}
    verdicts.record(doors.house(), tx, entry.id, act, reasons, seen=seen, **told)


def overtaken(entry_id: str, act: str, refused: Refused) -> Refused:
    """Where another decided first, the refusal says who, what and when."""
    if refused.code not in (
        "entry.stale",
        "entry.move.impossible",
        "decide.returned.already",
        "answer.stale",
    ):
        return refused
    house = doors.house()
    with house.db.read() as tx:
        entry = entries.load(house, tx, entry_id)
        last = next(iter(reviews.of(tx, entry_id)), None)
        is_open = act in moves.staffed(entry.track.moves, entry.state)
        if last is None or is_open or last.by == room.by() or last.act != entry.row.last_act:
            return refused
        return Refused("decide.overtaken", **reviews.told_of(tx, last))


def refused_page(entry_id: str, act: str, typed: dict[str, str], refused: Refused) -> Any:
    """The entry as it is now, with the sentence and everything typed."""
    if refused.code in ("entry.unknown", "login.required"):
        raise refused
    return detail.page(entry_id, typed=typed, refused=refused, act=act), problems.status_of(refused.code)


def typed_reasons() -> dict[str, str]:
    """`reason.FIELD` of the form, by field; blank ones left out."""
    return {
        key.removeprefix("reason."): text.strip()[:MOST]
        for key, text in request.form.items()
        if key.startswith("reason.") and text.strip()
    }


def _seen() -> int:
    told = request.form.get("seen", "")
    if not told.isdecimal() or len(told) > 9:
        raise Refused("request.invalid", detail="seen")
    return int(told)


def _require_sent(tx: Transaction, entry: Entry, typed: dict[str, str]) -> None:
    """A second click is quiet; other reasons than those that went out are not swallowed."""
    sent = next((row.reasons for row in reviews.of(tx, entry.id) if row.act == "return"), {})
    if {key: " ".join(text.split())[:500] for key, text in typed.items()} != sent:
        raise Refused("decide.returned.already")


def _without_reasons(act: str, typed: dict[str, str]) -> None:
    """Reasons for a return beside a click on 通过 are a slip: nothing is done, nothing is lost."""
    if typed:
        raise Refused("decide.reasons.unsent", act=phrases.say(f"act.{act}"))


def _confirm(tx: Transaction, entry: Entry, typed: dict[str, str], seen: int) -> Entry:
    _without_reasons("confirm", typed)
    return reviews.confirm(doors.house(), tx, entry.id, by=room.by(), now=doors.now(), seen=seen)


def _confirm_on_paper(tx: Transaction, entry: Entry, typed: dict[str, str], seen: int) -> Entry:
    return reviews.confirm_on_paper(doors.house(), tx, entry.id, by=room.by(), now=doors.now(), seen=seen)


def _return(tx: Transaction, entry: Entry, typed: dict[str, str], seen: int) -> Entry:
    role = detail.offered(tx, entry, by=room.by()).get("return") or _reviewing_role()
    return reviews.send_back(
        doors.house(), tx, entry.id, typed, role=role, by=room.by(), now=doors.now(), seen=seen
    )


def _reviewing_role() -> str:
    return "auditor" if "auditor" in room.staff().roles else "officer"


def _approve(tx: Transaction, entry: Entry, typed: dict[str, str], seen: int) -> Entry:
    _without_reasons("approve", typed)
    return reviews.approve(doors.house(), tx, entry.id, by=room.by(), now=doors.now(), seen=seen)


def _reject(tx: Transaction, entry: Entry, typed: dict[str, str], seen: int) -> Entry:
    reason = typed.get("reject", "")
    return reviews.reject(doors.house(), tx, entry.id, reason, by=room.by(), now=doors.now(), seen=seen)


def _revoke(tx: Transaction, entry: Entry, typed: dict[str, str], seen: int) -> Entry:
    reason = typed.get("revoke", "")
    return reviews.revoke(doors.house(), tx, entry.id, reason, by=room.by(), now=doors.now(), seen=seen)


_ACTS: dict[str, Act] = {
    "confirm": _confirm,
    "return": _return,
    "approve": _approve,
    "reject": _reject,
    "revoke": _revoke,
    "confirm_on_paper": _confirm_on_paper,
}


def _permit(entry_id: str) -> Any:
    """A late permit for one entry; the worker hears of it."""
    house, typed = doors.house(), typed_reasons() | {"until": request.form.get("until", "")}
    try:
        until = end_of(typed["until"])
        with house.db.write() as tx:
            entry = listing.seen(house, tx, entry_id, by=room.by())
            reason = typed.get("permit", "")
            overseeing.permit_entry(house, tx, entry, until, reason, by=room.by(), now=doors.now())
    except Refused as refused:
        return refused_page(entry_id, "permit", typed, refused)
    flash({"title": "已准延期", "text": notices.permitted(until, to="申报人会在公众号收到通知")})
    return redirect(url_for("console.entry", entry_id=entry_id), 303)


def _clear(entry_id: str) -> Any:
    """What the platform doubted was looked at by a person."""
    house = doors.house()
    try:
        with house.db.write() as tx:
            listing.seen(house, tx, entry_id, by=room.by())
            safety.clear(house, tx, entry_id, by=room.by(), now=doors.now())
    except Refused as refused:
        return refused_page(entry_id, "clear", {}, refused)
    flash({"title": "已记下", "text": "您看过微信提示的内容，没有问题。现在可以通过。"})
    return redirect(url_for("console.entry", entry_id=entry_id), 303)


def _tell_apart(entry_id: str) -> Any:
    """不是重复, or with `undo` that word taken back."""
    house, other, undo = doors.house(), request.form.get("other", ""), bool(request.form.get("undo"))
    try:
        with house.db.write() as tx:
            entry = listing.seen(house, tx, entry_id, by=room.by())
            act = alike.put_together if undo else alike.tell_apart
            act(tx, entry.id, other, by=room.by(), now=doors.now())
    except Refused as refused:
        return refused_page(entry_id, "apart", {}, refused)
    flash(notices.PUT_TOGETHER if undo else notices.TOLD_APART)
    return redirect(url_for("console.entry", entry_id=entry_id, _anchor="alike"), 303)


def end_of(said: str) -> datetime:
    """The end of a day in China, from a date field. Raises Refused('permit.until.past') for what is none."""
    day = clockwork.day_of(said)
    if day is None:
        raise Refused("permit.until.past")
    return day + timedelta(days=1)
