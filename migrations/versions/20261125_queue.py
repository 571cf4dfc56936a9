"""the queue of the auditors: what lists are narrowed by stands in the entry's row, texts are searched, holds, views"""

import json
import tomllib

import sqlalchemy as sa
from alembic import op

import core.adapters.columns
from core.adapters import passages

revision = "0017"
down_revision = "0019"
branch_labels = None
depends_on = None

_QUEUE = [
    "queued_at",
    "id",
    "state",
    "campaign",
    "track",
    "unit",
    "category",
    "section",
    "worst",
    "seal",
    "is_near",
    "passage",
]
_FACETED = [
    "campaign",
    "track",
    "state",
    "category",
    "section",
    "worst",
    "seal",
    "is_near",
    "division",
    "unit",
    "passage",
    "queued_at",
]
_INSTANT = core.adapters.columns.Instant(timezone=True)
_ADDED = ("category", "section", "division", "queued_at", "worst", "seal", "is_near", "passage", "is_shelved")


def upgrade() -> None:
    op.add_column("entries", sa.Column("category", sa.String(length=40), nullable=True))
    op.add_column("entries", sa.Column("section", sa.String(length=4), nullable=True))
    op.add_column("entries", sa.Column("division", sa.String(length=10), nullable=True))
    op.add_column("entries", sa.Column("queued_at", _INSTANT, nullable=True))
    op.add_column("entries", sa.Column("worst", sa.String(length=10), nullable=True))
    op.add_column("entries", sa.Column("seal", sa.String(length=10), nullable=True))
    op.add_column("entries", sa.Column("is_near", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("entries", sa.Column("passage", sa.Integer(), nullable=True))
    op.add_column("entries", sa.Column("is_shelved", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute("UPDATE entries SET queued_at = coalesce(submitted_at, created_at)")
    op.execute(
        sa.text("UPDATE entries SET is_shelved = :no WHERE state <> 'draft'").bindparams(
            sa.bindparam("no", False, sa.Boolean())
        )
    )
    _fill_kinds(op.get_bind())
    op.create_index("ix_entries_queue", "entries", _QUEUE)
    op.create_index("ix_entries_faceted", "entries", _FACETED)
    unshelved = (
        sa.text("is_shelved = 0") if op.get_bind().dialect.name == "sqlite" else sa.text("NOT is_shelved")
    )
    op.create_index(
        "ix_entries_unshelved", "entries", ["id"], sqlite_where=unshelved, postgresql_where=unshelved
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_passages_entry_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("entry", name=op.f("uq_passages_entry")),
    )
    for statement in passages.CREATE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "near_pairs",
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("other", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_near_pairs_entry_entries")),
        sa.ForeignKeyConstraint(["other"], ["entries.id"], name=op.f("fk_near_pairs_other_entries")),
        sa.PrimaryKeyConstraint("entry", "other", name=op.f("pk_near_pairs")),
    )
    op.create_index("ix_near_pairs_other", "near_pairs", ["other"])
    op.create_table(
        "holds",
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_holds_entry_entries")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_holds_person_persons")),
        sa.PrimaryKeyConstraint("entry", "person", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_person", "holds", ["person"])
    op.create_table(
        "views",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_views_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.UniqueConstraint("person", "name", name=op.f("uq_views_person_name")),
    )
    op.create_index("ix_views_shared", "views", ["is_shared", "name"])


def _fill_kinds(bind: sa.Connection) -> None:
    """Categories and industries of the entries that are there already, by what their revisions declare."""
    for row in bind.execute(sa.text("SELECT id, text FROM revisions")).all():
        for track in tomllib.loads(row.text).get("tracks", []):
            for kind in ("choice", "industry"):
                field = next((one["key"] for one in track.get("fields", []) if one.get("type") == kind), None)
                if field:
                    _fill_kind(bind, row.id, track["key"], kind, field)


def _fill_kind(bind: sa.Connection, revision: str, track: str, kind: str, field: str) -> None:
    query = sa.text(
        "SELECT entries.id, answers.value FROM entries JOIN answers ON answers.entry = entries.id AND answers.field = :field"
        " WHERE entries.revision = :revision AND entries.track = :track AND answers.value IS NOT NULL"
    )
    for row in bind.execute(query, {"field": field, "revision": revision, "track": track}).all():
        said = json.loads(row.value)
        if kind == "choice" and isinstance(said, str):
            bind.execute(
                sa.text("UPDATE entries SET category = :said WHERE id = :id"),
                {"said": said[:40], "id": row.id},
            )
        elif isinstance(said, dict):
            told = {"section": said.get("section"), "division": said.get("division"), "id": row.id}
            bind.execute(
                sa.text("UPDATE entries SET section = :section, division = :division WHERE id = :id"), told
            )


def downgrade() -> None:
    for table in ("views", "holds", "near_pairs"):
        op.drop_table(table)
    for statement in passages.DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("passages")
    for index in ("ix_entries_unshelved", "ix_entries_faceted", "ix_entries_queue"):
        op.drop_index(index, table_name="entries")
    for column in reversed(_ADDED):
        op.drop_column("entries", column)
