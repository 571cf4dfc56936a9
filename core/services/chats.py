"""Where a person's chat stands: which entry, which item, what was offered to choose from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.adapters.db import Transaction
from core.adapters.tables import chats, identities
from core.services import accounts

_OF = (
    select(
        identities.c.person, identities.c.heard_at, chats.c.at, chats.c.entry, chats.c.field, chats.c.cursor
    )
    .select_from(identities.outerjoin(chats, chats.c.person == identities.c.person))
    .where(
        identities.c.kind == "oa",
        identities.c.app_id == bindparam("app"),
        identities.c.subject == bindparam("subject_"),
    )
)
_FIRST = insert(chats)
_MOVE = (
    update(chats)
    .where(chats.c.person == bindparam("who"))
    .values({name: bindparam(name) for name in ("entry", "field", "cursor", "at")})
)


@dataclass(frozen=True, slots=True)
class Chat:
    """`field` is the item being asked, `cursor` what its cell remembers between two messages, `heard_at` when the
    person wrote last."""

    person: str
    entry: str | None = None
    field: str | None = None
    cursor: dict[str, Any] | None = None
    is_new: bool = True
    heard_at: datetime | None = None


def of(tx: Transaction, subject: str, app_id: str, *, now: datetime) -> Chat:
    """The chat of whoever bears an openid; a new person's for a new one. One look, for every message makes it."""
    row = tx.one(_OF, app=app_id, subject_=subject)
    if row is None:
        return Chat(accounts.identify(tx, "oa", app_id, subject, now=now))
    is_new = row.at is None
    return Chat(row.person, row.entry, row.field, row.cursor, is_new=is_new, heard_at=row.heard_at)


def keep(
    tx: Transaction,
    chat: Chat,
    *,
    entry: str | None,
    field: str | None,
    cursor: dict[str, Any],
    now: datetime,
) -> None:
    """Writes the place, if it moved."""
    if not chat.is_new and (chat.entry, chat.field, chat.cursor) == (entry, field, cursor):
        return
    row = {"entry": entry, "field": field, "cursor": cursor, "at": now}
    if chat.is_new:
        tx.run(_FIRST, person=chat.person, **row)
    else:
        tx.run(_MOVE, who=chat.person, **row)
