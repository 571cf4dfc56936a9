"""The lease of a mail that goes out: kept up for each minute in which a piece of it left, however slow the line is."""

import time
from datetime import timedelta

from sqlalchemy import update

from core.adapters.clock import real
from core.adapters.db import Busy
from core.adapters.mail import MailError
from core.adapters.tables import mails
from core.services.house import House

RENEWED = 60.0  # seconds between two signs of life


class Held:
    """Called for each piece."""

    def __init__(self, house: House, mail: str, attempt: int, lease: timedelta) -> None:
        self._house, self._lease, self._last = house, lease, time.monotonic()
        self._mine = (mails.c.id == mail, mails.c.attempt == attempt, mails.c.state == "sending")

    def __call__(self) -> None:
        if time.monotonic() - self._last < RENEWED:
            return
        self._last = time.monotonic()
        try:
            with self._house.db.write() as tx:
                tx.run(update(mails).where(*self._mine).values(due_at=real() + self._lease))
        except Busy:
            return  # the next piece comes soon

    def closing(self, errcode: int) -> None:
        """Before the final dot: what a sender that dies now leaves behind. Raises MailError when another sender took the
        mail over meanwhile (this machine slept, say): its mail is the one that arrives."""
        with self._house.db.write() as tx:
            if not tx.run(update(mails).where(*self._mine).values(errcode=errcode)):
                raise MailError("again")
