"""What a crash dropped is found again: one turn of `tick`, under a lease that one process holds."""

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import insert, or_, select, update

from core.adapters.clock import real
from core.adapters.db import Busy, Taken, Transaction
from core.adapters.tables import leases
from core.services import (
    archives,
    attaching,
    audit_log,
    broadcasting,
    confided,
    digesting,
    holding,
    inbox,
    joining,
    links,
    mailing,
    mends,
    messages,
    packages,
    releasing,
    reminding,
    repeats,
    returning,
    robots,
    safety,
    seats,
    shelving,
    tapping,
    uploads,
    urged,
)
from core.services.house import House

LEASE = timedelta(seconds=10)
_log = structlog.get_logger()
_MINUTE = 60.0
_SLOW_TURN = 600.0  # seconds between two rounds of tidying

# What waits, as the arguments of the hint at it.
_WAITING: tuple[tuple[Callable[[Transaction], Sequence[tuple[Any, ...]]], Callable[..., None]], ...] = (
    (digesting.due, digesting.hint),
    (messages.due, messages.wake),
    (robots.due, robots.hint),
    (mailing.due, mailing.hint),
    (urged.TELLING.waiting, urged.TELLING.hint),
    (broadcasting.TELLING.waiting, broadcasting.TELLING.hint),
    (shelving.due, shelving.hint),
)
# What is done under a lease: its worker may have died.
_LEASED = (
    attaching.CHECKING,
    mends.MENDING,
    archives.PACKING,
    packages.MAKING,
    releasing.RELEASING,
)


class Sweep:
    """Several may run; the database lease lets one act."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._holder = secrets.token_hex(8)
        self._rounds = reminding.Rounds(house)
        self._tidied = 0.0
        self._asked = 0.0

    def holds(self) -> bool:
        """Takes or keeps the lease."""
        try:
            with self._house.db.write(wait=1.0) as tx:
                free = or_(leases.c.until < real(), leases.c.holder == self._holder)
                mine = {"holder": self._holder, "until": real() + LEASE}
                if tx.run(update(leases).where(leases.c.key == "tick", free).values(**mine)):
                    return True
                if tx.one(select(leases.c.key).where(leases.c.key == "tick")):
                    return False
                tx.run(insert(leases).values(key="tick", **mine))
                return True
        except (Busy, Taken):
            return False

    def turn(self) -> None:
        """Reminds where it is time; hints again at every row that waits: the job finds out whether it is needed."""
        house = self._house
        self._rounds.turn(now=house.clock.now())
        with house.db.read() as tx:
            found = [(hint, due(tx)) for due, hint in _WAITING]
            found += [(work.hint, work.due(tx, now=real())) for work in _LEASED]
            is_asking = self._may_ask()
            if is_asking:
                app_id = house.platform.oa_app_id
                found.append((tapping.hint, tapping.due(tx)))
                found.append((safety.hint, [(entry,) for entry in safety.due(tx)]))
                found.append((joining.hint, [(identity,) for identity in joining.due(tx, app_id)]))
        if is_asking:
            seats.pass_on(house)
        if any(rows for _, rows in found) and house.jobs.is_up():
            for hint, rows in found:
                for row in rows:
                    hint(house, *row)
        if time.monotonic() - self._tidied > _SLOW_TURN:
            self._tidied = time.monotonic()
            self._tidy()

    def _may_ask(self) -> bool:
        """Once a minute: a platform that is away is not asked at every turn."""
        if time.monotonic() - self._asked < _MINUTE:
            return False
        self._asked = time.monotonic()
        return True

    def _tidy(self) -> None:
        """Removes what no repeat and no person can want any more."""
        house = self._house
        uploads.expire(house)
        archives.expire(house)
        packages.expire(house)
        returning.expire(house, now=house.clock.now())
        inbox.forget(house, before=real() - timedelta(days=2))
        confided.seal_old(house)
        with house.db.read() as tx:
            sequence, head = audit_log.head(tx)
        _log.info("log.head", sequence=sequence, hash=head)  # outside the database: proves what its end was
        with house.db.write() as tx:
            repeats.forget(tx, before=real() - timedelta(days=7))
            links.forget(tx, now=house.clock.now())
            holding.forget(tx, now=real())
