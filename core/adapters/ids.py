"""Makes keys and codes: UUIDv7 for rows, Crockford characters for people."""

import os
import secrets
import threading
import time
import uuid
from datetime import datetime

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


_RANDOM = 74  # bits of a key behind its milliseconds
_BACK = 10_000 << _RANDOM  # ten seconds: by so much a clock is set back in its everyday
_lock, _last = threading.Lock(), 0


def _alone() -> None:
    """In a fork: the thread that held the lock, if one did, is not there to give it back."""
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_alone)


def new() -> str:
    """A UUIDv7 (RFC 9562): sorts by the time it was made, which is real time, not house time; those of one process also
    within a millisecond."""
    global _last
    made = (time.time_ns() // 1_000_000) << _RANDOM | int.from_bytes(os.urandom(10)) >> 80 - _RANDOM
    with _lock:
        if _last - _BACK < made <= _last or made >> _RANDOM == _last >> _RANDOM:
            made = _last + 1 + int.from_bytes(os.urandom(6))  # RFC 9562, 6.2, method 2
        _last = made
    moment, high, low = made >> _RANDOM, made >> 62 & 0xFFF, made & (1 << 62) - 1
    return str(uuid.UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low))


def is_key(text: str) -> bool:
    """Whether a text could be a row's key: what comes from outside and names a file is looked at first."""
    return len(text) == 36 and all(letter in "0123456789abcdef-" for letter in text)


def code(length: int = 16) -> str:
    """A public code that nobody guesses: 80 bits in 16 characters."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def read_code(typed: str) -> str:
    """A code as a person typed it: case, O for 0, I and L for 1, dashes and spaces forgiven."""
    return typed.upper().translate(_CONFUSED)


def six_digits() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def of_moment(at: datetime) -> str:
    """What sorts before every key that is made at this real moment or later."""
    return str(uuid.UUID(int=int(at.timestamp() * 1000) << 80))
