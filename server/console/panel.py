"""The expert panel on paper: list and score sheet out; the filled one in, shown first, then all at once (N11)."""

import json
import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.domain.refusals import Refused
from core.services import panel, vetting
from server import doors, problems
from server.console import courses, faults, room, spreadsheets

_SHOWN = 200  # changes and faults on the page; the rest is counted


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/panel", "panel", _panel)
    bp.add_url_rule("/panel/scores.xlsx", "panel_sheet", _sheet)
    bp.add_url_rule("/panel/preview", "panel_preview", _preview, methods=["POST"])
    bp.add_url_rule("/panel/applied", "panel_apply", _apply, methods=["POST"])


def _panel() -> Any:
    return _page() if room.staff().is_of_province else faults.page("grant.missing")


def _page(*, refused: Refused | None = None, preview: panel.Preview | None = None, lines: str = "") -> str:
    with doors.house().db.read() as tx:
        campaign, track = courses.track_now(tx)
        counts = vetting.counts(tx, campaign.key, track.key, by=room.by())
    return render_template(
        "console/panel.html",
        campaign=campaign,
        track=track,
        counts=counts,
        refused=refused,
        preview=preview,
        lines=lines,
        shown=_SHOWN,
        before=sum(counts.get(state, 0) for state in panel.BEFORE),
    )


def _sheet() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house = doors.house()
    with house.db.read() as tx:
        campaign, track = courses.track_now(tx)
    return spreadsheets.answer(
        "路演评分表.xlsx",
        lambda path: panel.write(house, campaign.key, track.key, path, by=room.by(), now=doors.now()),
    )


def _preview() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house = doors.house()
    try:
        lines = _read()
        with house.db.read() as tx:
            campaign, track = courses.track_now(tx)
            found = panel.preview(tx, campaign.key, track.key, lines, by=room.by())
        if not found.changes and not found.faults:
            raise Refused("score.nothing")
    except Refused as refused:
        return _page(refused=refused), problems.status_of(refused.code)
    kept = "" if found.faults else json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return _page(preview=found, lines=kept), 422 if found.faults else 200


def _read() -> list[list[str]]:
    sent = request.files.get("sheet")
    if sent is None or not sent.filename:
        raise Refused("score.file.missing")
    with tempfile.TemporaryDirectory(prefix="panel-") as folder:
        path = Path(folder) / "scores.xlsx"
        sent.save(path)
        return panel.read(path)


def _apply() -> Any:
    if not room.staff().is_of_province:
        return faults.page("grant.missing")
    house, is_later = doors.house(), request.form.get("when") == "later"
    try:
        lines = _lines(request.form.get("lines", ""))
        with house.db.write() as tx:
            campaign, track = courses.track_now(tx)
            done = panel.apply(
                house, tx, campaign.key, track.key, lines, seen=request.form.get("digest", ""), by=room.by(),
                now=doors.now(), is_later=is_later,
            )  # fmt: skip
    except Refused as refused:
        return _page(refused=refused), problems.status_of(refused.code)
    if is_later:
        said = f"分数已导入；记下入选 {done.chosen} 门、未入选 {done.passed_over} 门，单位还不知道。到“待公布”一次公布。"
        flash({"title": "评分表已导入，结果还没有公布", "text": said})
        return redirect(url_for("console.verdicts", campaign=campaign.key), 303)
    said = f"入选 {done.chosen} 门，未入选 {done.passed_over} 门；改动了 {len(done.changes)} 门课程。"
    flash({"title": "评分表已导入", "text": said})
    return redirect(url_for("console.courses"), 303)


def _lines(text: str) -> list[list[str]]:
    """What the preview carried along; it is judged anew. Raises Refused('score.changed')."""
    try:
        found = json.loads(text)
        return [[str(cell) for cell in row] for row in found]
    except (ValueError, TypeError, RecursionError):
        raise Refused("score.changed") from None
