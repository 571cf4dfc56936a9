"""Exports: a kind of entries as .xlsx, as far as the person's grants reach."""

from typing import Any

from flask import Blueprint, render_template

from core.services import campaigns, exports
from server import doors
from server.console import lists, room, spreadsheets


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/exports", "exports", _exports)
    bp.add_url_rule("/exports/<campaign>/<track>.xlsx", "export", _export)


def _exports() -> Any:
    with doors.house().db.read() as tx:
        kinds = lists.kinds(tx)
    return render_template("console/exports.html", kinds=[(*key.split("/"), title) for key, title in kinds])


def _export(campaign: str, track: str) -> Any:
    """Who exported what is in the log."""
    house = doors.house()
    with house.db.read() as tx:
        declared = campaigns.track(house, tx, campaign, track)
    name = "".join(letter for letter in declared.title if letter not in '“”"/\\')
    made = spreadsheets.answer(
        f"{name}.xlsx", lambda path: exports.write(house, campaign, track, path, by=room.by())
    )
    exports.note(house, campaign, track, by=room.by(), now=doors.now())
    return made
