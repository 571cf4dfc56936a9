"""mends with progress, thumbnails, what a paper said, archives of one entry"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachments") as batch:
        batch.add_column(sa.Column("thumb", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("fixing_with", core.adapters.columns.Json(), nullable=True))
        batch.add_column(sa.Column("progress", sa.Integer(), nullable=True))
    with op.batch_alter_table("papers") as batch:
        batch.add_column(sa.Column("content", core.adapters.columns.Json(), nullable=True))
    op.create_table(
        "archives",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", core.adapters.columns.Instant(timezone=True), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_archives_by_persons")),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_archives_entry_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archives")),
        sa.UniqueConstraint("entry", "version", name=op.f("uq_archives_entry_version")),
    )
    with op.batch_alter_table("archives") as batch:
        batch.create_index(batch.f("ix_archives_entry"), ["entry"], unique=False)


def downgrade() -> None:
    op.drop_table("archives")
    with op.batch_alter_table("papers") as batch:
        batch.drop_column("content")
    with op.batch_alter_table("attachments") as batch:
        batch.drop_column("progress")
        batch.drop_column("fixing_with")
        batch.drop_column("thumb")
