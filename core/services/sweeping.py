"""What a crash dropped is found again: one turn of `tick`, under a lease that one process holds."""

import secrets
import time
from datetime import timedelta

from sqlalchemy import delete, insert, or_, select, update

from core.adapters.clock import real
from core.adapters.db import Busy, Taken
from core.adapters.tables import codes, leases
from core.services import archives, attaching, checks, inbox, mends, messages, repeats, uploads
from core.services.house import House

LEASE = timedelta(seconds=10)
_SLOW_TURN = 600.0  # seconds between two rounds of tidying


class Sweep:
    """Several may run; the database lease lets one act."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._holder = secrets.token_hex(8)
        self._tidied = 0.0

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
        """Hints again at every row that waits; the job finds out whether it is needed."""
        house = self._house
        with house.db.read() as tx:
            waiting, fixing, sending = checks.due(tx), mends.due(tx), messages.due(tx)
            packing = archives.due(tx)
        if (waiting or fixing or sending or packing) and house.jobs.is_up():
            for attachment, attempt in waiting:
                attaching.hint(house, attachment, attempt)
            for attachment in fixing:
                mends.hint(house, attachment)
            for archive, attempt in packing:
                archives.hint(house, archive, attempt)
            for message, attempt in sending:
                messages.hint(house, message, attempt)
        if time.monotonic() - self._tidied > _SLOW_TURN:
            self._tidied = time.monotonic()
            self._tidy()

    def _tidy(self) -> None:
        """Removes what no repeat and no person can want any more."""
        house = self._house
        uploads.expire(house)
        archives.expire(house)
        inbox.forget(house, before=real() - timedelta(days=2))
        with house.db.write() as tx:
            repeats.forget(tx, before=real() - timedelta(days=7))
            tx.run(delete(codes).where(codes.c.expires_at < real() - timedelta(days=30)))
