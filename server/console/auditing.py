"""The log as a page: who did what when, narrowed and exported, with whether the chain is whole."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template, request

from core.adapters import long_sheets
from core.domain import clockwork
from core.services import audit_log, log_reading
from core.services.log_reading import Wanted
from server import doors
from server.console import printed, room, spreadsheets

_WIDTHS = (9, 20, 14, 26, 16, 40, 68)
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # full width is a formula too where people type Chinese
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
    acts = log_reading.acts_known()
    return render_template(
        "console/log.html", page=page, asked=asked, link=link, acts=acts, before=before,
        sequence=sequence, head=head, printed=printed.of_log(asked, acts, is_later=bool(before)),
    )  # fmt: skip


def _rows() -> Iterator[list[str]]:
    """The rows asked for. Raises Refused before the first one."""
    return log_reading.export(doors.house(), _wanted(_asked()), by=room.by())


def _note(count: int) -> None:
    """Who takes how many out of the house is itself in the log, before the first byte leaves it."""
    with doors.house().db.write() as tx:
        audit_log.note(tx, "log.export", by=room.by(), now=doors.now(), count=count)


def _csv() -> Any:
    return spreadsheets.answer("操作日志.csv", _write_csv, kind=spreadsheets.CSV)


def _write_csv(path: Path) -> None:
    """With the mark that tells Excel it is UTF-8. What a formula would begin with gets an apostrophe."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(log_reading.HEAD)
        count = 0
        for count, row in enumerate(_rows(), 1):  # noqa: B007 - the last one is how many
            writer.writerow([f"'{text}" if text.startswith(_FORMULA) else text for text in row])
    _note(count)


def _xlsx() -> Any:
    return spreadsheets.answer("操作日志.xlsx", _write_xlsx)


def _write_xlsx(path: Path) -> None:
    count = 0
    with long_sheets.written(path) as book:
        book.sheet("log", "操作日志", log_reading.HEAD, widths=_WIDTHS)
        for count, row in enumerate(_rows(), 1):  # noqa: B007 - the last one is how many
            book.row("log", row)
    _note(count)
