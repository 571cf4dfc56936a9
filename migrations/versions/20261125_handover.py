"""handover: packages, what went out, what the national platform said; the log becomes a chain of hashes"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.adapters.columns import Instant, Json
from core.services import audit_log

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None

_PIECE = 1000


def _lines(name: str, *more: sa.Column[Any]) -> sa.Table:
    kept = [sa.Column(key, kind) for key, kind in (("id", sa.String), ("at", Instant), ("by", sa.String), ("act", sa.String), ("entry", sa.String), ("about", Json))]  # fmt: skip
    return sa.Table(name, sa.MetaData(), *more, *kept)


def upgrade() -> None:
    _chain()
    op.create_table(
        "packages",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("track", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(36)),
        sa.Column("entry", sa.String(36)),
        sa.Column("about", Json, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", Instant),
        sa.Column("progress", sa.Integer()),
        sa.Column("place", sa.String(200)),
        sa.Column("size", sa.BigInteger()),
        sa.Column("counts", Json),
        sa.Column("by", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("sent_at", Instant),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_packages_unit_units")),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_packages_entry_entries")),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_packages_by_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
    )
    op.create_index("ix_packages_due", "packages", ["state", "lease_until"])
    op.create_table(
        "handed",
        sa.Column("package", sa.String(36), nullable=False),
        sa.Column("entry", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("change", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["package"], ["packages.id"], name=op.f("fk_handed_package_packages")),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_handed_entry_entries")),
        sa.PrimaryKeyConstraint("package", "entry", name=op.f("pk_handed")),
    )
    op.create_index("ix_handed_entry", "handed", ["entry"])
    _returned()


def _returned() -> None:
    """What comes back from the national platform."""
    op.create_table(
        "national",
        sa.Column("entry", sa.String(36), nullable=False),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("verdict", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("certificate", sa.String(200)),
        sa.Column("certificate_name", sa.String(200)),
        sa.Column("by", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_national_entry_entries")),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_national_by_persons")),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_national")),
        sa.UniqueConstraint("campaign", "number", name=op.f("uq_national_campaign_number")),
    )
    op.create_table(
        "returns",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("campaign", sa.String(40), nullable=False),
        sa.Column("sheet", sa.String(200), nullable=False),
        sa.Column("certificates", sa.String(200)),
        sa.Column("by", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("applied_at", Instant),
        sa.Column("counts", Json),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_returns_by_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
    )


def _chain() -> None:
    """The lines that are there get their place and hash in the order in which they were written."""
    op.drop_index("ix_log_entry", table_name="log")
    op.rename_table("log", "log_before")
    if op.get_bind().dialect.name == "postgresql":  # the name of its key stays with a table that is renamed
        op.execute("ALTER TABLE log_before RENAME CONSTRAINT pk_log TO pk_log_before")
    op.create_table(
        "log",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(36)),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("entry", sa.String(36)),
        sa.Column("about", Json, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_log")),
    )
    _copy()
    op.create_index("ix_log_entry", "log", ["entry"])
    op.drop_table("log_before")


def _copy() -> None:
    chain = (
        sa.Column("sequence", sa.BigInteger),
        sa.Column("before", sa.String),
        sa.Column("hash", sa.String),
    )
    bind, old, new = op.get_bind(), _lines("log_before"), _lines("log", *chain)
    past, sequence, before = "", 0, audit_log.FIRST
    while rows := bind.execute(sa.select(old).where(old.c.id > past).order_by(old.c.id).limit(_PIECE)).all():
        made = []
        for row in rows:
            sequence += 1
            line = row._asdict()
            own = audit_log.digest(before, sequence, line)
            made.append({**line, "sequence": sequence, "before": before, "hash": own})
            before, past = own, row.id
        bind.execute(sa.insert(new), made)


def downgrade() -> None:
    for name in ("returns", "national", "handed", "packages"):
        op.drop_table(name)
    op.drop_index("ix_log_entry", table_name="log")
    op.rename_table("log", "log_chained")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE log_chained RENAME CONSTRAINT pk_log TO pk_log_chained")
    op.create_table(
        "log",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(36)),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("entry", sa.String(36)),
        sa.Column("about", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
        sqlite_with_rowid=False,
    )
    kept = '"id", "at", "by", "act", "entry", "about"'
    op.execute(f"INSERT INTO log ({kept}) SELECT {kept} FROM log_chained")
    op.create_index("ix_log_entry", "log", ["entry"])
    op.drop_table("log_chained")
