"""What the national platform said of an entry: its number there, its verdict, its certificate."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import national
from core.domain import phrases


@dataclass(frozen=True, slots=True)
class Said:
    """`certificate` is the place of a file, "" where there is none."""

    number: str
    verdict: str
    note: str
    certificate: str
    name: str


def of(tx: Transaction, entry: str) -> Said | None:
    row = tx.one(select(national).where(national.c.entry == entry))
    return None if row is None else _said(row)


def many(tx: Transaction, wanted: Collection[str]) -> Mapping[str, Said]:
    """By entry, those that have something."""
    rows = tx.rows(select(national).where(national.c.entry.in_(list(wanted)))) if wanted else ()
    return {row.entry: _said(row) for row in rows}


def lines(said: Said | None) -> list[str]:
    """How it is told in chat."""
    if said is None:
        return []
    told = [phrases.say("hear.progress.national", number=said.number)]
    return [*told, phrases.say("hear.progress.verdict", verdict=said.verdict)] if said.verdict else told


def _said(row: Any) -> Said:
    return Said(row.number, row.verdict, row.note, row.certificate or "", row.certificate_name or "")
