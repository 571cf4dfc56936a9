"""One act on many ticked entries: shown first with its count, then each one by the very act of its own page, in a transaction of
its own, refused for itself."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from core.adapters.clock import real
from core.domain import moves, phrases
from core.domain.refusals import Refused
from core.services import campaigns, holding, listing, verdicts, waiving
from core.services.listing import Line
from server import doors, problems
from server.console import asking, deciding, room, waivers

MOST = 100
TAKE = "take"
WAIVE = "waive"
_LATER = "later_"  # before an act that is written down and told with others


@dataclass(frozen=True)
class Act:
    """`said` by its button; `role`: who may, blank for any staff; `asks`: what the box for the one reason of all is called."""

    said: str
    role: str = ""
    asks: str = ""


_TOLD = "原因（每一项都用这一条，会告诉申报人）"
_TOLD_LATER = "原因（每一项都用这一条，公布时告诉申报人）"
ACTS = {
    "confirm": Act("确认", "officer"),
    "approve": Act("通过，颁发证书", "auditor"),
    "confirm_on_paper": Act("按盖章纸件确认", "auditor"),
    "return": Act("退回补正", asks=_TOLD),
    "reject": Act("不通过", "auditor", _TOLD),
    "later_approve": Act("记下“通过”，以后公布", "auditor"),
    "later_return": Act("记下“退回补正”，以后公布", "auditor", _TOLD_LATER),
    "later_reject": Act("记下“不通过”，以后公布", "auditor", _TOLD_LATER),
    WAIVE: Act("认可盖章件（免重新盖章）", "auditor", "理由（每一项都用这一条，记入日志）"),
    "revoke": Act("撤销证书", "auditor", _TOLD),
    TAKE: Act("标为我正在看"),
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
    return {key: act.said for key, act in ACTS.items() if not act.role or act.role in roles}


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
        written = verdicts.written(tx, list(lines)) if act.startswith(_LATER) else set()
    rows = [(entry, seen, lines.get(entry)) for entry, seen in picked]
    fit = {
        entry
        for entry, seen, line in rows
        if line
        and line.version == seen
        and entry not in written
        and _fits(line, act, moved[line.campaign, line.track])
    }
    return render_template(
        "console/bulk.html", rows=rows, fit=fit, act=act, said=ACTS[act].said, asks=ACTS[act].asks, queue=request.form.get("queue", ""),
        reason=request.form.get("reason", ""), refused=refused, tells=act not in (TAKE, WAIVE) and not act.startswith(_LATER),
        is_later=act.startswith(_LATER), is_hard=act in ("reject", "revoke"),
    ), problems.status_of(refused.code) if refused else 200  # fmt: skip


def _fits(line: Line, act: str, kind: str) -> bool:
    """Whether it looks as if it went through; the act itself says it for certain."""
    if act == TAKE:
        return True
    if act == WAIVE:
        return line.state in waiving.STATES and line.seal == "stale"
    if act.startswith(_LATER):
        return moves.staffed(kind, line.state).get(act.removeprefix(_LATER)) == "auditor"
    return (line.state, act) in moves.TABLES[kind]


def _do() -> Any:
    picked, act = _picked(), _act()
    reason = request.form.get("reason", "").strip()[: deciding.MOST]
    if ACTS[act].asks and not reason:
        missing = "waiver.reason.missing" if act == WAIVE else "bulk.reason.missing"
        return _page(picked, act, Refused(missing))
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
    return render_template(
        "console/bulk_done.html", done=done, said=ACTS[act].said, link=asked, is_later=act.startswith(_LATER)
    )


def _one(entry: str, seen: int, act: str, reason: str) -> str:
    """By the path of the entry's own page. Gives the sentence of a refusal, else nothing."""
    try:
        if act == TAKE:
            with doors.house().db.write() as tx:
                holding.take(tx, entry, by=room.by(), now=real())
        elif act == WAIVE:
            waivers.out_of_a_list(entry, reason, seen)
        elif act.startswith(_LATER):
            plain = act.removeprefix(_LATER)
            deciding.write_down(entry, plain, {_REASON[plain]: reason} if plain in _REASON else {}, seen)
        else:
            deciding.carry_out(entry, act, {_REASON[act]: reason} if act in _REASON else {}, seen)
    except Refused as refused:
        return refused.sentence
    return ""
