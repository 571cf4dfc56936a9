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


def find(tx: Transaction, *, by: str) -> dict[str, Any] | None:
    """What was answered under this request's key; None when it is the first, or has no key."""
    key, act = _asked()
    return repeats.find(tx, by, key, act) if key else None


def keep(tx: Transaction, answer: dict[str, Any], *, by: str) -> None:
    """The answer under this request's key, in the transaction of its act."""
    key, act = _asked()
    if key:
        repeats.keep(tx, by, key, act, answer)


@contextmanager
def once(tx: Transaction, *, by: str) -> Iterator[Kept]:
    """Looks the key up before the act and writes it after, in the act's own transaction."""
    answer = Kept(find(tx, by=by))
    known = answer.kept is not None
    yield answer
    if not known and answer.kept is not None:
        keep(tx, answer.kept, by=by)


def _asked() -> tuple[str, str]:
    return request.headers.get("Idempotency-Key", "")[:80], f"{request.method} {request.path}"[:120]
