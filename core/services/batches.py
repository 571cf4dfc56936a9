"""Many entries at once, in a number of queries that does not grow with them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import answers, attachments, papers
from core.adapters.tables import entries as entry_table
from core.domain import fieldtypes
from core.domain.declaration import Campaign, Track
from core.domain.fieldtypes import File, Known
from core.services import campaigns, seals, units
from core.services.entries import Entry
from core.services.house import House

MOST = 200  # of one batch; callers page


def load(house: House, tx: Transaction, wanted: Sequence[str]) -> list[Entry]:
    """The entries in the order wanted; an unknown id is left out. Who may see them is the caller's business."""
    here = list(wanted)[:MOST]
    rows = {row.id: row for row in tx.rows(select(entry_table).where(entry_table.c.id.in_(here)))}
    found = [_bare(house, tx, rows[entry]) for entry in here if entry in rows]
    said = _by_entry(tx.rows(select(answers).where(answers.c.entry.in_(here))))
    kept = attachments.c.removed_at.is_(None)
    files = _by_entry(tx.rows(select(attachments).where(attachments.c.entry.in_(here), kept)))
    filled = [
        _filled(house, entry, said.get(entry.id, ()), {row.id: row for row in files.get(entry.id, ())})
        for entry in found
    ]
    return _pointing(tx, filled)


def _by_entry(rows: Iterable[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.entry, []).append(row)
    return grouped


def _bare(house: House, tx: Transaction, row: Any) -> Entry:
    """Its row and its declaration: a draft follows the newest revision, what was sent in keeps its own."""
    newest = campaigns.newest(house, tx).get(row.campaign, row.revision)
    campaign = campaigns.revision(house, tx, newest if row.state == "draft" else row.revision)
    return Entry(row, campaign, _track(house, tx, campaign, row), {}, {}, Known())


def _track(house: House, tx: Transaction, campaign: Campaign, row: Any) -> Track:
    return campaign.by_key.get(row.track) or campaigns.revision(house, tx, row.revision).by_key[row.track]


def _filled(house: House, entry: Entry, kept: Sequence[Any], files: dict[str, Any]) -> Entry:
    by_key = entry.track.by_key
    values = {
        row.field: house.vault.open(row.value)
        if fieldtypes.TYPES[by_key[row.field].type].secret and row.value
        else row.value
        for row in kept
        if row.field in by_key and row.value is not None
    }
    versions = {row.field: row.version for row in kept}
    return replace(entry, answers=values, versions=versions, files=files)


def _pointing(tx: Transaction, filled: list[Entry]) -> list[Entry]:
    """What the answers point at: unit names and printed letters, asked once for all."""
    wanted = {
        value["id"]
        for entry in filled
        for key, value in entry.answers.items()
        if entry.track.by_key[key].type == "unit" and "id" in value
    }
    named, unconfirmed = units.names(tx, wanted), units.unconfirmed(tx, wanted)
    codes = {code for entry in filled for row in entry.files.values() for code in _codes(row)}
    known = (
        {row.code: row for row in tx.rows(select(papers).where(papers.c.code.in_(codes)))} if codes else {}
    )
    made = [_known(entry, named, unconfirmed, known) for entry in filled]
    slips = seals.waived(
        tx, [entry.id for entry in made if any(x.changed for x in (entry.known.letters or {}).values())]
    )
    return [_with_slips(entry, slips) for entry in made] if slips else made


def _with_slips(entry: Entry, slips: set[tuple[str, str, str]]) -> Entry:
    letters = seals.accepted(entry.known.letters or {}, entry.id, entry.track, entry.answers, slips)
    return replace(entry, known=replace(entry.known, letters=letters))


def _codes(row: Any) -> list[str]:
    return fieldtypes.codes(row.facts or {})


def _known(
    entry: Entry, named: dict[str, str], unconfirmed: frozenset[str], papers_: dict[str, Any]
) -> Entry:
    files = {row.id: File(row.id, row.filename, row.facts or {}, row.sha256) for row in entry.files.values()}
    sheets = {paper.key: paper.title for paper in entry.track.papers}
    pointed = Known(files=files, units=named, unconfirmed=unconfirmed, sheets=sheets)
    letters = {
        code: seals.letter(papers_[code], entry.id, entry.track, entry.answers, pointed=pointed)
        for row in entry.files.values()
        for code in _codes(row)
        if code in papers_
    }
    return replace(entry, known=replace(pointed, letters=letters))
