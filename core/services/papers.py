"""The letters of Annex 1 as printed: each a row with a public code, bound to what it quotes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters import papers as printing
from core.adapters.db import Taken, Transaction
from core.adapters.tables import papers
from core.domain import changing, clockwork, letters
from core.domain.declaration import Paper
from core.domain.fieldtypes import Letter
from core.domain.refusals import Refused
from core.services import campaigns, entries, seals
from core.services.entries import Entry
from core.services.house import House


def letters_pdf(house: House, entry_id: str, *, by: str, now: datetime, only: Sequence[str] = ()) -> bytes:
    """Letters of an entry's track, filled as it stands now, one PDF: all of them, or those whose keys are in `only`.
    Raises Refused('paper.none'), Refused('paper.kind.unknown')."""
    with house.db.write() as tx:
        entry = entries.open_for(house, tx, entry_id, by=by)
        if not entry.track.papers:
            raise Refused("paper.none")
        wanted = [paper for paper in entry.track.papers if not only or paper.key in only]
        if strange := set(only) - {paper.key for paper in wanted}:
            offered = "、".join(paper.key for paper in entry.track.papers)
            raise Refused("paper.kind.unknown", kind=min(strange), wanted=offered)
        pages = [_page(house, tx, entry, paper, now=now) for paper in wanted]
    return printing.letters(pages)


def letter_picture(house: House, entry_id: str, paper: str, *, by: str, now: datetime) -> bytes:
    """One letter of an entry as a PNG to be looked at, kept or printed from a phone. Raises Refused."""
    with house.db.write() as tx:
        entry = entries.open_for(house, tx, entry_id, by=by)
        found = next((one for one in entry.track.papers if one.key == paper), None)
        if found is None:
            raise Refused("paper.none")
        page = _page(house, tx, entry, found, now=now)
    return printing.letter_picture(page)


def standing(entry: Entry) -> list[dict[str, Any]]:
    """How it stands with each paper of an entry: `key`, `title`, `state` (none: no sheet with its code is there, valid,
    stale), `changed` (labels), `changes` (old and new words)."""
    seen: dict[str, Letter] = {}
    for letter in (entry.known.letters or {}).values():
        if letter.is_own and not (letter.kind in seen and not seen[letter.kind].is_void):
            seen[letter.kind] = letter
    return [_standing(paper, seen.get(paper.key)) for paper in entry.track.papers]


def _standing(paper: Paper, letter: Letter | None) -> dict[str, Any]:
    changed = letter.changed if letter else ()
    return {
        "key": paper.key,
        "title": paper.title,
        "state": "none" if letter is None else "stale" if letter.is_void else "valid",
        "changed": list(changing.labels(changed)),
        "changes": changing.told(changed),
    }


def _page(house: House, tx: Transaction, entry: Entry, paper: Paper, *, now: datetime) -> dict[str, Any]:
    code = _code(house, tx, entry, paper, now=now)
    content = letters.content(paper, entry.track, entry.answers, known=entry.known)
    note = f"打印于 {clockwork.date_text(now)}。内容改动后请重新打印；扫码可核对。"
    return {
        **content,
        "number": entry.row.number or "",
        "qr": f"{house.settings.origin}/p/{code}",
        "code": code,
        "note": note,
    }


def _code(house: House, tx: Transaction, entry: Entry, paper: Paper, *, now: datetime) -> str:
    """The code of this very content; printed again unchanged it is the same paper."""
    digest = letters.digest(paper, entry.answers)
    here = (papers.c.entry == entry.id, papers.c.kind == paper.key, papers.c.digest == digest)
    known = tx.value(select(papers.c.code).where(*here))
    if known:
        return str(known)
    code = ids.code()
    quoted = {key: letters.mark(entry.answers.get(key)) for key in paper.quotes}
    revision = (
        campaigns.newest(house, tx)[entry.row.campaign] if entry.state == "draft" else entry.row.revision
    )
    row = {"entry": entry.id, "kind": paper.key, "revision": revision, "digest": digest, "quoted": quoted}
    row["content"] = {"said": letters.printed(paper, entry.track, entry.answers, known=entry.known)}
    try:
        tx.run(insert(papers).values(id=ids.new(), code=code, made_at=now, **row))
    except Taken:
        raise Refused("server.busy") from None
    return code


def by_code(house: House, tx: Transaction, code: str) -> dict[str, Any]:
    """What a scan of a letter shows: whose paper, and whether it still matches. Nothing private."""
    row = tx.one(select(papers).where(papers.c.code == ids.read_code(code)))
    if row is None:
        raise Refused("paper.unknown")
    entry = entries.load(house, tx, row.entry)
    paper = next((paper for paper in entry.track.papers if paper.key == row.kind), None)
    seen = seals.letter(row, entry.id, entry.track, entry.answers, pointed=entry.known)
    return {
        "title": paper.title if paper else row.kind,
        "entry": entry.id,
        "name": entry.name,
        "unit": entry.cell(unit) if (unit := entries.unit_field(entry.track)) else "",
        "made_at": row.made_at,
        "is_current": not seen.changed,
        "changed": changing.labels(seen.changed),  # never the words: whoever holds the sheet may scan it
        "state": entry.state,
        "kind": entry.track.moves,
    }
