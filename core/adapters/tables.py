"""Every table. Keys are UUIDv7 text; a date of the domain is a row with `due_at`; what must be unique is unique here."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from core.adapters.columns import Instant, Json
from core.adapters.columns import metadata as metadata
from core.adapters.columns import own_id as _id
from core.adapters.columns import pointing as _to
from core.adapters.tables_of_deciding import *  # noqa: F403 - one place to import every table from
from core.adapters.tables_of_lists import *  # noqa: F403 - one place to import every table from
from core.adapters.tables_of_lists import queued_at
from core.adapters.tables_of_seats import *  # noqa: F403 - one place to import every table from
from core.adapters.tables_of_talk import *  # noqa: F403 - one place to import every table from

stamps = Table(
    "stamps", metadata, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False)
)
counters = Table(
    "counters",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
leases = Table(
    "leases", metadata,
    Column("key", String(60), primary_key=True), Column("holder", String(60), nullable=False), Column("until", Instant, nullable=False),
)  # fmt: skip

revisions = Table(
    "revisions", metadata, _id(),
    Column("campaign", String(40), nullable=False), Column("number", Integer, nullable=False),
    Column("sha256", String(64), nullable=False), Column("text", Text, nullable=False), Column("recorded_at", Instant, nullable=False),
    UniqueConstraint("campaign", "number"), UniqueConstraint("campaign", "sha256"),
)  # fmt: skip

# People --------------------------------------------------------------------------------------------------------
persons = Table(
    "persons", metadata, _id(),
    Column("name", String(60), nullable=False, default=""), Column("merged_into", String(36)), Column("created_at", Instant, nullable=False),
    Column("epoch", Integer, nullable=False, default=0),  # sessions and tokens of another one have ended
)  # fmt: skip
identities = Table(
    "identities", metadata, _id(), _to("persons", "person", nullable=False, index=True),
    Column("kind", String(20), nullable=False), Column("app_id", String(40), nullable=False), Column("subject", String(128), nullable=False),
    Column("follows", Boolean, nullable=False, default=False), Column("heard_at", Instant), Column("created_at", Instant, nullable=False),
    Column("union_asked_at", Instant),  # when the platform was last asked for the unionid of a follower
    Column("tapped_at", Instant),  # the menu tapped, followed, scanned: a minute's window
    UniqueConstraint("kind", "app_id", "subject"),
)  # fmt: skip
passwords = Table(
    "passwords", metadata,
    Column("login", String(60), primary_key=True), _to("persons", "person", nullable=False, index=True), Column("hash", Text, nullable=False),
    Column("failures", Integer, nullable=False, default=0), Column("locked_until", Instant),
)  # fmt: skip
grants = Table(
    "grants", metadata, _id(), _to("persons", "person", nullable=False, index=True),
    Column("role", String(20), nullable=False), _to("units", "unit", index=True), Column("campaign", String(40)),
    Column("granted_at", Instant, nullable=False), Column("ended_at", Instant),
)  # fmt: skip
Index(
    "uq_grants_live", grants.c.person, grants.c.role, grants.c.unit, grants.c.campaign, unique=True,
    sqlite_where=grants.c.ended_at.is_(None), postgresql_where=grants.c.ended_at.is_(None),
)  # fmt: skip
consents = Table(
    "consents", metadata, _to("persons", "person", primary_key=True), Column("campaign", String(40), primary_key=True),
    Column("version", Integer, primary_key=True), Column("at", Instant, nullable=False),
)  # fmt: skip
codes = Table(
    "codes", metadata,  # one-time links, invitations, joining: the hash alone is kept
    Column("hash", String(64), primary_key=True), Column("kind", String(20), nullable=False), Column("person", String(36)),
    Column("about", Json, nullable=False), Column("expires_at", Instant, nullable=False), Column("used_at", Instant), Column("used_by", String(36)),
)  # fmt: skip

# Units ---------------------------------------------------------------------------------------------------------
units = Table(
    "units", metadata, _id(), _to("units", "parent", index=True),
    Column("kind", String(20), nullable=False), Column("is_direct", Boolean, nullable=False, default=False),
    Column("is_confirmed", Boolean, nullable=False, default=True), Column("successor", String(36)), Column("created_at", Instant, nullable=False),
    Column("gone_at", Instant),  # when it was merged into its successor, below which it stands from then on
)  # fmt: skip
unit_names = Table(
    "unit_names", metadata, _id(), _to("units", "unit", nullable=False, index=True),
    Column("name", String(100), nullable=False), Column("normalised", String(100), nullable=False, index=True),
    Column("since", Instant, nullable=False), Column("until", Instant),
)  # fmt: skip

contacts = Table(
    "contacts", metadata, _to("units", "unit", primary_key=True), Column("name", String(60), nullable=False, default=""),
    Column("sealed", Text), Column("mark", String(64)), Column("changed_at", Instant, nullable=False),
)  # fmt: skip
unit_quotas = Table(
    "unit_quotas", metadata, _to("units", "unit", primary_key=True), Column("campaign", String(40), primary_key=True),  # instead of the campaign's
    Column("track", String(40), primary_key=True), Column("least", Integer, nullable=False),
)  # fmt: skip
unit_imports = Table(
    "unit_imports", metadata, _id(), Column("rows", Json, nullable=False), Column("digest", String(64), nullable=False),  # of what was shown
    _to("persons", "by", nullable=False), Column("at", Instant, nullable=False), Column("applied_at", Instant),
)  # fmt: skip

# Entries -------------------------------------------------------------------------------------------------------
entries = Table(
    "entries", metadata, _id(),
    Column("number", String(20), unique=True), Column("campaign", String(40), nullable=False), Column("track", String(40), nullable=False),
    _to("persons", "owner", nullable=False, index=True), _to("revisions", "revision", nullable=False),
    Column("state", String(20), nullable=False), Column("last_act", String(20)), Column("returned_from", String(20)),
    Column("version", Integer, nullable=False, default=1), _to("units", "unit", index=True), Column("title", String(200), nullable=False, default=""),
    Column("skipped", Json, nullable=False), Column("sealed_digests", Json), Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False), Column("submitted_at", Instant), Column("confirmed_at", Instant),
    Column("confirmed_how", String(20)), Column("decided_at", Instant), Column("answer_by", Instant),
    Column("category", String(40)), Column("section", String(4)), Column("division", String(10)),  # of the first choice and the first industry asked for
    Column("queued_at", Instant, default=queued_at),  # when it was first sent in, before that begun: with `id` the order of every list
    Column("worst", String(10)), Column("seal", String(10)), Column("is_near", Boolean, nullable=False, default=False, server_default=false()),
    Column("passage", Integer), Column("is_shelved", Boolean, nullable=False, default=True, server_default=true()),  # services.shelving keeps these five
)  # fmt: skip
Index(
    "ix_entries_queue", entries.c.queued_at, entries.c.id, entries.c.state, entries.c.campaign, entries.c.track, entries.c.unit,
    entries.c.category, entries.c.section, entries.c.worst, entries.c.seal, entries.c.is_near, entries.c.passage,
)  # fmt: skip
Index(
    "ix_entries_faceted", entries.c.campaign, entries.c.track, entries.c.state, entries.c.category, entries.c.section, entries.c.worst,
    entries.c.seal, entries.c.is_near, entries.c.division, entries.c.unit, entries.c.passage, entries.c.queued_at,
)  # fmt: skip
Index(
    "ix_entries_unshelved", entries.c.id, sqlite_where=entries.c.is_shelved.is_(False), postgresql_where=entries.c.is_shelved.is_(False),
)  # fmt: skip
Index("ix_entries_owned", entries.c.campaign, entries.c.track, entries.c.owner)
Index("ix_entries_listed", entries.c.campaign, entries.c.track, entries.c.state, entries.c.id)
Index(
    "ix_entries_counted",
    entries.c.campaign,
    entries.c.unit,
    entries.c.track,
    entries.c.state,
    entries.c.submitted_at,
)
helpers = Table(
    "helpers", metadata, _to("entries", "entry", primary_key=True), _to("persons", "person", primary_key=True),
    Column("role", String(20), nullable=False), Column("added_at", Instant, nullable=False),
)  # fmt: skip
answers = Table(
    "answers", metadata, _to("entries", "entry", primary_key=True), Column("field", String(40), primary_key=True),
    Column("value", Json), Column("mark", String(64)), Column("version", Integer, nullable=False), _to("persons", "by", nullable=False),
    Column("at", Instant, nullable=False), Column("safety", String(20), nullable=False, default="unchecked"),
)  # fmt: skip
name_holds = Table(
    "name_holds", metadata,  # A2.8: a name stands once for a unit or a completer, among live entries
    Column("campaign", String(40), primary_key=True), Column("track", String(40), primary_key=True), Column("name", String(200), primary_key=True),
    Column("holder", String(120), primary_key=True), _to("entries", "entry", nullable=False, index=True),
)  # fmt: skip
titles = Table(
    "titles", metadata, Column("id", Integer, primary_key=True),  # of live entries, normalised; found by adapters.titles
    _to("entries", "entry", nullable=False, unique=True), Column("track", String(40), nullable=False), Column("name", String(200), nullable=False),
)  # fmt: skip
picture_marks = Table(
    "picture_marks", metadata,  # four pieces of a picture's hash (adapters.marks); those of what is not live are passed over
    Column("band", Integer, primary_key=True), Column("value", Integer, primary_key=True), _to("attachments", "attachment", primary_key=True, index=True),
    Column("hash", String(16), nullable=False), sqlite_with_rowid=False,
)  # fmt: skip
told_apart = Table(
    "told_apart", metadata,  # pairs of entries that an auditor found to be no duplicates; the lesser id first
    _to("entries", "first", primary_key=True), _to("entries", "second", primary_key=True, index=True),
    _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
permits = Table(
    "permits", metadata, _id(),  # late permits of the province, for one unit or one entry
    Column("campaign", String(40), nullable=False), Column("track", String(40), nullable=False), _to("units", "unit"), _to("entries", "entry"),
    Column("until", Instant, nullable=False), _to("persons", "by", nullable=False), Column("reason", Text, nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip

# Files ---------------------------------------------------------------------------------------------------------
attachments = Table(
    "attachments", metadata, _id(), _to("entries", "entry", nullable=False, index=True), Column("field", String(40), nullable=False),
    Column("item", String(40)), Column("filename", String(200), nullable=False), Column("size", BigInteger, nullable=False),
    Column("sha256", String(64)), Column("place", String(200)), Column("preview", String(200)), Column("thumb", String(200)), Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, default=0), Column("lease_until", Instant), Column("facts", Json), Column("fixing", String(20)),
    Column("fixing_with", Json), Column("progress", Integer), Column("mended_from", String(36)), Column("source", String(20), nullable=False, default="upload"), _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
    Column("removed_at", Instant), Column("safety", String(20), nullable=False, default="unchecked"), Column("trace", String(80), index=True),
    Column("checked_at", Instant), Column("is_told", Boolean, nullable=False, default=False),
)  # fmt: skip
Index("ix_attachments_due", attachments.c.state, attachments.c.lease_until)
Index("ix_attachments_untold", attachments.c.is_told, attachments.c.state, attachments.c.entry)
uploads = Table(
    "uploads", metadata, _id(), _to("entries", "entry", nullable=False, index=True), Column("field", String(40), nullable=False),
    Column("item", String(40)), Column("filename", String(200), nullable=False), Column("title", String(80), nullable=False, default=""),
    Column("length", BigInteger, nullable=False), Column("offset", BigInteger, nullable=False, default=0), Column("sha256", String(64)),
    Column("expires_at", Instant, nullable=False, index=True),
    _to("persons", "by", nullable=False), Column("attachment", String(36)), Column("created_at", Instant, nullable=False),
)  # fmt: skip

archives = Table(
    "archives", metadata, _id(), _to("entries", "entry", nullable=False, index=True),  # of one entry: made by a job, fetched in pieces
    Column("version", Integer, nullable=False), Column("state", String(20), nullable=False), Column("attempt", Integer, nullable=False, default=0),
    Column("lease_until", Instant), Column("progress", Integer), Column("place", String(200)), Column("size", BigInteger),
    _to("persons", "by", nullable=False), Column("at", Instant, nullable=False), UniqueConstraint("entry", "version"),
)  # fmt: skip

# Papers, decisions ---------------------------------------------------------------------------------------------
papers = Table(
    "papers", metadata, _id(), Column("code", String(16), nullable=False, unique=True), _to("entries", "entry", nullable=False, index=True),
    Column("kind", String(40), nullable=False), _to("revisions", "revision", nullable=False), Column("digest", String(80), nullable=False),
    Column("quoted", Json, nullable=False), Column("content", Json), Column("made_at", Instant, nullable=False), UniqueConstraint("entry", "kind", "digest"),
)  # fmt: skip
reviews = Table(
    "reviews", metadata, _id(), _to("entries", "entry", nullable=False, index=True), _to("persons", "by"), Column("role", String(20), nullable=False),
    Column("act", String(20), nullable=False), Column("reasons", Json, nullable=False), Column("note", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False), Column("answer_by", Instant), Index("ix_reviews_by", "by", "at"),
)  # fmt: skip
certificates = Table(
    "certificates", metadata, _id(), _to("entries", "entry", nullable=False, unique=True), Column("number", String(20), nullable=False, unique=True),
    Column("code", String(16), nullable=False, unique=True), _to("revisions", "revision", nullable=False), Column("content", Json, nullable=False),
    Column("issued_at", Instant, nullable=False), Column("revoked_at", Instant), Column("reason", Text),
)  # fmt: skip
log = Table(
    "log", metadata, Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False), Column("at", Instant, nullable=False), Column("by", String(36)), Column("act", String(40), nullable=False),
    Column("entry", String(36), index=True), Column("about", Json, nullable=False),  # ids and field keys, never values
    Column("before", String(64), nullable=False), Column("hash", String(64), nullable=False),  # of the line before, and its own (services.audit_log)
)  # fmt: skip
packages = Table(
    "packages", metadata, _id(),  # what staff take home, made by a job: a hand-over, certificates of a ceremony
    Column("kind", String(20), nullable=False), Column("campaign", String(40), nullable=False), Column("track", String(40), nullable=False, default=""),
    _to("units", "unit"), _to("entries", "entry"), Column("about", Json, nullable=False), Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, default=0), Column("lease_until", Instant), Column("progress", Integer), Column("place", String(200)),
    Column("size", BigInteger), Column("counts", Json), _to("persons", "by", nullable=False), Column("at", Instant, nullable=False), Column("sent_at", Instant),
)  # fmt: skip
Index("ix_packages_due", packages.c.state, packages.c.lease_until)
handed = Table(
    "handed", metadata, _to("packages", "package", primary_key=True), _to("entries", "entry", primary_key=True, index=True),
    Column("version", Integer, nullable=False), Column("mark", String(64), nullable=False), Column("change", String(10), nullable=False),
)  # fmt: skip
national = Table(
    "national", metadata, _to("entries", "entry", primary_key=True), Column("campaign", String(40), nullable=False),  # what the national platform said
    Column("number", String(60), nullable=False), Column("verdict", String(60), nullable=False, default=""), Column("note", Text, nullable=False, default=""),
    Column("certificate", String(200)), Column("certificate_name", String(200)), _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
    UniqueConstraint("campaign", "number"),
)  # fmt: skip
returns = Table(
    "returns", metadata, _id(), Column("campaign", String(40), nullable=False),  # a sheet of the national platform, before and after it was taken in
    Column("sheet", String(200), nullable=False), Column("certificates", String(200)), _to("persons", "by", nullable=False),
    Column("at", Instant, nullable=False), Column("applied_at", Instant), Column("counts", Json),
)  # fmt: skip

# Roadshow ------------------------------------------------------------------------------------------------------
receipts = Table(
    "receipts", metadata, _to("entries", "entry", primary_key=True),  # N10: who of the province noted that the materials are there
    Column("how", String(20), nullable=False), Column("received_at", Instant, nullable=False), Column("place", String(200)),
    _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
ticks = Table(
    "ticks", metadata, _to("entries", "entry", primary_key=True), Column("point", String(120), primary_key=True),  # A3.4, by its words
    _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
scores = Table(
    "scores", metadata, _to("entries", "entry", primary_key=True), Column("expert", String(40), primary_key=True),
    Column("hundredths", Integer, nullable=False), _to("persons", "by", nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
courses = Table(
    "courses", metadata, _to("entries", "entry", primary_key=True), Column("title", String(200), nullable=False),
    Column("bank", Json, nullable=False), _to("persons", "by", nullable=False), Column("published_at", Instant, nullable=False, index=True),
)  # fmt: skip
