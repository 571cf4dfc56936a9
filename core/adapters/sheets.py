"""Sheets of .xlsx, in and out."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any


def bank_facts(path: Path) -> dict[str, Any]:
    raise NotImplementedError


def bank_template(target: IO[bytes]) -> None:
    raise NotImplementedError


def read_rows(path: Path) -> list[list[str]]:
    raise NotImplementedError


def write_rows(path: Path, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]]) -> None:
    raise NotImplementedError
