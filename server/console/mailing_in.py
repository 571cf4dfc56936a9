"""Staff enter a project that was mailed straight to the province (N10)."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import mailed
from server import doors, problems
from server.console import courses, faults, room

MOST_FILES = 12


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/courses/mailed", "mailed", _form)
    bp.add_url_rule("/courses/mailed", "enter_mailed", _enter, methods=["POST"])


def _form() -> Any:
    return _page() if room.staff().is_of_province else faults.page("grant.missing")


def _page(*, refused: Refused | None = None) -> str:
    with doors.house().db.read() as tx:
        campaign, track = courses.track_now(tx)
    today = clockwork.in_china(doors.now()).date().isoformat()
    return render_template(
        "console/mailed.html",
        campaign=campaign,
        track=track,
        today=today,
        refused=refused,
        typed=request.form,
    )


def _enter() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house = doors.house()
    try:
        received_at = courses.day(request.form.get("day", ""))
        with house.db.read() as tx:
            campaign, _track = courses.track_now(tx)
        with tempfile.TemporaryDirectory(prefix="mailed-") as folder:
            mail, files = _sent(Path(folder))
            done = mailed.enter(
                house, campaign.key, request.form.get("unit", "").strip()[:100], received_at, mail, files, by=room.by(),
                now=doors.now(),
            )  # fmt: skip
    except Refused as refused:
        return _page(refused=refused), problems.status_of(refused.code)
    said = "、".join(f"{name}→{label}" for name, label in done.placed) or "没有能放进项目的文件"
    left = f"；没有对应项目、留在邮件原件里的：{'、'.join(done.left)}" if done.left else ""
    left += f"；没有对应项目、没有录入的（请自行保存）：{'、'.join(done.unkept)}" if done.unkept else ""
    flash({"title": "已录入，请补齐各项再提交", "text": f"{said}{left}。按收到日期判断是否逾期。"})
    return redirect(url_for("console.course", entry_id=done.entry), 303)


def _sent(folder: Path) -> tuple[Path | None, list[tuple[str, Path]]]:
    """The mail, and the files chosen beside it. Raises Refused('mailed.files'): more than one course has."""
    mail, files = None, []
    chosen = [sent for sent in request.files.getlist("file") if sent.filename]
    if len(chosen) > MOST_FILES:
        raise Refused("mailed.files", most=MOST_FILES, count=len(chosen))
    for number, sent in enumerate(chosen):
        path = folder / str(number)
        sent.save(path)
        if (sent.filename or "").lower().endswith(".eml") and mail is None:
            mail = path
        else:
            files.append((sent.filename or "", path))
    return mail, files
