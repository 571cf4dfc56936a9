"""Who hears what became of a mail: its owner that it is out, whoever asked for it that it did not go, once (the page of the
entry says why and what to do, and nobody looks there unasked), and those who keep the house running."""

from datetime import datetime
from typing import Any

import structlog

from core.adapters.db import Transaction
from core.services import alerts, entries, messages
from core.services.entries import Entry
from core.services.house import House

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
    A fault of ours here leaves the mail settled: it must not go again for a message's sake."""
    if state not in OVER:
        return
    try:
        with tx.attempt():
            entry = entries.load(house, tx, row.entry)
            has_left = not row.by or entries.has_left(tx, entry, row.by)
            url = f"{house.settings.origin}/console/entries/{entry.id}"
            messages.post(
                house, tx, entry.row.owner if has_left else row.by, f"mail_{state}", row.id,
                now=now, entry=entry, mailbox=row.recipient, url=url,
            )  # fmt: skip
    except Exception as fault:
        _log.exception("mail.untold", mail=row.id, fault=type(fault).__name__)
