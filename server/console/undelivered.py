"""What lies behind the numbers of a campaign's page: the messages of a day that did not arrive, and why."""

from typing import Any

from flask import Blueprint, render_template, request

from core.domain import clockwork
from core.services import undelivered
from server import doors
from server.console import faults, room

TITLES = {"failed": "没送到", "dropped": "不用再发", "unsure": "不确定", "waiting": "等着"}


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/sending/messages", "undelivered", _undelivered)


def _undelivered() -> Any:
    """An address that nobody wrote shows today's failures."""
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    what = request.args.get("what", "")
    what = what if what in undelivered.STATES else "failed"
    today = clockwork.china_day_start(doors.now())
    day = clockwork.day_of(request.args.get("day", "")) or today
    after = request.args.get("after", "")[:40] or None
    with doors.house().db.read() as tx:
        page = undelivered.page(tx, what, day, by=room.by(), after=after)
    asked = {"day": f"{day:%Y-%m-%d}"}
    return render_template(
        "console/undelivered.html", page=page, what=what, titles=TITLES, day=day, asked=asked, after=after
    )
