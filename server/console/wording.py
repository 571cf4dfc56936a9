"""How the console says dates, sizes and states: templates ask here, so that one thing is said one way."""

from datetime import datetime
from typing import Any

from flask import Blueprint, g

from core.domain import clockwork, moves, phrases, windows
from core.services import campaigns
from server import doors

_TONES = {
    "draft": "secondary",
    "submitted": "azure",
    "confirmed": "blue",
    "returned": "orange",
    "approved": "green",
    "published": "green",
    "forwarded": "green",
    "rejected": "red",
    "revoked": "red",
    "withdrawn": "secondary",
}
_SHORT = {
    "submitted": "待确认",
    "roadshow.submitted": "待核对",
    "confirmed": "待审核",
    "returned": "退回补正",
    "approved": "已通过",
    "forwarded": "已转报",
    "withdrawn": "不再申报",
}


def register(bp: Blueprint) -> None:
    for name, made in (
        ("said_day", day), ("minute", minute), ("last_day", last_day), ("state_text", state_text), ("tone", tone),
        ("short_state", short_state), ("kind_of", kind_of), ("said", phrases.say), ("size", size), ("clock", clock),
        ("rejectkey", rejectkey),
    ):  # fmt: skip
        bp.add_app_template_filter(made, name)


def day(moment: datetime | None) -> str:
    return clockwork.date_text(moment) if moment else ""


def minute(moment: datetime | None) -> str:
    """05-18 14:30, with the year where it is not this notice's."""
    return f"{clockwork.in_china(moment):%Y-%m-%d %H:%M}" if moment else ""


def last_day(moment: datetime | None) -> str:
    return windows.last_day(clockwork.in_china(moment)) if moment else ""


def state_text(state: str) -> str:
    return phrases.say(f"state.{state}")


def short_state(state: str, kind: str = "") -> str:
    """Short enough for a column. `kind`: by which table the entry moves."""
    return _SHORT.get(f"{kind}.{state}") or _SHORT.get(state) or moves.said(kind, state)


def kind_of(line: Any) -> str:
    """By which table an entry of a list moves; the campaigns are read once for a page."""
    if "kinds" not in g:
        with doors.house().db.read() as tx:
            g.kinds = campaigns.kinds(doors.house(), tx)
    return str(g.kinds.get((line.campaign, line.track), ""))


def tone(state: str) -> str:
    return _TONES.get(state, "blue")


def size(count: Any) -> str:
    """2.4 MB"""
    number = float(count or 0)
    if number >= 1_000_000_000:
        return f"{number / 1_000_000_000:.1f} GB"
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f} MB"
    return f"{max(1, round(number / 1000))} KB" if number else "0 KB"


def clock(seconds: Any) -> str:
    """4:05"""
    whole = round(float(seconds or 0))
    return f"{whole // 60}:{whole % 60:02d}"


def rejectkey(told: dict[str, Any], key: str) -> dict[str, Any]:
    """Without this key."""
    return {name: value for name, value in told.items() if name != key}
