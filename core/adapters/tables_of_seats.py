"""Tables of seats at units: who applies for one with a sealed letter."""

from sqlalchemy import Column, Index, String, Table, Text

from core.adapters.columns import Instant, Json, metadata
from core.adapters.columns import own_id as _id
from core.adapters.columns import pointing as _to

__all__ = ["applications"]

applications = Table(
    "applications", metadata, _id(), _to("persons", "person", nullable=False, index=True), _to("units", "unit"),
    Column("unit_name", String(100), nullable=False), Column("name", String(60), nullable=False), Column("phone", Text, nullable=False),  # sealed
    Column("filename", String(200), nullable=False), Column("place", String(200), nullable=False), Column("preview", String(200)),
    Column("facts", Json, nullable=False), Column("state", String(20), nullable=False), Column("reason", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False), Column("decided_at", Instant), _to("persons", "decided_by"),
)  # fmt: skip
Index(
    "uq_applications_waiting", applications.c.person, unique=True,
    sqlite_where=applications.c.state == "waiting", postgresql_where=applications.c.state == "waiting",
)  # fmt: skip
Index("ix_applications_listed", applications.c.state, applications.c.id)
