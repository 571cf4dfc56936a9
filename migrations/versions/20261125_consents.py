"""what a person has agreed to; the trace of a picture that the platform looks at"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0003"
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
    with op.batch_alter_table("attachments") as batch:
        batch.add_column(sa.Column("trace", sa.String(length=80), nullable=True))
        batch.create_index(batch.f("ix_attachments_trace"), ["trace"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attachments") as batch:
        batch.drop_index(batch.f("ix_attachments_trace"))
        batch.drop_column("trace")
    op.drop_table("consents")
