"""Where a person reads a message as a whole, when a template, which holds no free words, told them of it: perhaps days after
it came."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.signing import Signing
from core.adapters.tables import messages
from core.domain.refusals import Refused
from core.services import accounts, confided
from core.services.house import House

SALT, DAYS = "message", 60


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a message says, and when it came about."""

    text: str
    at: datetime


def address(house: House, message: str) -> str:
    return f"{house.settings.origin}/told/{Signing(house.settings).serializer(SALT).dumps([message])}"


def read(house: House, tx: Transaction, signed: str, *, by: str | None) -> Whole:
    """The message of such an address. Whoever is known to be somebody else (`by`) reads nothing, nor does anybody once it
    was erased. Raises Refused('words.gone')."""
    told = Signing(house.settings).read(SALT, signed, seconds=DAYS * 86400)
    row = tx.one(select(messages).where(messages.c.id == told[0])) if told else None
    if row is None or (by is not None and accounts.resolve(tx, row.person) != by):
        raise Refused("words.gone")
    return Whole(str(confided.opened(house, row).get("text", "")), row.at)
