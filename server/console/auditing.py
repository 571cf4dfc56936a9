"""The log as a page: who did what when, narrowed and exported, with whether the chain is whole."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

from flask import Blueprint, Response, render_template, request

from core.adapters.long_sheets import Book
from core.domain import clockwork
from core.services import audit_log, log_reading
from core.services.log_reading import Wanted
from server import doors
from server.console import room, spreadsheets

_WIDTHS = (9, 20, 14, 26, 16, 40, 68)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_KEYS = ("who", "act", "number", "since", "until")


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/log", "log", _log)
    bp.add_url_rule("/log.csv", "log_csv", _csv)
    bp.add_url_rule("/log.xlsx", "log_xlsx", _xlsx)


def _asked() -> dict[str, str]:
    return {key: request.args.get(key, "").strip()[:60] for key in _KEYS}


def _wanted(asked: dict[str, str]) -> Wanted:
    until = clockwork.day_of(asked["until"])
    return Wanted(
        who=asked["who"],
        act=asked["act"],
        number=asked["number"],
        since=clockwork.day_of(asked["since"]),
        until=until + timedelta(days=1) if until else None,
    )


def _log() -> Any:
    asked, before = _asked(), request.args.get("before", "")
    house = doors.house()
    with house.db.read() as tx:
        page = log_reading.page(
            house,
            tx,
            _wanted(asked),
            by=room.by(),
            before=int(before) if before.isdecimal() and len(before) < 16 else None,
        )
        sequence, head = audit_log.head(tx)
    link = {key: text for key, text in asked.items() if text}
    return render_template(
        "console/log.html", page=page, asked=asked, link=link, acts=log_reading.acts_known(), before=before,
        sequence=sequence, head=head,
    )  # fmt: skip


def _rows() -> Iterator[list[str]]:
    """The rows asked for; who took them out is itself in the log. Raises Refused before the first one."""
    house, asked = doors.house(), _asked()
    with house.db.read() as tx:
        rows = list(log_reading.export(house, tx, _wanted(asked), by=room.by()))
    with house.db.write() as tx:
        audit_log.note(tx, "log.export", by=room.by(), now=doors.now(), count=len(rows))
    return iter(rows)


def _csv() -> Any:
    """With the mark that tells Excel it is UTF-8. What a formula would begin with gets an apostrophe."""
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow(log_reading.HEAD)
    for row in _rows():
        writer.writerow([f"'{text}" if text.startswith(_FORMULA) else text for text in row])
    answer = Response(stream.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=log.csv"
    return answer


def _xlsx() -> Any:
    rows, book = _rows(), Book()
    book.sheet("log", "操作日志", log_reading.HEAD, widths=_WIDTHS)
    for row in rows:
        book.row("log", row)
    return spreadsheets.answer("操作日志.xlsx", book.save)
