"""The index of the texts of entries, by 1- and 2-grams (core.adapters.gram_tables), beside `passages`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    bindparam,
    column,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from core.adapters import gram_tables
from core.adapters.db import Transaction
from core.adapters.tables import passages
from core.domain import grams, terms

MANY = 1000  # places up to which a longer word is looked up in the text itself, so that the count is exact

_GRAMS = gram_tables.of("passage_grams")
CREATE, DROP = _GRAMS.create, _GRAMS.drop  # what the migration makes
_HITS = {
    "sqlite": "SELECT rowid AS id FROM passage_grams WHERE passage_grams MATCH :wanted_grams",
    "postgresql": "SELECT id FROM passage_grams WHERE grams @> string_to_array(:wanted_grams, ' ')",
}
_JOINED = {"sqlite": " AND ", "postgresql": " "}
_INSIDE = {"sqlite": func.instr, "postgresql": func.strpos}


def keep(tx: Transaction, entry: str, folded: str) -> int | None:
    """The entry is found by this text from now on, under the number given back; by a blank one it is not."""
    row = tx.one(select(passages).where(passages.c.entry == entry))
    if row is not None and row.text == folded:
        return int(row.id)
    if not folded:
        drop(tx, entry)
        return None
    if row is None:
        tx.run(insert(passages).values(entry=entry, text=folded))
        made = int(tx.value(select(passages.c.id).where(passages.c.entry == entry)))
    else:
        made = int(row.id)
        tx.run(_GRAMS.remove[tx.dialect], id=made, grams=_words(row.text))
        tx.run(update(passages).where(passages.c.id == made).values(text=folded))
    tx.run(_GRAMS.add[tx.dialect], id=made, grams=_words(folded))
    return made


def drop(tx: Transaction, entry: str) -> None:
    row = tx.one(select(passages).where(passages.c.entry == entry))
    if row is not None:
        tx.run(_GRAMS.remove[tx.dialect], id=row.id, grams=_words(row.text))
        tx.run(delete(passages).where(passages.c.id == row.id))


def _words(folded: str) -> str:
    found: dict[str, None] = {}
    for part in folded.split(" "):
        found |= dict.fromkeys(grams.words(part))
    return " ".join(found)


def is_many(tx: Transaction, words: Sequence[str]) -> bool:
    """Whether more places hold all grams of these words than are looked at one by one."""
    hits = _hits(tx.dialect, words).limit(MANY + 1).subquery()
    return int(tx.value(select(func.count()).select_from(hits))) > MANY


def holding(
    tx: Transaction, number: ColumnElement[Any], words: Sequence[str], *, exactly: bool
) -> ColumnElement[bool]:
    """The condition that the text under this number holds all of these words; else: the grams of all of them."""
    found: ColumnElement[bool] = number.in_(_hits(tx.dialect, words))
    longer = [word for word in words if not terms.is_exact(word)]
    if exactly and longer:
        inside = (_INSIDE[tx.dialect](passages.c.text, word) > 0 for word in longer)
        found = found & exists().where(passages.c.id == number, *inside)
    return found


def _hits(dialect: str, words: Sequence[str]) -> Any:
    wanted = _JOINED[dialect].join(dict.fromkeys(gram for word in words for gram in terms.grams_of(word)))
    statement = text(_HITS[dialect]).bindparams(bindparam("wanted_grams", wanted, unique=True))
    return select(statement.columns(column("id", Integer)).subquery("hits").c.id)
