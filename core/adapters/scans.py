"""Looks inside sealed papers: photo, scan or PDF."""

from pathlib import Path
from typing import Any


def paper_facts(path: Path) -> dict[str, Any]:
    raise NotImplementedError


def preview(source: Path, target: Path) -> None:
    raise NotImplementedError
