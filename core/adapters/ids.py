"""Makes keys and codes: UUIDv7 for rows, Crockford characters for people."""

import os
import secrets
import time
import uuid
from datetime import datetime

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new() -> str:
    """A UUIDv7 (RFC 9562): sorts by the time it was made, which is real time, not house time."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


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
