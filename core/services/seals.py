"""Whether the seals on an entry's sheets still cover what it says (design: a seal is valid while its digest recomputes)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import papers, waivers
from core.domain import fieldtypes, letters
from core.domain.declaration import Track
from core.domain.fieldtypes import Known, Letter


def known(
    tx: Transaction, entry_id: str, track: Track, answers: Mapping[str, Any], files: Mapping[str, Any], *, pointed: Known
) -> dict[str, Letter]:  # fmt: skip
    """What is known of the letters whose codes stand on an entry's sealed sheets. `pointed`: names that answers point at."""
    wanted = {
        code
        for key, value in answers.items()
        if track.by_key[key].type == "paper"
        for row in value
        if row["attachment"] in files
        for code in fieldtypes.codes(files[row["attachment"]].facts or {})
    }
    if not wanted:
        return {}
    rows = tx.rows(select(papers).where(papers.c.code.in_(wanted)))
    found = {row.code: letter(row, entry_id, track, answers, pointed=pointed) for row in rows}
    return accepted(found, entry_id, track, answers, waived(tx, [entry_id] if _any_changed(found) else []))


def _any_changed(found: Mapping[str, Letter]) -> bool:
    return any(one.changed for one in found.values())


def waived(tx: Transaction, wanted: Collection[str]) -> set[tuple[str, str, str]]:
    """`(entry, paper, digest)` of the slips that auditors accepted in these entries (services.waiving)."""
    if not wanted:
        return set()
    here = (waivers.c.entry.in_(list(wanted)), waivers.c.ended_at.is_(None))
    rows = tx.rows(select(waivers.c.entry, waivers.c.paper, waivers.c.digest).where(*here))
    return {(row.entry, row.paper, row.digest) for row in rows}


def accepted(
    found: Mapping[str, Letter], entry_id: str, track: Track, answers: Mapping[str, Any], slips: set[tuple[str, str, str]]
) -> dict[str, Letter]:  # fmt: skip
    """The letters, those marked whose slip was accepted for just what the entry says now."""
    good = {
        paper.key for paper in track.papers if (entry_id, paper.key, letters.digest(paper, answers)) in slips
    } if slips else set()  # fmt: skip
    return {
        code: replace(one, is_waived=bool(one.changed) and one.kind in good) for code, one in found.items()
    }


def letter(row: Any, entry_id: str, track: Track, answers: Mapping[str, Any], *, pointed: Known) -> Letter:
    """Whether a printed paper is this entry's, and what it quotes that has changed since. A sheet of several courses
    (Annex 3) keeps what it quotes of each."""
    joint = (row.content or {}).get("courses")
    if joint is None:
        told = {"digest": row.digest, "quoted": row.quoted, "said": (row.content or {}).get("said", {})}
        joint = {row.entry: told}
    if entry_id not in joint:
        return Letter(is_own=False)
    mine = joint[entry_id]
    paper = next((paper for paper in track.papers if paper.key == row.kind), None)
    if paper is None:
        return Letter(is_own=True, kind=row.kind)
    if letters.digest(paper, answers) == mine["digest"]:
        return Letter(is_own=True, kind=paper.key, title=paper.title)
    changed = letters.changes(paper, track, answers, known=pointed, marks=mine["quoted"], said=mine["said"])
    return Letter(is_own=True, changed=changed, kind=paper.key, title=paper.title)
