"""Letters and certificates as PDF."""

from collections.abc import Sequence
from typing import Any


def letters(pages: Sequence[dict[str, Any]]) -> bytes:
    raise NotImplementedError


def certificate(content: dict[str, Any]) -> bytes:
    raise NotImplementedError
