"""Where a person's chat stands: which entry, which item, what was offered to choose from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.adapters.db import Transaction
from core.adapters.tables import chats

_OF = select(chats).where(chats.c.person == bindparam("who"))
_FIRST = insert(chats)
_MOVE = (
    update(chats)
    .where(chats.c.person == bindparam("who"))
    .values({name: bindparam(name) for name in ("entry", "field", "cursor", "at")})
)


@dataclass(frozen=True, slots=True)
class Chat:
    """`field` is the item being asked, `cursor` what its cell remembers between two messages."""

    person: str
    entry: str | None = None
    field: str | None = None
    cursor: dict[str, Any] | None = None
    is_new: bool = True


def of(tx: Transaction, person: str) -> Chat:
    row = tx.one(_OF, who=person)
    return Chat(person, row.entry, row.field, row.cursor, is_new=False) if row else Chat(person)


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
