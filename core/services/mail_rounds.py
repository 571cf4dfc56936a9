"""How many mails of one submission there are: the first, and those that people asked for again."""

from collections.abc import Sequence
from typing import Any

from core.domain import phrases
from core.services.entries import Entry

MOST = 5


def of(entry: Entry, held: Sequence[Any]) -> tuple[int, int]:
    """The version of the submission that an entry's mails are of, and how many it has."""
    version = max((row.version for row in held), default=entry.row.version)
    return version, sum(row.version == version for row in held)


def spent(entry: Entry, held: Sequence[Any]) -> dict[str, Any] | None:
    """What is said when no more may go out: parameters of `mail.often`. None while one may."""
    is_spent = of(entry, held)[1] >= MOST
    return {"most": MOST, "mailbox": entry.campaign.mailbox} if is_spent else None


def said(entry: Entry, held: Sequence[Any]) -> str:
    """That as a sentence; "" while another may go out."""
    found = spent(entry, held)
    return phrases.say("mail.often", **found) if found else ""
