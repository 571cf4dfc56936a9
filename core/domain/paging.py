"""A page of a list, as every list of the console and of the API is read."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """`next`: where the page after it begins, None on the last one; `total`: lines of the whole list."""

    lines: tuple[Line, ...]
    next: str | None
    total: int
