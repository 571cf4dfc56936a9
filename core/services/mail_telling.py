"""Who hears what became of a mail: its owner that it is out, whoever asked for it that it did not go, once (the page of the
entry says why and what to do, and nobody looks there unasked), and those who keep the house running."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import and_, exists, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import mails
from core.services import alerts, entries, messages
from core.services.entries import Entry
from core.services.house import House

# under review, here or on the national platform: its mail may go out, its link is good
OPEN = ("submitted", "accepted", "shortlisted", "forwarded")
OVER = ("failed", "unknown")  # given up, or in doubt twice: a person must do something
_log = structlog.get_logger()


def alert(house: House, row: Any, what: str, *, now: datetime, errcode: int) -> None:
    """Those who keep the house running hear of it too."""
    with house.db.write() as tx:
        alerts.note(tx, f"mail.{what}", row.id, now=now, errcode=errcode, entry=row.entry)


def sent(house: House, row: Any, entry: Entry, count: int, *, now: datetime) -> None:
    """The owner hears that it is out; it is, whatever becomes of this."""
    try:
        with house.db.write() as tx:
            about = {"count": count, "mailbox": row.recipient}
            messages.post(house, tx, entry.row.owner, "mailed", row.id, now=now, entry=entry, **about)
    except Exception as fault:
        _log.exception("mail.untold", mail=row.id, fault=type(fault).__name__)


def over(house: House, tx: Transaction, row: Any, state: str, *, now: datetime) -> None:
    """In the transaction that settles the mail. Who asked and has left since does not hear, their course's next owner does.
    Nobody hears of a mail that nothing hangs on any more.
    A fault of ours here leaves the mail settled: it must not go again for a message's sake."""
    if state not in OVER:
        return
    try:
        with tx.attempt():
            entry = entries.load(house, tx, row.entry)
            person = _listener(tx, row, entry)
            if person is None or outdated(tx, [row.id]):
                return
            url = f"{house.settings.origin}/console/entries/{entry.id}"
            about = {"mailbox": row.recipient, "url": url}
            messages.post(house, tx, person, f"mail_{state}", row.id, now=now, entry=entry, **about)
    except Exception as fault:
        _log.exception("mail.untold", mail=row.id, fault=type(fault).__name__)


def _listener(tx: Transaction, row: Any, entry: Entry) -> str | None:
    for person in (row.by, entry.row.owner):
        if person and not entries.has_left(tx, entry, person):
            return str(person)
    return None


def outdated(tx: Transaction, wanted: Collection[str]) -> set[str]:
    """Of these mails, those that nothing hangs on any more: the entry was taken back or decided, or has a newer mail,
    whatever becomes of that one."""
    later = mails.alias()
    again = and_(later.c.version == mails.c.version, later.c.round > mails.c.round)
    newer = exists().where(later.c.entry == mails.c.entry, or_(later.c.version > mails.c.version, again))
    held = select(mails.c.id).join(entry_table, entry_table.c.id == mails.c.entry)
    found = held.where(mails.c.id.in_(wanted), or_(entry_table.c.state.not_in(OPEN), newer))
    return {row.id for row in tx.rows(found)}
