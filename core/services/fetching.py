"""The page behind the link in a mail: whoever has the extraction code fetches the files, until the review ends."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import mails
from core.domain import clockwork
from core.domain.refusals import Refused
from core.services import audit_log, entries, mailing, parcels
from core.services.house import House

TRIES = 5  # wrong codes, until the page is shut for a while
SHUT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file of a mail: its name by the notice, where it lies in the storage, bytes."""

    name: str
    place: str
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page shows once the code was right."""

    subject: str
    files: tuple[Fetched, ...]


def known(house: House, tx: Transaction, code: str) -> Any:
    """The mail of a link that is still good. Raises Refused: mail.link.unknown (never was, or the review has ended),
    mail.link.newer (the course was sent in anew since: its files are no longer those of this mail)."""
    row = tx.one(select(mails).where(mails.c.code == ids.read_code(code)))
    if row is None or entries.load(house, tx, row.entry).state not in mailing.OPEN:
        raise Refused("mail.link.unknown")
    since = (mails.c.entry == row.entry, mails.c.version > row.version)
    if newer := tx.value(select(func.min(mails.c.at)).where(*since)):
        raise Refused("mail.link.newer", at=clockwork.minute_text(newer))
    return row


def unlock(house: House, code: str, typed: str, *, now: datetime) -> Opened:
    """The files, for the right extraction code; wrong ones are counted. Raises Refused: mail.link.unknown,
    mail.link.newer, mail.key.wrong, mail.key.tries."""
    with house.db.write() as tx:
        here = mails.c.code == ids.read_code(code)
        tx.one(select(mails.c.id).where(here).with_for_update())  # guesses are counted one by one
        row = known(house, tx, code)
        if row.locked_until and row.locked_until > real():
            raise Refused("mail.key.tries", minutes=int(SHUT.total_seconds() // 60))
        is_right = hmac.compare_digest(ids.read_code(typed).encode(), mailing.key(house, row.id).encode())
        if not is_right:
            left = _count_wrong(tx, row)
        else:
            tx.run(update(mails).where(mails.c.id == row.id).values(wrong=0, opened_at=row.opened_at or now))
            audit_log.note(tx, "mail.open", by=None, now=now, entry=row.entry, mail=row.id)
    if not is_right:
        raise (
            Refused("mail.key.wrong", left=left)
            if left
            else Refused("mail.key.tries", minutes=int(SHUT.total_seconds() // 60))
        )
    with house.db.read() as tx:
        known(house, tx, code)  # it may have been sent in anew in between
        parcel = parcels.of(house, entries.load(house, tx, row.entry))
    root = house.files.path("")
    files = [
        Fetched(part.name, str(part.path.relative_to(root)), part.size)
        for part in parcel.files
        if part.path is not None
    ]
    return Opened(row.subject, tuple(files))


def _count_wrong(tx: Transaction, row: Any) -> int:
    """How many tries are left."""
    wrong = row.wrong + 1
    is_shut = wrong >= TRIES
    until = real() + SHUT if is_shut else None
    tx.run(
        update(mails).where(mails.c.id == row.id).values(wrong=0 if is_shut else wrong, locked_until=until)
    )
    return 0 if is_shut else TRIES - wrong
