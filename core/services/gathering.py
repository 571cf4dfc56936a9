"""What two persons hold becomes one person's; a row that both hold stands once."""

from typing import Any

from sqlalchemy import ColumnElement, Table, case, delete, select, update

from core.adapters.db import Transaction
from core.adapters.tables import (
    accepts,
    applications,
    chats,
    consents,
    deliveries,
    entries,
    helpers,
    messages,
    views,
)
from core.services import subscriptions

_OF_A_PERSON = (
    (helpers, ("entry",)),
    (consents, ("campaign", "version")),
    (messages, ("reason", "occasion")),
    (views, ("name",)),
)
_FURTHER = ("failed", "dropped", "waiting", "unknown", "sending", "sent")  # how far a message came


def gather(tx: Transaction, *, keep: str, gone: str) -> None:
    """Moves what helps, agrees, talks and is told; entries have their new owner before."""
    _one_voice(tx, keep=keep, gone=gone)
    for table, keys in _OF_A_PERSON:
        _moved(tx, table, keys, keep=keep, gone=gone)
    twice = select(messages.c.id).where(messages.c.person == gone)
    tx.run(delete(deliveries).where(deliveries.c.message.in_(twice)))
    for table, _ in _OF_A_PERSON:
        tx.run(delete(table).where(table.c.person == gone))
    owned = select(entries.c.id).where(entries.c.owner == keep)
    tx.run(delete(helpers).where(helpers.c.person == keep, helpers.c.entry.in_(owned)))
    _talk(tx, keep=keep, gone=gone)
    tx.run(update(accepts).where(accepts.c.person == gone).values(person=keep))
    subscriptions.moved(tx, keep=keep, gone=gone)
    _applies(tx, keep=keep, gone=gone)


def _one_voice(tx: Transaction, *, keep: str, gone: str) -> None:
    """An occasion that both were told of is said once: by the row that came furthest. What one of them has heard the other
    need not hear; what could not reach one may still reach the other."""
    theirs = messages.alias()
    same = (
        theirs.c.person == gone,
        theirs.c.reason == messages.c.reason,
        theirs.c.occasion == messages.c.occasion,
    )
    further = select(theirs.c.id).where(*same, _rank(theirs) > _rank(messages)).exists()
    mine = [row.id for row in tx.rows(select(messages.c.id).where(messages.c.person == keep, further))]
    tx.run(delete(deliveries).where(deliveries.c.message.in_(mine)))
    tx.run(delete(messages).where(messages.c.id.in_(mine)))


def _rank(told: Any) -> Any:
    return case({state: place for place, state in enumerate(_FURTHER)}, value=told.c.state, else_=-1)


def _moved(tx: Transaction, table: Table, keys: tuple[str, ...], *, keep: str, gone: str) -> None:
    other = table.alias()
    same: list[ColumnElement[Any]] = [other.c[key] == table.c[key] for key in keys]
    is_held = select(other.c.person).where(other.c.person == keep, *same).exists()
    tx.run(update(table).where(table.c.person == gone, ~is_held).values(person=keep))


def _talk(tx: Transaction, *, keep: str, gone: str) -> None:
    """A person is asked one thing at a time: the younger talk goes on."""
    talks = tx.rows(
        select(chats.c.person).where(chats.c.person.in_((keep, gone))).order_by(chats.c.at.desc())
    )
    for older in talks[1:]:
        tx.run(delete(chats).where(chats.c.person == older.person))
    tx.run(update(chats).where(chats.c.person == gone).values(person=keep))


def _applies(tx: Transaction, *, keep: str, gone: str) -> None:
    """One application of a person waits: where both wait, the older one is as if taken back."""
    waiting = (applications.c.person.in_((keep, gone)), applications.c.state == "waiting")
    rows = tx.rows(select(applications.c.id).where(*waiting).order_by(applications.c.id.desc()))
    older = [row.id for row in rows[1:]]
    tx.run(update(applications).where(applications.c.id.in_(older)).values(state="withdrawn"))
    tx.run(update(applications).where(applications.c.person == gone).values(person=keep))
