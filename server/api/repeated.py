"""`Idempotency-Key`: an act sent again with its key is not done again and gets the same answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import request

from core.adapters.db import Transaction
from core.services import repeats


@dataclass
class Kept:
    """What the first request with this key answered; None when this is the first."""

    kept: dict[str, Any] | None = None

    def keep(self, answer: dict[str, Any]) -> None:
        self.kept = answer


@contextmanager
def once(tx: Transaction, *, by: str) -> Iterator[Kept]:
    """Looks the key up before the act and writes it after, in the act's own transaction."""
    key = request.headers.get("Idempotency-Key", "")[:80]
    act = f"{request.method} {request.path}"[:120]
    answer = Kept(repeats.find(tx, by, key, act) if key else None)
    known = answer.kept is not None
    yield answer
    if key and not known and answer.kept is not None:
        repeats.keep(tx, by, key, act, answer.kept)
