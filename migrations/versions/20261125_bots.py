"""bots: questions handed to a person, and which files a person was told of"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inquiries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.String(length=36), nullable=True),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("to", core.adapters.columns.Json(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("asked_at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.Column("answered_at", core.adapters.columns.Instant(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_inquiries_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sa.UniqueConstraint("number", name=op.f("uq_inquiries_number")),
    )
    op.create_index(op.f("ix_inquiries_person"), "inquiries", ["person"], unique=False)
    op.create_index(op.f("ix_inquiries_answered_at"), "inquiries", ["answered_at"], unique=False)
    instant = core.adapters.columns.Instant(timezone=True)
    op.add_column("attachments", sa.Column("checked_at", instant, nullable=True))
    # What lies there already was told of in its time.
    told = sa.Column("is_told", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("attachments", told)
    op.create_index("ix_attachments_untold", "attachments", ["is_told", "state", "entry"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_attachments_untold", table_name="attachments")
    op.drop_column("attachments", "is_told")
    op.drop_column("attachments", "checked_at")
    op.drop_table("inquiries")
