"""Reasons at hand: the campaign's phrases for an item, and what a reviewer wrote lately. Each may be edited before it goes."""

from dataclasses import dataclass, field

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import reviews
from core.services import campaigns
from core.services.entries import Entry
from core.services.house import House

OWN = 4  # of a person's own reasons are offered an item
_LOOKED = 100  # decisions of theirs that are looked through
GENERAL = "general"


@dataclass(frozen=True)
class AtHand:
    """`phrases` of the campaign in its order, `own` the latest first, none twice."""

    phrases: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)


def at_hand(house: House, tx: Transaction, entry: Entry, *, by: str) -> dict[str, AtHand]:
    """By item, and under `general` what belongs to none. Phrases are those of the newest campaign file: they bind nobody."""
    keys = [*entry.track.by_key, GENERAL]
    found = {key: AtHand() for key in keys}
    for phrase in campaigns.campaign(house, tx, entry.row.campaign).phrases:
        if phrase.track in ("", entry.track.key):
            for key in phrase.fields or (GENERAL,):
                if key in found:
                    found[key].phrases.append(phrase.text)
    for key, text in _own(tx, entry, by):
        at = found.get(key)
        if at and text not in at.own and text not in at.phrases and len(at.own) < OWN:
            at.own.append(text)
    return {key: made for key, made in found.items() if made.phrases or made.own}


def _own(tx: Transaction, entry: Entry, by: str) -> list[tuple[str, str]]:
    """Of entries of the same track: a reason is about an item of it."""
    joined = reviews.c.entry == entry_table.c.id
    here = (reviews.c.by == by, entry_table.c.track == entry.track.key)
    query = select(reviews.c.reasons).join(entry_table, joined).where(*here)
    rows = tx.rows(query.order_by(reviews.c.at.desc(), reviews.c.id.desc()).limit(_LOOKED))
    return [(key, text) for row in rows for key, text in row.reasons.items()]
