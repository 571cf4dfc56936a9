"""mails: of an entry that was sent in, to the campaign's mailbox"""

import sqlalchemy as sa
from alembic import op

from core.adapters.columns import Instant, Json

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("listed", Json(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.Column("sent_at", Instant(timezone=True), nullable=True),
        sa.Column("opened_at", Instant(timezone=True), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locked_until", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_mails_entry_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("code", name=op.f("uq_mails_code")),
        sa.UniqueConstraint("entry", "version", "round", name=op.f("uq_mails_entry_version_round")),
    )
    op.create_index(op.f("ix_mails_entry"), "mails", ["entry"], unique=False)
    op.create_index("ix_mails_due", "mails", ["state", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_table("mails")
