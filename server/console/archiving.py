"""An entry taken home by staff: its form as a Word document, and all its files in one archive, packed while they wait."""

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, render_template, send_file, url_for

from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import archives, listing, packing
from core.services.entries import Entry
from server import doors
from server.console import room

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries/<entry_id>/form.docx", "entry_form", _form)
    bp.add_url_rule("/entries/<entry_id>/archive", "archive", _standing)
    bp.add_url_rule("/entries/<entry_id>/archive", "ask_archive", _ask, methods=["POST"])


def _open(tx: Transaction, entry_id: str) -> Entry:
    """What staff may not read they may not take home either. Raises Refused('entry.unknown')."""
    entry = listing.seen(doors.house(), tx, entry_id, by=room.by())
    if listing.is_closed(entry.state):
        raise Refused("entry.unknown")
    return entry


def _form(entry_id: str) -> Any:
    with doors.house().db.read() as tx:
        entry = _open(tx, entry_id)
    content = BytesIO(packing.document(entry))
    return send_file(content, _DOCX, as_attachment=True, download_name=packing.document_name(entry))


def _ask(entry_id: str) -> Any:
    house = doors.house()
    with house.db.write() as tx:
        archives.ask(house, tx, _open(tx, entry_id), by=room.by(), now=doors.now())
    return redirect(url_for("console.archive", entry_id=entry_id), 303)


def _standing(entry_id: str) -> Any:
    """Looks again by itself while the archive is being packed."""
    house = doors.house()
    with house.db.read() as tx:
        entry = _open(tx, entry_id)
        held = archives.of(house, tx, entry)
    name = packing.archive_name(entry)
    url = doors.file_url(held.place, kind="archive", name=name) if held and held.place else None
    return render_template("console/archive.html", entry=entry, held=held, name=name, url=url)
