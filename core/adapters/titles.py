"""The index of names of live entries, by 1- and 2-grams: a contentless FTS5 table beside `titles` on SQLite.

On PostgreSQL the same four functions will stand on a `grams text[]` column of `titles` with a GIN index (`&&` for each
group of a search); it comes with that database."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import bindparam, delete, insert, select, text

from core.adapters.db import Transaction
from core.adapters.tables import titles
from core.domain import grams
from core.domain.names import normalised

LONGEST = 200  # characters of a normalised name that are kept

# What the migration makes and metadata cannot say. One word a gram; `detail` and `columnsize` keep what nobody asks out.
CREATE = (
    "CREATE VIRTUAL TABLE title_grams USING fts5(grams, content='', detail='none', columnsize=0, tokenize='ascii')",
    "CREATE VIRTUAL TABLE title_counts USING fts5vocab('title_grams', 'row')",
)
DROP = ("DROP TABLE title_counts", "DROP TABLE title_grams")

_ADD = text("INSERT INTO title_grams(rowid, grams) VALUES (:id, :grams)")
_REMOVE = text("INSERT INTO title_grams(title_grams, rowid, grams) VALUES ('delete', :id, :grams)")
_OFTEN = text("SELECT term, doc FROM title_counts WHERE term IN :terms").bindparams(
    bindparam("terms", expanding=True)
)
# As two strings, not as rows: twenty thousand rows cost more than to find and to score them. Names hold no space.
_CANDIDATES = text(
    "SELECT group_concat(id, ' ') AS ids, group_concat(name, ' ') AS names FROM titles"
    " WHERE id IN (SELECT rowid FROM title_grams WHERE title_grams MATCH :groups)"
    " AND length(name) BETWEEN :fewest AND :most AND track = :track"
)


@dataclass(frozen=True, slots=True)
class Near:
    entry: str
    score: float  # 1: the same normalised name


def keep(tx: Transaction, entry: str, track: str, title: str) -> None:
    """The entry is found by this name from now on; a blank one is not kept."""
    name = normalised(title)[:LONGEST]
    row = tx.one(select(titles).where(titles.c.entry == entry))
    if row is not None and row.name == name:
        return
    drop(tx, entry)
    if name:
        tx.run(insert(titles).values(entry=entry, track=track, name=name))
        made = tx.value(select(titles.c.id).where(titles.c.entry == entry))
        tx.run(_ADD, id=made, grams=" ".join(grams.words(name)))


def drop(tx: Transaction, entry: str) -> None:
    row = tx.one(select(titles).where(titles.c.entry == entry))
    if row is not None:
        tx.run(_REMOVE, id=row.id, grams=" ".join(grams.words(row.name)))
        tx.run(delete(titles).where(titles.c.id == row.id))


def near(
    tx: Transaction, title: str, *, track: str, least: float = grams.NEAR, limit: int = 50
) -> list[Near]:
    """Entries of the track with a name of at least this likeness, nearest first: what a scan of all names would find."""
    name = normalised(title)[:LONGEST]
    if not name:
        return []
    often = {row.term: row.doc for row in tx.rows(_OFTEN, terms=grams.singles(name))}
    wanted = grams.search(name, often, least=least)
    told = {"groups": _groups(wanted.groups), "fewest": wanted.fewest, "most": wanted.most, "track": track}
    row = tx.one(_CANDIDATES, **told)
    if row is None or not row.ids:
        return []
    scored = process.extract(
        name, row.names.split(" "), scorer=fuzz.ratio, score_cutoff=least * 100, limit=limit
    )
    keys = row.ids.split(" ")
    return _entries(tx, {int(keys[place]): score / 100 for _, score, place in scored})


def _groups(groups: Sequence[Sequence[str]]) -> str:
    return " AND ".join(f"({' OR '.join(group)})" for group in groups)


def _entries(tx: Transaction, scores: dict[int, float]) -> list[Near]:
    rows = tx.rows(select(titles.c.id, titles.c.entry).where(titles.c.id.in_(list(scores))))
    return sorted((Near(row.entry, scores[row.id]) for row in rows), key=lambda one: (-one.score, one.entry))
