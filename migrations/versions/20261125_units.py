"""units: contacts, quotas of their own, sheets looked at before they are applied, when a unit was merged; progress is
counted from one index"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["campaign", "unit", "track", "state", "submitted_at"]
    op.create_index("ix_entries_counted", "entries", columns, unique=False)
    instant = core.adapters.columns.Instant(timezone=True)
    op.add_column("units", sa.Column("gone_at", instant, nullable=True))
    op.create_table(
        "contacts",
        sa.Column("unit", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("mark", sa.String(length=64), nullable=True),
        sa.Column("changed_at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_contacts_unit_units")),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_contacts")),
    )
    op.create_table(
        "unit_quotas",
        sa.Column("unit", sa.String(length=36), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_unit_quotas_unit_units")),
        sa.PrimaryKeyConstraint("unit", "campaign", "track", name=op.f("pk_unit_quotas")),
    )
    op.create_table(
        "unit_imports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rows", core.adapters.columns.Json(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.Column("applied_at", core.adapters.columns.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_unit_imports_by_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_imports")),
    )


def downgrade() -> None:
    for table in ("unit_imports", "unit_quotas", "contacts"):
        op.drop_table(table)
    op.drop_column("units", "gone_at")
    op.drop_index("ix_entries_counted", table_name="entries")
