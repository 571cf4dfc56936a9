"""spreading: how far a broadcast and a 催办 have come, batch by batch"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0021"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = core.adapters.columns.Instant(timezone=True)
    op.add_column("broadcasts", sa.Column("past", sa.String(length=36), nullable=False, server_default=""))
    op.add_column("broadcasts", sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("broadcasts", sa.Column("finished_at", instant, nullable=True))
    op.execute("UPDATE broadcasts SET finished_at = released_at, told = count WHERE released_at IS NOT NULL")
    op.create_index("ix_broadcasts_due", "broadcasts", ["released_at", "finished_at"], unique=False)
    op.create_table(
        "urgings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=36), nullable=True),
        sa.Column("roles", core.adapters.columns.Json(), nullable=False),
        sa.Column("made_at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.Column("past", sa.String(length=36), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("finished_at", core.adapters.columns.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgings")),
    )
    op.create_index(op.f("ix_urgings_finished_at"), "urgings", ["finished_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_urgings_finished_at"), table_name="urgings")
    op.drop_table("urgings")
    op.drop_index("ix_broadcasts_due", table_name="broadcasts")
    op.drop_column("broadcasts", "finished_at")
    op.drop_column("broadcasts", "told")
    op.drop_column("broadcasts", "past")
