"""reminders: instants at which a track reminds, and the entries of a track by owner"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_slots",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("due_at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("past", sa.String(length=36), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("settled_at", core.adapters.columns.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_slots")),
        sa.UniqueConstraint(
            "campaign", "track", "due_at", name=op.f("uq_reminder_slots_campaign_track_due_at")
        ),
    )
    op.create_index("ix_reminder_slots_due", "reminder_slots", ["state", "due_at"], unique=False)
    op.create_index("ix_entries_owned", "entries", ["campaign", "track", "owner"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_entries_owned", table_name="entries")
    op.drop_table("reminder_slots")
