"""A table of 1- and 2-grams beside a table of texts. SQLite: a contentless FTS5 table; PostgreSQL: an array with a GIN index,
which needs no extension. One word a gram."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import TextClause, text


@dataclass(frozen=True, slots=True)
class GramTable:
    """By dialect: what the migration makes and metadata cannot say, and what keeps a text. `add` and `remove` take `id` and
    `grams` (with spaces between); what is removed must be told as it was added."""

    create: Mapping[str, tuple[str, ...]]
    drop: Mapping[str, tuple[str, ...]]
    add: Mapping[str, TextClause]
    remove: Mapping[str, TextClause]


def of(name: str) -> GramTable:
    """`detail` and `columnsize` keep out what nobody asks."""
    return GramTable(
        create={
            "sqlite": (
                f"CREATE VIRTUAL TABLE {name} USING fts5(grams, content='', detail='none', columnsize=0, tokenize='ascii')",
            ),
            "postgresql": (
                f"CREATE TABLE {name} (id integer PRIMARY KEY, grams text[] NOT NULL)",
                f"CREATE INDEX ix_{name}_grams ON {name} USING gin (grams)",
            ),
        },
        drop={"sqlite": (f"DROP TABLE {name}",), "postgresql": (f"DROP TABLE {name}",)},
        add={
            "sqlite": text(f"INSERT INTO {name}(rowid, grams) VALUES (:id, :grams)"),
            "postgresql": text(f"INSERT INTO {name}(id, grams) VALUES (:id, string_to_array(:grams, ' '))"),
        },
        remove={
            "sqlite": text(f"INSERT INTO {name}({name}, rowid, grams) VALUES ('delete', :id, :grams)"),
            "postgresql": text(f"DELETE FROM {name} WHERE id = :id AND CAST(:grams AS text) IS NOT NULL"),
        },
    )
