"""Tables of what staff look through: the texts that are searched, who looks at what, views kept under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from core.adapters.columns import Instant, metadata
from core.adapters.columns import own_id as _id
from core.adapters.columns import pointing as _to

__all__ = ["holds", "near_pairs", "passages", "views"]


def queued_at(context: Any) -> datetime | None:
    """The place of a new entry in every list: when it was sent in, else when it was begun."""
    given = context.get_current_parameters()
    found: datetime | None = given.get("submitted_at") or given.get("created_at")
    return found


passages = Table(
    "passages", metadata, Column("id", Integer, primary_key=True),  # what an entry is found by, folded; the index is adapters.passages'
    _to("entries", "entry", nullable=False, unique=True), Column("text", Text, nullable=False),
)  # fmt: skip
near_pairs = Table(
    "near_pairs", metadata, _to("entries", "entry", primary_key=True), _to("entries", "other", primary_key=True, index=True),  # both ways
)  # fmt: skip
holds = Table(
    "holds", metadata, _to("entries", "entry", primary_key=True), _to("persons", "person", primary_key=True, index=True),  # who has its page open
    Column("since", Instant, nullable=False), Column("until", Instant, nullable=False),
)  # fmt: skip
views = Table(
    "views", metadata, _id(), _to("persons", "person", nullable=False),  # filters of the list under a name
    Column("name", String(40), nullable=False), Column("query", Text, nullable=False),
    Column("is_shared", Boolean, nullable=False, default=False), Column("is_default", Boolean, nullable=False, default=False),
    Column("at", Instant, nullable=False), UniqueConstraint("person", "name"),
)  # fmt: skip
Index("ix_views_shared", views.c.is_shared, views.c.name)
