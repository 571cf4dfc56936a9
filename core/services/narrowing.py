"""What a list of entries is narrowed to, as conditions. What follows from the content of an entry never finds a draft."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, literal, or_, select

from core.adapters import passages
from core.adapters.db import Transaction
from core.adapters.tables import entries, holds, verdicts
from core.domain import terms
from core.services import accounts, campaigns, progress, units
from core.services.entries import CLOSED
from core.services.house import House

_NUMBER = re.compile(r"[A-Za-z0-9]+-[0-9]+")
UNITS = 20  # that a part of a name may mean
Columns = Any  # of the entries, or of what was counted of them
_SEALED = ("valid", "stale", "foreign", "eye")  # some sheet is there: core/services/shelving.py


@dataclass(frozen=True, slots=True)
class Wait:
    """Whose turn it is with entries of a track in a state. `since`: only those first sent in up to that moment, whose sheet is
    there to be opened."""

    role: str
    campaign: str
    track: str
    state: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; blank is no matter. `unit`: a part of a unit's name, or its id, with all below it. `text`: words
    that all stand in the texts, names or number. `worst`: some, must, none. `waiting`: of these roles' turns. `held`: whose page is
    open at that moment, (person, moment). `since` to before `until`: when it was first sent in."""

    states: tuple[str, ...] = ()
    campaign: str = ""
    track: str = ""
    unit: str = ""
    text: str = ""
    category: str = ""
    section: str = ""
    worst: str = ""
    seal: str = ""
    is_near: bool = False
    waiting: tuple[Wait, ...] = ()
    held: tuple[str, datetime] | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`fixed` hold for entries alone; each of `facets` can be asked of other columns too, to count what else there would be.
    `is_about`: longer words were not looked up in each text, since too many hold their parts."""

    fixed: tuple[Any, ...]
    facets: Mapping[str, Callable[[Columns], Any]]
    is_about: bool

    @property
    def all(self) -> Any:
        return and_(True, *self.fixed, *(made(entries.c) for made in self.facets.values()))


def waiting(house: House, tx: Transaction, *, now: datetime) -> tuple[Wait, ...]:
    """Where entries of each campaign wait, and for whom: the unit's officer confirms, the province audits; where no officer has
    answered in `confirm_days`, the province may go on by the sealed sheet; a course that a unit sends in waits for the province
    (N6, N7, N9)."""
    found: list[Wait] = []
    for key in campaigns.newest(house, tx):
        campaign = campaigns.campaign(house, tx, key)
        overdue = now - timedelta(days=campaign.confirm_days)
        for track in campaign.tracks:
            if track.starts_by == "unit":
                found.append(Wait("auditor", key, track.key, "submitted"))
                continue
            found += [
                Wait("officer", key, track.key, "submitted"),
                Wait("auditor", key, track.key, "confirmed"),
            ]
            if track.paper_field is not None:
                found.append(Wait("auditor", key, track.key, "submitted", overdue))
    return tuple(found)


def officers_turn(house: House, tx: Transaction, *, now: datetime) -> tuple[Wait, ...]:
    """Where an officer is asked to confirm: of each track that workers begin; a course waits for the province. Never none,
    which would narrow nothing."""
    found = tuple(wait for wait in waiting(house, tx, now=now) if wait.role == "officer")
    return found or (Wait("officer", "", "", "submitted"),)


def conditions(tx: Transaction, wanted: Wanted, *, by: str, exactly: bool = False) -> Narrowed:
    """Without the grants of `by`, which the list adds. `exactly`: look longer words up in the texts however many there are."""
    fixed: list[Any] = []
    if wanted.unit.strip():
        fixed.append(entries.c.unit.in_(progress.branches(_units(tx, wanted.unit.strip()))))
    if wanted.waiting:
        fixed.append(or_(False, *(_turn(tx, wait, by) for wait in wanted.waiting)))
    if wanted.held:
        person, now = wanted.held
        fixed.append(
            entries.c.id.in_(select(holds.c.entry).where(holds.c.person == person, holds.c.until > now))
        )
    if wanted.since or wanted.until:
        fixed.append(entries.c.state != "draft")
    if wanted.since:
        fixed.append(entries.c.queued_at >= wanted.since)
    if wanted.until:
        fixed.append(entries.c.queued_at < wanted.until)
    found, is_about = _said(tx, wanted.text.strip(), exactly=exactly)
    return Narrowed((*fixed, *found), _facets(wanted), is_about)


def _said(tx: Transaction, said: str, *, exactly: bool) -> tuple[list[Any], bool]:
    """A whole number means that entry, also where staff know no more of it; anything else is looked for in the texts."""
    if _NUMBER.fullmatch(said):
        numbered = tx.value(select(entries.c.id).where(entries.c.number == said.upper()))
        if numbered:
            return [entries.c.id == numbered], False
    words = terms.words(said)
    if not words:
        return [False] if said else [], False  # marks alone stand in no text
    is_about = not all(map(terms.is_exact, words)) and passages.is_many(tx, words)
    found = passages.holding(tx, entries.c.passage, words, exactly=exactly or not is_about)
    return [and_(entries.c.state.not_in(CLOSED), found)], is_about


def _units(tx: Transaction, said: str) -> tuple[str, ...]:
    if len(said) == 36 and units.exists(tx, said):
        return (said,)
    return tuple(unit.id for unit in units.search(tx, said, limit=UNITS))


def _turn(tx: Transaction, wait: Wait, by: str) -> Any:
    here = (entries.c.campaign == wait.campaign, entries.c.track == wait.track, entries.c.state == wait.state)
    turn = and_(*here, accounts.scope(tx, by, wait.role).where())
    if wait.since is not None:
        turn = and_(turn, entries.c.queued_at <= wait.since, entries.c.seal.in_(_SEALED))
    if (
        wait.role == "auditor"
    ):  # what was decided already and is told later waits for nobody; an officer knows nothing of it
        turn = and_(turn, ~select(verdicts.c.id).where(verdicts.c.entry == entries.c.id).exists())
    return turn


def _facets(wanted: Wanted) -> dict[str, Callable[[Columns], Any]]:
    found: dict[str, Callable[[Columns], Any]] = {}
    if wanted.states:
        found["state"] = lambda c: c.state.in_(wanted.states)
    if wanted.campaign:
        found["kind"] = lambda c: and_(
            c.campaign == wanted.campaign, or_(c.track == wanted.track, literal(not wanted.track))
        )
    for name in ("category", "section", "seal"):
        if said := getattr(wanted, name):
            found[name] = _same(name, said)
    if wanted.worst:
        levels = {"some": ("must", "advise")}.get(wanted.worst, (wanted.worst,))
        found["worst"] = lambda c: and_(c.state.not_in(CLOSED), c.worst.in_(levels))
    if wanted.is_near:
        found["near"] = lambda c: and_(c.state.not_in(CLOSED), c.is_near.is_(True))
    return found


def _same(name: str, said: str) -> Callable[[Columns], Any]:
    return lambda c: and_(c.state.not_in(CLOSED), c[name] == said)
