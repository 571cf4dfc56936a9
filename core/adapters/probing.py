"""Looks into a stranger's file: facts, size and hash, from a confined process."""

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from core.adapters import confined
from core.adapters.confined import Limits

# kind: who looks. Each is `look(path, drawn)`: facts, and with `drawn` also a preview there (see `probe`).
KINDS = {
    "photo": "core.adapters.images:photo_facts",
    "video": "core.adapters.media:video_facts",
    "audio": "core.adapters.media:audio_facts",
    "bank": "core.adapters.bank_reading:bank_facts",
    "paper": "core.adapters.scans:paper_facts",
}
FAULTS = frozenset(
    {"empty", "not_an_image", "truncated", "bomb", "not_media", "no_moov", "not_a_sheet", "zip_bomb"}
    | {"not_a_document", "encrypted", "old_sheet", "old_document", "old_slides", "timeout", "unreadable"}
    | {"odd_jpeg", "macros"}
)
SECONDS = 20.0  # of a processor at most, for one file


def probe(
    kind: str,
    path: Path,
    *,
    drawn: Path | None = None,
    sha256: str | None = None,
    seconds: float = SECONDS,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Facts of a file, flat and JSON-able. `kind` is one of KINDS. Always there: `bytes`, `sha256`, `fault` (None or one
    of FAULTS), `readable`. With `drawn` a preview lies there afterwards, and a thumbnail at `images.thumb_of(drawn)`, where
    the file can be shown at all. `sha256`: of a file that was read to its end before. `options` are those of whoever
    looks. Whatever the file does to the prober is a fault, not an exception. Raises KeyError for another kind, OSError
    where the storage does not give it."""
    look = KINDS[kind]
    path = path.resolve()
    size = path.stat().st_size
    with ThreadPoolExecutor(1) as beside:  # the hash is made while the other process looks
        hashing = beside.submit(_hash, path) if sha256 is None else None
        facts = _looked(look, path, drawn, seconds, options or {}) if size else {"fault": "empty"}
        known = {"bytes": size, "sha256": hashing.result() if hashing else sha256}
    fault = facts.get("fault")
    if fault is not None and fault not in FAULTS:
        fault = "unreadable"
    return {**facts, **known, "fault": fault, "readable": fault is None}


def _looked(
    look: str, path: Path, drawn: Path | None, seconds: float, options: Mapping[str, Any]
) -> dict[str, Any]:
    told = {**options, "drawn": str(drawn.absolute())} if drawn else dict(options)
    return confined.run(look, path, limits=Limits(seconds=seconds), options=told)


def _hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
