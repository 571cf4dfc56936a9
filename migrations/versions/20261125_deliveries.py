"""deliveries: accepts of subscription messages, shut channels, alerts, broadcasts, group robots"""

import sqlalchemy as sa
from alembic import op

from core.adapters.columns import Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.add_column(sa.Column("began_at", Instant(timezone=True), nullable=True))
        batch_op.create_index(op.f("ix_deliveries_platform_id"), ["platform_id"])
    op.create_table(
        "reports",
        sa.Column("platform_id", sa.String(60), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform_id", name=op.f("pk_reports")),
    )
    _ledger()
    _account()
    _groups()


def _ledger() -> None:
    op.create_table(
        "accepts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("person", sa.String(36), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("is_paired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_accepts_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepts")),
    )
    op.create_index(op.f("ix_accepts_person"), "accepts", ["person"])
    op.create_table(
        "subscriptions",
        sa.Column("person", sa.String(36), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_subscriptions_person_persons")),
        sa.PrimaryKeyConstraint("person", "template", name=op.f("pk_subscriptions")),
    )


def _account() -> None:
    op.create_table(
        "channels",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.Column("until", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_channels")),
    )
    op.create_table(
        "alerts",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("about", Json(), nullable=False),
        sa.Column("first_at", Instant(timezone=True), nullable=False),
        sa.Column("last_at", Instant(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_closed_at"), "alerts", ["closed_at"])
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("audience", Json(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.Column("released_at", Instant(timezone=True), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )


def _groups() -> None:
    op.create_table(
        "robots",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("unit", sa.String(36), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("by", sa.String(36), nullable=True),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("stopped_at", Instant(timezone=True), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_robots_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robots")),
        sa.UniqueConstraint("mark", name=op.f("uq_robots_mark")),
    )
    op.create_index(op.f("ix_robots_unit"), "robots", ["unit"])
    op.create_table(
        "digests",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("robot", sa.String(36), nullable=False),
        sa.Column("occasion", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["robot"], ["robots.id"], name=op.f("fk_digests_robot_robots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("robot", "occasion", name=op.f("uq_digests_robot_occasion")),
    )
    op.create_index("ix_digests_due", "digests", ["state", "due_at"])


def downgrade() -> None:
    for name in (
        "digests",
        "robots",
        "broadcasts",
        "alerts",
        "channels",
        "subscriptions",
        "accepts",
        "reports",
    ):
        op.drop_table(name)
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.drop_index(op.f("ix_deliveries_platform_id"))
        batch_op.drop_column("began_at")
