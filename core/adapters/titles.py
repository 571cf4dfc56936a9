"""The index of names of live entries, by 1- and 2-grams (core.adapters.gram_tables), beside `titles`."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import bindparam, delete, insert, select, text

from core.adapters import gram_tables
from core.adapters.db import Transaction
from core.adapters.tables import titles
from core.domain import grams
from core.domain.names import normalised

LONGEST = 200  # characters of a normalised name that are kept

MANY = 2000  # places up to which PostgreSQL counts how often a character stands: more is only "often"

_GRAMS = gram_tables.of("title_grams")
# What the migration makes; how often a gram stands is asked of SQLite by a table of its own.
CREATE = {
    **_GRAMS.create,
    "sqlite": (
        *_GRAMS.create["sqlite"],
        "CREATE VIRTUAL TABLE title_counts USING fts5vocab('title_grams', 'row')",
    ),
}
DROP = {**_GRAMS.drop, "sqlite": ("DROP TABLE title_counts", *_GRAMS.drop["sqlite"])}
ADD = _GRAMS.add
_OFTEN = {
    "sqlite": text("SELECT term, doc FROM title_counts WHERE term IN :terms").bindparams(
        bindparam("terms", expanding=True)
    ),
    "postgresql": text(
        "SELECT term, (SELECT count(*) FROM (SELECT 1 FROM title_grams WHERE grams @> ARRAY[term]"
        f" LIMIT {MANY}) AS hits) AS doc FROM unnest(CAST(:terms AS text[])) AS term"
    ),
}
# As two strings, not as rows: twenty thousand rows cost more than to find and to score them. Names hold no space.
_KEPT = " AND length(name) BETWEEN :fewest AND :most AND track = :track"
_CANDIDATES = {
    "sqlite": text(
        "SELECT group_concat(id, ' ') AS ids, group_concat(name, ' ') AS names FROM titles"
        f" WHERE id IN (SELECT rowid FROM title_grams WHERE title_grams MATCH :groups){_KEPT}"
    ),
    "postgresql": text(
        "SELECT string_agg(CAST(id AS text), ' ' ORDER BY id) AS ids, string_agg(name, ' ' ORDER BY id) AS names"
        " FROM titles WHERE id IN (SELECT id FROM title_grams WHERE grams && string_to_array(:rare, ' ')"
        f" AND (CAST(:pairs AS text) = '' OR grams && string_to_array(:pairs, ' '))){_KEPT}"
    ),
}


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
        tx.run(ADD[tx.dialect], id=made, grams=" ".join(grams.words(name)))


def drop(tx: Transaction, entry: str) -> None:
    row = tx.one(select(titles).where(titles.c.entry == entry))
    if row is not None:
        tx.run(_GRAMS.remove[tx.dialect], id=row.id, grams=" ".join(grams.words(row.name)))
        tx.run(delete(titles).where(titles.c.id == row.id))


def near(
    tx: Transaction, title: str, *, track: str, least: float = grams.NEAR, limit: int = 50
) -> list[Near]:
    """Entries of the track with a name of at least this likeness, nearest first: what a scan of all names would find."""
    name = normalised(title)[:LONGEST]
    if not name:
        return []
    often = {row.term: row.doc for row in tx.rows(_OFTEN[tx.dialect], terms=grams.singles(name))}
    wanted = grams.search(name, often, least=least)
    told = {"fewest": wanted.fewest, "most": wanted.most, "track": track}
    row = tx.one(_CANDIDATES[tx.dialect], **told, **_GROUPS[tx.dialect](wanted.groups))
    if row is None or not row.ids:
        return []
    scored = process.extract(
        name, row.names.split(" "), scorer=fuzz.ratio, score_cutoff=least * 100, limit=limit
    )
    keys = row.ids.split(" ")
    return _entries(tx, {int(keys[place]): score / 100 for _, score, place in scored})


def _matched(groups: Sequence[Sequence[str]]) -> dict[str, str]:
    return {"groups": " AND ".join(f"({' OR '.join(group)})" for group in groups)}


def _arrays(groups: Sequence[Sequence[str]]) -> dict[str, str]:
    """One gram of each group: the rare characters, and the pairs where there are any (grams.search)."""
    return dict(zip(("rare", "pairs"), [*(" ".join(group) for group in groups), ""], strict=False))


_GROUPS = {"sqlite": _matched, "postgresql": _arrays}


def _entries(tx: Transaction, scores: dict[int, float]) -> list[Near]:
    rows = tx.rows(select(titles.c.id, titles.c.entry).where(titles.c.id.in_(list(scores))))
    return sorted((Near(row.entry, scores[row.id]) for row in rows), key=lambda one: (-one.score, one.entry))
