"""the index of names on PostgreSQL, which had none: nobody could hand in there"""

import sqlalchemy as sa
from alembic import op

from core.adapters import titles
from core.domain import grams

revision = "0030"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    for statement in titles.CREATE["postgresql"]:
        op.execute(statement)
    for row in bind.execute(sa.text("SELECT id, name FROM titles ORDER BY id")).all():
        bind.execute(titles.ADD["postgresql"], {"id": row.id, "grams": " ".join(grams.words(row.name))})


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in titles.DROP["postgresql"]:
            op.execute(statement)
