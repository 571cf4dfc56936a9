"""What an entry's page says of a mail that did not go: of the newest one, since another was sent after every older one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.domain import mail_faults, phrases
from core.services import mail_rounds, mail_telling, mailing, pausing
from core.services.entries import Entry
from core.services.house import House


@dataclass(frozen=True, slots=True)
class Trouble:
    """`said`: what happened, why, what to do next. Over: what else holds, and the page of its files with its extraction
    code, to be told by other means."""

    said: str
    is_over: bool
    in_time: str = ""
    by_hand: str = ""
    url: str = ""
    key: str = ""


def of(house: House, tx: Transaction, entry: Entry, held: Sequence[Any], *, now: datetime) -> Trouble | None:
    """The trouble of an entry's mails, the newest first. None where there is none, or no mail is asked for any more."""
    if not held or not mailing.is_open(entry):
        return None
    row = held[0]
    is_paused = row.state == "waiting" and pausing.state(tx) is not None
    next_at = now + (row.due_at - real())  # it is due in real time; the page tells the time of the house
    about = {"mailbox": row.recipient, "now": now, "next_at": next_at, "is_paused": is_paused}
    about["is_spent"] = mail_rounds.spent(entry, held) is not None
    said = mail_faults.told(row.state, row.errcode, **about)
    if not said:
        return None
    if row.state not in mail_telling.OVER:
        return Trouble(said, is_over=False)
    more = {name: phrases.say(f"mail.told.{name}") for name in ("in_time", "by_hand")}
    return Trouble(
        said, is_over=True, url=mailing.url(house, row.code), key=mailing.key(house, row.id), **more
    )
