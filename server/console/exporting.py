"""Exports: a kind of entries as .xlsx, as far as the person's grants reach."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template, send_file

from core.services import campaigns, exports
from server import doors
from server.console import lists, room

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/exports", "exports", _exports)
    bp.add_url_rule("/exports/<campaign>/<track>.xlsx", "export", _export)


def _exports() -> Any:
    with doors.house().db.read() as tx:
        kinds = lists.kinds(tx)
    return render_template("console/exports.html", kinds=[(*key.split("/"), title) for key, title in kinds])


def _export(campaign: str, track: str) -> Any:
    """Written to a file of its own and gone when it is sent; who exported what is in the log."""
    house = doors.house()
    with house.db.read() as tx:
        declared = campaigns.track(house, tx, campaign, track)
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "export.xlsx"
        exports.write(house, campaign, track, path, by=room.by())
        content = path.read_bytes()
    exports.note(house, campaign, track, by=room.by(), now=doors.now())
    name = "".join(letter for letter in declared.title if letter not in '“”"/\\')
    # send_file writes a Chinese name the way HTTP wants it; a plain header would break the answer on its way out
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=f"{name}.xlsx")
