"""Tables of what is said: chats, messages and their deliveries, reminders, group robots, mails."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from core.adapters.columns import Instant, Json, metadata
from core.adapters.columns import own_id as _id
from core.adapters.columns import pointing as _to

__all__ = [
    "accepts",
    "alerts",
    "broadcasts",
    "channels",
    "chats",
    "deliveries",
    "digests",
    "idempotency",
    "inbox",
    "inquiries",
    "mails",
    "messages",
    "reminder_slots",
    "reports",
    "robots",
    "subscriptions",
    "taps",
    "urgings",
]

chats = Table(
    "chats", metadata, _to("persons", "person", primary_key=True), Column("entry", String(36)), Column("field", String(40)),
    Column("cursor", Json, nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
inquiries = Table(
    "inquiries", metadata, _id(),  # 人工: questions of workers to the people of their unit or of the province; their words are encrypted
    Column("number", Integer, nullable=False, unique=True), _to("persons", "person", nullable=False, index=True),
    Column("entry", String(36)), Column("campaign", String(40), nullable=False), Column("to", Json, nullable=False),
    Column("question", Text, nullable=False), Column("answer", Text),
    Column("asked_at", Instant, nullable=False), Column("answered_at", Instant, index=True), Column("answered_by", String(36)),
)  # fmt: skip
inbox = Table(
    "inbox", metadata, Column("key", String(64), primary_key=True), Column("reply", Text, nullable=False), Column("at", Instant, nullable=False, index=True),
    sqlite_with_rowid=False,  # one tree a table: each message writes here
)  # fmt: skip
messages = Table(
    "messages", metadata, _id(), _to("persons", "person", nullable=False, index=True), Column("reason", String(40), nullable=False),
    Column("occasion", String(80), nullable=False), Column("body", Json, nullable=False), Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False, default=0), Column("due_at", Instant, nullable=False), Column("at", Instant, nullable=False),
    UniqueConstraint("person", "reason", "occasion"),
)  # fmt: skip
reminder_slots = Table(
    "reminder_slots", metadata, _id(),  # an instant at which a track reminds; `past`: the last person seen to, after a kill
    Column("campaign", String(40), nullable=False), Column("track", String(40), nullable=False), Column("due_at", Instant, nullable=False),
    Column("state", String(20), nullable=False), Column("why", String(20), nullable=False, default=""), Column("past", String(36), nullable=False, default=""),
    Column("told", Integer, nullable=False, default=0), Column("settled_at", Instant), UniqueConstraint("campaign", "track", "due_at"),
)  # fmt: skip
Index("ix_reminder_slots_due", reminder_slots.c.state, reminder_slots.c.due_at)
Index("ix_messages_due", messages.c.state, messages.c.due_at)
deliveries = Table(
    "deliveries", metadata, _id(), _to("messages", "message", nullable=False, index=True), Column("attempt", Integer, nullable=False),
    Column("channel", String(20), nullable=False), Column("outcome", String(20), nullable=False), Column("errcode", Integer),
    Column("platform_id", String(60), index=True), Column("at", Instant, nullable=False), Column("began_at", Instant),
    UniqueConstraint("message", "attempt", "channel"),
)  # fmt: skip
reports = Table(
    "reports", metadata,  # of the platform about a message, come before the answer to the call was written down
    Column("platform_id", String(60), primary_key=True), Column("status", String(40), nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
accepts = Table(
    "accepts", metadata, _id(), _to("persons", "person", nullable=False, index=True),  # 订阅消息: one accept is one send
    Column("template", String(60), nullable=False), Column("source", String(10), nullable=False), Column("at", Instant, nullable=False),
    Column("is_paired", Boolean, nullable=False, default=False),
)  # fmt: skip
taps = Table(
    "taps", metadata, _id(), _to("persons", "person", nullable=False, index=True),  # what the platform told of them, until the template list can be had
    Column("rows", Json, nullable=False), Column("is_change", Boolean, nullable=False), Column("at", Instant, nullable=False),
)  # fmt: skip
subscriptions = Table(
    "subscriptions", metadata, _to("persons", "person", primary_key=True), Column("template", String(60), primary_key=True),
    Column("left", Integer, nullable=False), Column("changed_at", Instant, nullable=False),
)  # fmt: skip
channels = Table(
    "channels", metadata,  # channels of the account that are shut for a while: absent (48001), parked (quota), slow
    Column("key", String(40), primary_key=True), Column("state", String(10), nullable=False), Column("errcode", Integer),
    Column("since", Instant, nullable=False), Column("until", Instant, nullable=False),
)  # fmt: skip
alerts = Table(
    "alerts", metadata,  # what a person must look at; the same thing again counts up
    Column("key", String(120), primary_key=True), Column("code", String(40), nullable=False), Column("about", Json, nullable=False),
    Column("first_at", Instant, nullable=False), Column("last_at", Instant, nullable=False),
    Column("times", Integer, nullable=False, default=1), Column("closed_at", Instant, index=True),
)  # fmt: skip
broadcasts = Table(
    "broadcasts", metadata, _id(), Column("audience", Json, nullable=False), Column("body", Json, nullable=False),
    Column("made_at", Instant, nullable=False), Column("released_at", Instant), Column("count", Integer), Column("by", String(36)),
    Column("past", String(36), nullable=False, default=""), Column("told", Integer, nullable=False, default=0),  # how far it has come, after a kill
    Column("tries", Integer, nullable=False, default=0, server_default="0"), Column("missed", Integer, nullable=False, default=0, server_default="0"),  # of a batch in a row; persons it could not be said to
    Column("finished_at", Instant), Index("ix_broadcasts_due", "released_at", "finished_at"),
)  # fmt: skip
urgings = Table(
    "urgings", metadata, _id(), Column("by", String(36), nullable=False), Column("unit", String(36)), Column("roles", Json, nullable=False),
    Column("made_at", Instant, nullable=False), Column("past", String(36), nullable=False, default=""), Column("told", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0, server_default="0"), Column("missed", Integer, nullable=False, default=0, server_default="0"),  # of a batch in a row; persons it could not be said to
    Column("finished_at", Instant, index=True),  # 催办 that an officer has agreed to, told in batches
)  # fmt: skip
robots = Table(
    "robots", metadata, _id(), _to("units", "unit", nullable=False, index=True), Column("name", String(60), nullable=False),
    Column("sealed", Text, nullable=False), Column("mark", String(64), nullable=False, unique=True), Column("by", String(36)),
    Column("created_at", Instant, nullable=False), Column("stopped_at", Instant), Column("errcode", Integer),
)  # fmt: skip
digests = Table(
    "digests", metadata, _id(), _to("robots", "robot", nullable=False), Column("occasion", String(80), nullable=False),
    Column("text", Text, nullable=False), Column("state", String(20), nullable=False), Column("attempt", Integer, nullable=False, default=0),
    Column("errcode", Integer), Column("due_at", Instant, nullable=False), Column("at", Instant, nullable=False),
    Column("kind", String(90), nullable=False, default=""), Column("quiet", String(20), nullable=False, default=""),  # of one kind the newest is said
    Column("ends_at", Instant), Column("why", String(20), nullable=False, default=""), UniqueConstraint("robot", "occasion"),
)  # fmt: skip
Index("ix_digests_due", digests.c.state, digests.c.due_at)
mails = Table(
    "mails", metadata, _id(), _to("entries", "entry", nullable=False, index=True),  # of an entry that was sent in, to the campaign's mailbox
    Column("version", Integer, nullable=False), Column("round", Integer, nullable=False), Column("code", String(16), nullable=False, unique=True),
    Column("recipient", String(200), nullable=False), Column("subject", Text, nullable=False), Column("listed", Json, nullable=False),
    Column("state", String(20), nullable=False), Column("attempt", Integer, nullable=False, default=0), Column("errcode", Integer), Column("due_at", Instant, nullable=False),
    Column("at", Instant, nullable=False), Column("by", String(36)), Column("sent_at", Instant), Column("opened_at", Instant),
    Column("wrong", Integer, nullable=False, default=0), Column("locked_until", Instant),
    UniqueConstraint("entry", "version", "round"),
)  # fmt: skip
Index("ix_mails_due", mails.c.state, mails.c.due_at)
idempotency = Table(
    "idempotency", metadata, Column("person", String(36), primary_key=True), Column("key", String(80), primary_key=True),
    Column("act", String(120), nullable=False), Column("answer", Json, nullable=False), Column("at", Instant, nullable=False, index=True),
)  # fmt: skip
