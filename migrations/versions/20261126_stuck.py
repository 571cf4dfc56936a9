"""words to many whose batch fails: how often in a row, and whom it could not be said to"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("broadcasts", "urgings"):
        with op.batch_alter_table(table) as batch:
            for column in ("tries", "missed"):
                batch.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table in ("broadcasts", "urgings"):
        with op.batch_alter_table(table) as batch:
            for column in ("missed", "tries"):
                batch.drop_column(column)
