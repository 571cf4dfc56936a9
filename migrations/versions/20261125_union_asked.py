"""when the platform was asked for the unionid of a follower"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("identities") as batch:
        batch.add_column(
            sa.Column("union_asked_at", core.adapters.columns.Instant(timezone=True), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("identities") as batch:
        batch.drop_column("union_asked_at")
