"""Beside an entry what may be the same achievement: both names, both pictures, and why."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from core.adapters.db import Transaction
from core.services import accounts, alike
from core.services.alike import Alike, Picture
from core.services.entries import Entry
from server import doors

Pieces = tuple[tuple[str, bool], ...]  # (text, whether the other name has it too)


@dataclass(frozen=True)
class Side:
    """A picture as it is shown."""

    title: str
    thumb: str


@dataclass(frozen=True)
class Beside:
    """One other entry beside this one."""

    alike: Alike
    mine: Pieces
    theirs: Pieces
    pairs: tuple[tuple[Side, Side], ...]


def of(tx: Transaction, entry: Entry, *, by: str) -> list[Beside]:
    """For the province; an officer is not asked to judge other units."""
    if not accounts.scope(tx, by, *accounts.PROVINCE).holds(tx, entry.id):
        return []
    return [_beside(entry, one) for one in alike.of(doors.house(), tx, entry.id, by=by)]


def _beside(entry: Entry, one: Alike) -> Beside:
    mine, theirs = _compared(entry.name, one.name)
    pairs = tuple((_side(pair.mine), _side(pair.theirs)) for pair in one.twins)
    return Beside(one, mine, theirs, pairs)


def _side(picture: Picture) -> Side:
    return Side(picture.title, doors.file_url(picture.place, kind="preview") if picture.place else "")


def _compared(mine: str, theirs: str) -> tuple[Pieces, Pieces]:
    steps = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    left = tuple((mine[a:b], tag == "equal") for tag, a, b, _, _ in steps if a < b)
    right = tuple((theirs[a:b], tag == "equal") for tag, _, _, a, b in steps if a < b)
    return left, right
