"""Tables of the auditor's desk: decisions written down and told later, what an entry said when it was returned, marks
in films, seals accepted with a slip."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from core.adapters.columns import Instant, Json, metadata
from core.adapters.columns import own_id as _id
from core.adapters.columns import pointing as _to

__all__ = ["releases", "snapshots", "time_marks", "verdicts", "waivers"]

releases = Table(
    "releases", metadata, _id(),  # decisions told together, worked off by a job
    Column("campaign", String(40), nullable=False), Column("counts", Json, nullable=False), Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, default=0), Column("lease_until", Instant), _to("persons", "by", nullable=False),
    Column("at", Instant, nullable=False), Column("done_at", Instant),
)  # fmt: skip
Index("ix_releases_due", releases.c.state, releases.c.lease_until)
verdicts = Table(
    "verdicts", metadata, _id(),  # a decision on an entry that nobody but the province knows yet; gone once it is carried out
    _to("entries", "entry", nullable=False, unique=True), Column("act", String(20), nullable=False), Column("reasons", Json, nullable=False),
    Column("version", Integer, nullable=False), _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
    _to("releases", "release", index=True), Column("fault", Text, nullable=False, default=""),
)  # fmt: skip
snapshots = Table(
    "snapshots", metadata, _to("entries", "entry", primary_key=True),  # what an entry said when it was last returned
    Column("texts", Json, nullable=False), Column("files", Json, nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
time_marks = Table(
    "time_marks", metadata, _id(), _to("entries", "entry", nullable=False, index=True), _to("attachments", "attachment", nullable=False),
    Column("milliseconds", BigInteger, nullable=False), Column("note", String(200), nullable=False),
    _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
waivers = Table(
    "waivers", metadata, _id(), _to("entries", "entry", nullable=False, index=True), Column("paper", String(40), nullable=False),
    Column("digest", String(80), nullable=False), Column("reason", Text, nullable=False),  # good while what the paper quotes stays so
    _to("persons", "by", nullable=False), Column("at", Instant, nullable=False), Column("ended_at", Instant),
)  # fmt: skip
