"""What the national platform said of an entry: its number there, its verdict, its certificate."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import national
from core.domain import phrases
from core.services.house import House

_BEARS = re.compile(r"-([0-9a-f]{64})\.\w+$")


@dataclass(frozen=True, slots=True)
class Said:
    """`certificate` is the place of a file, "" where there is none."""

    number: str
    verdict: str
    note: str
    certificate: str
    name: str


def digest(house: House, place: str) -> str:
    """The SHA-256 of a certificate's bytes, "" where there is none. Its place bears it; the places of before did not,
    and are told by their files."""
    if found := _BEARS.search(place):
        return found[1]
    return _of_file(house.files.path(place)) if place and house.files.size(place) else ""


@lru_cache(maxsize=5000)  # a sheet's worth: a preview has read them before anything is written
def _of_file(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


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
