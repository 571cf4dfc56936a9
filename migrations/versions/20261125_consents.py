"""what a person has agreed to"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0010"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", core.adapters.columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_consents_person_persons")),
        sa.PrimaryKeyConstraint("person", "campaign", "version", name=op.f("pk_consents")),
    )


def downgrade() -> None:
    op.drop_table("consents")
