"""deciding: decisions told later and their batches, what an entry said when it was returned, marks in films, seals
accepted with a slip; a reviewer's own reasons are found by an index"""

import sqlalchemy as sa
from alembic import op

from core.adapters.columns import Instant, Json

revision = "0018"
down_revision = "0021"
branch_labels = None
depends_on = None


def _id(name: str = "id", nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=36), nullable=nullable)


def _at(name: str = "at", nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, Instant(timezone=True), nullable=nullable)


def _to(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_index("ix_reviews_by", "reviews", ["by", "at"], unique=False)
    op.create_table(
        "releases", _id(), sa.Column("campaign", sa.String(length=40), nullable=False), sa.Column("counts", Json(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False), sa.Column("attempt", sa.Integer(), nullable=False),
        _at("lease_until", nullable=True), _id("by"), _at(), _at("done_at", nullable=True),
        _to("releases", "by", "persons"), sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )  # fmt: skip
    op.create_index("ix_releases_due", "releases", ["state", "lease_until"], unique=False)
    op.create_table(
        "verdicts", _id(), _id("entry"), sa.Column("act", sa.String(length=20), nullable=False), sa.Column("reasons", Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False), _id("by"), _at(), _id("release", nullable=True), sa.Column("fault", sa.Text(), nullable=False),
        _to("verdicts", "entry", "entries"), _to("verdicts", "by", "persons"), _to("verdicts", "release", "releases"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")), sa.UniqueConstraint("entry", name=op.f("uq_verdicts_entry")),
    )  # fmt: skip
    op.create_index(op.f("ix_verdicts_release"), "verdicts", ["release"], unique=False)
    op.create_table(
        "snapshots", _id("entry"), sa.Column("texts", Json(), nullable=False), sa.Column("files", Json(), nullable=False), _at(),
        _to("snapshots", "entry", "entries"), sa.PrimaryKeyConstraint("entry", name=op.f("pk_snapshots")),
    )  # fmt: skip
    op.create_table(
        "time_marks", _id(), _id("entry"), _id("attachment"), sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False), _id("by"), _at(),
        _to("time_marks", "entry", "entries"), _to("time_marks", "attachment", "attachments"), _to("time_marks", "by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_marks")),
    )  # fmt: skip
    op.create_index(op.f("ix_time_marks_entry"), "time_marks", ["entry"], unique=False)
    op.create_table(
        "waivers", _id(), _id("entry"), sa.Column("paper", sa.String(length=40), nullable=False), sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False), _id("by"), _at(), _at("ended_at", nullable=True),
        _to("waivers", "entry", "entries"), _to("waivers", "by", "persons"), sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )  # fmt: skip
    op.create_index(op.f("ix_waivers_entry"), "waivers", ["entry"], unique=False)


def downgrade() -> None:
    for table in ("waivers", "time_marks", "snapshots", "verdicts", "releases"):
        op.drop_table(table)
    op.drop_index("ix_reviews_by", table_name="reviews")
