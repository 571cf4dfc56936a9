"""The letters of Annex 1 as printed: each a row with a public code, bound to what it quotes."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters import papers as printing
from core.adapters.db import Taken, Transaction
from core.adapters.tables import papers
from core.domain import clockwork, letters
from core.domain.declaration import Paper
from core.domain.refusals import Refused
from core.services import campaigns, entries, seals
from core.services.house import House


def letters_pdf(house: House, entry_id: str, *, by: str, now: datetime) -> bytes:
    """All letters of an entry's track, filled as it stands now, one PDF. Raises Refused('paper.none')."""
    with house.db.write() as tx:
        entry = entries.open_for(house, tx, entry_id, by=by)
        if not entry.track.papers:
            raise Refused("paper.none")
        pages = [_page(house, tx, entry, paper, now=now) for paper in entry.track.papers]
    return printing.letters(pages)


def _page(
    house: House, tx: Transaction, entry: entries.Entry, paper: Paper, *, now: datetime
) -> dict[str, Any]:
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


def _code(house: House, tx: Transaction, entry: entries.Entry, paper: Paper, *, now: datetime) -> str:
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
    seen = seals.letter(row, entry.id, entry.track, entry.answers)
    return {
        "title": paper.title if paper else row.kind,
        "entry": entry.id,
        "name": entry.name,
        "unit": entry.cell(unit) if (unit := entries.unit_field(entry.track)) else "",
        "made_at": row.made_at,
        "is_current": not seen.changed,
        "changed": seen.changed,
        "state": entry.state,
    }
