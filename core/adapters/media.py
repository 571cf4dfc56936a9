"""Looks inside videos and sound with ffprobe."""

from pathlib import Path
from typing import Any


def video_facts(path: Path) -> dict[str, Any]:
    raise NotImplementedError


def audio_facts(path: Path) -> dict[str, Any]:
    raise NotImplementedError


def poster(source: Path, target: Path) -> None:
    raise NotImplementedError
