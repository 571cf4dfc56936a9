"""the province's side of a roadshow: receipts, the check list, scores, published courses"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0010"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = core.adapters.columns.Instant
    op.create_table(
        "receipts",
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("received_at", instant(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", instant(timezone=True), nullable=False),
        *_keyed("receipts", "entry"),
    )
    op.create_table(
        "ticks",
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("point", sa.String(length=120), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", instant(timezone=True), nullable=False),
        *_keyed("ticks", "entry", "point"),
    )
    op.create_table(
        "scores",
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("expert", sa.String(length=40), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", instant(timezone=True), nullable=False),
        *_keyed("scores", "entry", "expert"),
    )
    op.create_table(
        "courses",
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("bank", core.adapters.columns.Json(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("published_at", instant(timezone=True), nullable=False),
        *_keyed("courses", "entry"),
    )
    with op.batch_alter_table("courses") as batch:
        batch.create_index(batch.f("ix_courses_published_at"), ["published_at"], unique=False)


def _keyed(table: str, *key: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=f"fk_{table}_by_persons"),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=f"fk_{table}_entry_entries"),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    ]


def downgrade() -> None:
    for table in ("courses", "scores", "ticks", "receipts"):
        op.drop_table(table)
