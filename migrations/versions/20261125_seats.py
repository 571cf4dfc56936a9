"""seats: the epoch of a person's sessions, and who applies for a seat with a sealed letter"""

import sqlalchemy as sa
from alembic import op

from core.adapters.columns import Instant, Json

revision = "0019"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("persons", sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "applications",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=36), nullable=True),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("preview", sa.String(length=200), nullable=True),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_applications_person_persons")),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_applications_unit_units")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_applications_decided_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(op.f("ix_applications_person"), "applications", ["person"], unique=False)
    op.create_index("ix_applications_listed", "applications", ["state", "id"], unique=False)
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_applications_waiting",
        "applications",
        ["person"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("applications")
    op.drop_column("persons", "epoch")
