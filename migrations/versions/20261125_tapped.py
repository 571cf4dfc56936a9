"""when a person last tapped the menu, followed or scanned: the platform's short window for pictures and cards"""

import sqlalchemy as sa
from alembic import op

import core.adapters.columns

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("identities") as batch:
        batch.add_column(sa.Column("tapped_at", core.adapters.columns.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("identities") as batch:
        batch.drop_column("tapped_at")
