"""Where the words of a search stand in an entry: its item and the words around them, in the entry's own spelling."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import answers
from core.domain import terms
from core.domain.names import normalised
from core.services import campaigns
from core.services.house import House
from core.services.listing import Line

TYPES = ("text", "paragraph", "people")
AROUND = 14  # characters before what was found, and twice as many behind it
Excerpt = tuple[str, str, str, str]  # (label of the item, before, what was found, behind)


def of(house: House, tx: Transaction, lines: Sequence[Line], said: str) -> dict[str, Excerpt]:
    """By entry; those whose name, number or unit on the line says it already are left out. One query."""
    words = terms.words(said)
    shown = {line.id: line for line in lines if line.title}
    if not words or not shown:
        return {}
    rows = tx.rows(
        select(answers.c.entry, answers.c.field, answers.c.value).where(answers.c.entry.in_(list(shown)))
    )
    found: dict[str, Excerpt] = {}
    for row in rows:
        line = shown[row.entry]
        if row.entry in found or all(
            word in terms.folded([line.title, line.number, line.unit]) for word in words
        ):
            continue
        track = campaigns.campaign(house, tx, line.campaign).by_key.get(line.track)
        field = track.by_key.get(row.field) if track else None
        if track and field and field.type in TYPES and field.key != track.name and row.value is not None:
            hit = next(filter(None, (_around(_text(row.value), word) for word in words)), None)
            if hit:
                found[row.entry] = (field.label, *hit)
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "、".join(str(person.get("name", "")) for person in value)


def _around(text: str, word: str) -> tuple[str, str, str] | None:
    """What was folded away may stand between the characters."""
    pattern = r"[\W_]*".join(re.escape(letter) for letter in word)
    match = re.search(pattern, text, re.IGNORECASE)
    if match is None:
        return None if word not in normalised(text) else ("", text[: AROUND * 3], "")
    start, end = match.span()
    before, behind = text[max(0, start - AROUND) : start], text[end : end + 2 * AROUND]
    return (
        ("…" if start > AROUND else "") + before,
        match[0],
        behind + ("…" if end + 2 * AROUND < len(text) else ""),
    )
