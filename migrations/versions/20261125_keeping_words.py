"""digests end, keep quiet and say why they were missed; taps on subscription cards wait for the template list"""

import sqlalchemy as sa
from alembic import op

from core.adapters.columns import Instant, Json

revision = "0027"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (("kind", 90), ("quiet", 20), ("why", 20)):
        op.add_column("digests", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    op.add_column("digests", sa.Column("ends_at", Instant(timezone=True), nullable=True))
    op.create_table(
        "taps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("rows", Json(), nullable=False),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_taps_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taps")),
    )
    op.create_index(op.f("ix_taps_person"), "taps", ["person"], unique=False)


def downgrade() -> None:
    op.drop_table("taps")
    with op.batch_alter_table("digests") as table:
        for name in ("ends_at", "why", "quiet", "kind"):
            table.drop_column(name)
