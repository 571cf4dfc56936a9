"""One act on many ticked entries: shown first with its count, then each one by the very act of its own page, in a transaction of
its own, refused for itself."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from core.adapters.clock import real
from core.domain import moves, phrases
from core.domain.refusals import Refused
from core.services import campaigns, holding, listing
from core.services.listing import Line
from server import doors, problems
from server.console import asking, deciding, room

MOST = 100
TAKE = "take"
ACTS = {  # act -> (what the button says, who may, whether it asks for a reason)
    "confirm": ("确认", "officer", False),
    "approve": ("通过，颁发证书", "auditor", False),
    "confirm_on_paper": ("按盖章纸件确认", "auditor", False),
    "return": ("退回补正", "", True),
    "reject": ("不通过", "auditor", True),
    "revoke": ("撤销证书", "auditor", True),
    TAKE: ("标为我正在看", "", False),
}
_REASON = {"return": "general", "reject": "reject", "revoke": "revoke"}


@dataclass(frozen=True)
class Done:
    """`refused` is the sentence, empty where it went through."""

    line: Line | None
    refused: str


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries/bulk", "bulk", _preview, methods=["POST"])
    bp.add_url_rule("/entries/bulk/do", "bulk_do", _do, methods=["POST"])
    bp.app_context_processor(lambda: {"bulk_acts": _offered})


def _offered() -> dict[str, str]:
    roles = room.staff().roles
    return {act: said for act, (said, role, _) in ACTS.items() if not role or role in roles}


def _picked() -> list[tuple[str, int]]:
    """(entry, version) as they were ticked. Raises Refused."""
    found = []
    for told in request.form.getlist("pick"):
        entry, _, version = told.partition(":")
        if not (version.isdecimal() and len(version) < 10):
            raise Refused("request.invalid", detail="pick")
        found.append((entry, int(version)))
    if not found:
        raise Refused("bulk.none")
    if len(found) > MOST:
        raise Refused("bulk.many", most=MOST, count=len(found))
    return found


def _act() -> str:
    act = request.form.get("act", "")
    if act not in ACTS:
        raise Refused("request.invalid", detail="act")
    return act


def _preview() -> Any:
    picked, act = _picked(), _act()
    return _page(picked, act, None)


def _page(picked: list[tuple[str, int]], act: str, refused: Refused | None) -> Any:
    house = doors.house()
    with house.db.read() as tx:
        lines = listing.lines(tx, [entry for entry, _ in picked], by=room.by())
        moved = {
            (line.campaign, line.track): campaigns.campaign(house, tx, line.campaign).by_key[line.track].moves
            for line in lines.values()
        }
    rows = [(entry, seen, lines.get(entry)) for entry, seen in picked]
    fit = {
        entry
        for entry, seen, line in rows
        if line
        and line.version == seen
        and (act == TAKE or (line.state, act) in moves.TABLES[moved[line.campaign, line.track]])
    }
    return render_template(
        "console/bulk.html", rows=rows, fit=fit, act=act, said=ACTS[act][0], asks=ACTS[act][2], queue=request.form.get("queue", ""),
        reason=request.form.get("reason", ""), refused=refused,
    ), problems.status_of(refused.code) if refused else 200  # fmt: skip


def _do() -> Any:
    picked, act = _picked(), _act()
    reason = request.form.get("reason", "").strip()[: deciding.MOST]
    if ACTS[act][2] and not reason:
        return _page(picked, act, Refused("bulk.reason.missing"))
    if request.form.get("count") != str(len(picked)):
        return _page(
            picked, act, Refused("bulk.changed", told=request.form.get("count", ""), count=len(picked))
        )
    said, met = {}, set()
    for place, (entry, seen) in enumerate(picked):
        said[place] = phrases.say("bulk.twice") if entry in met else _one(entry, seen, act, reason)
        met.add(entry)
    with doors.house().db.read() as tx:
        lines = listing.lines(tx, [entry for entry, _ in picked], by=room.by())
    done = [Done(lines.get(entry), said[place]) for place, (entry, _) in enumerate(picked)]
    asked = asking.link(asking.read_query(request.form.get("queue", "")))
    return render_template("console/bulk_done.html", done=done, said=ACTS[act][0], link=asked)


def _one(entry: str, seen: int, act: str, reason: str) -> str:
    """By the path of the entry's own page. Gives the sentence of a refusal, else nothing."""
    try:
        if act == TAKE:
            with doors.house().db.write() as tx:
                holding.take(tx, entry, by=room.by(), now=real())
        else:
            deciding.carry_out(entry, act, {_REASON[act]: reason} if act in _REASON else {}, seen)
    except Refused as refused:
        return refused.sentence
    return ""
