"""names and pictures that are alike, and what an auditor told apart"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns
from core.adapters import titles
from core.domain import grams, likeness
from core.domain.names import normalised

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LIVE = ("submitted", "returned", "confirmed", "approved", "published", "accepted", "shortlisted", "selected")


def upgrade() -> None:
    op.create_table(
        "titles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_titles_entry_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_titles")),
        sa.UniqueConstraint("entry", name=op.f("uq_titles_entry")),
    )
    op.create_table(
        "picture_marks",
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("attachment", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment"], ["attachments.id"], name=op.f("fk_picture_marks_attachment_attachments")
        ),
        sa.PrimaryKeyConstraint("band", "value", "attachment", name=op.f("pk_picture_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_picture_marks_attachment", "picture_marks", ["attachment"])
    op.create_table(
        "told_apart",
        sa.Column("first", sa.String(length=36), nullable=False),
        sa.Column("second", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["entries.id"], name=op.f("fk_told_apart_first_entries")),
        sa.ForeignKeyConstraint(["second"], ["entries.id"], name=op.f("fk_told_apart_second_entries")),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_told_apart_by_persons")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_told_apart")),
    )
    op.create_index("ix_told_apart_second", "told_apart", ["second"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in titles.CREATE["sqlite"]:
            op.execute(statement)
        _fill_titles(op.get_bind())
    _fill_marks(op.get_bind())


def _fill_titles(bind: sa.Connection) -> None:
    """Names of the entries that are live already."""
    query = sa.text("SELECT id, track, title FROM entries WHERE state IN :live AND title <> '' ORDER BY id")
    rows = bind.execute(query.bindparams(sa.bindparam("live", _LIVE, expanding=True))).all()
    for number, row in enumerate(rows, 1):
        if name := normalised(row.title)[: titles.LONGEST]:
            told = {"id": number, "entry": row.id, "track": row.track, "name": name}
            bind.execute(
                sa.text("INSERT INTO titles(id, entry, track, name) VALUES (:id, :entry, :track, :name)"),
                told,
            )
            words = " ".join(grams.words(name))
            bind.execute(
                sa.text("INSERT INTO title_grams(rowid, grams) VALUES (:id, :words)"),
                {"id": number, "words": words},
            )


def _fill_marks(bind: sa.Connection) -> None:
    """Hashes of the pictures that were looked at already."""
    facts = sa.column("facts", core.adapters.columns.Json())
    query = sa.select(sa.column("id"), facts).select_from(sa.table("attachments")).where(facts.is_not(None))
    for row in bind.execute(query).all():
        said = (row.facts or {}).get("dhash")
        if not said or not likeness.is_telling(int(said, 16)):
            continue
        for band, value in enumerate(likeness.bands(int(said, 16))):
            bind.execute(
                sa.text("INSERT INTO picture_marks(band, value, attachment, hash) VALUES (:b, :v, :a, :h)"),
                {"b": band, "v": value, "a": row.id, "h": said},
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in titles.DROP["sqlite"]:
            op.execute(statement)
    op.drop_table("told_apart")
    op.drop_table("picture_marks")
    op.drop_table("titles")
