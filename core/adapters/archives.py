"""One ZIP of many files, written in pieces: a film of 4 GB is never in memory."""

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_PIECE = 1024 * 1024
_ZIP64 = 2_000_000_000  # bytes: a part that may grow beyond 2 GB says so in its header


@dataclass(frozen=True, slots=True)
class Part:
    """A name with its folders, and where the bytes are: on disk, or at hand."""

    name: str
    path: Path | None = None
    content: bytes = b""

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path is not None else len(self.content)


def write(
    target: Path, parts: Sequence[Part], *, at: datetime, told: Callable[[int], None] = lambda percent: None
) -> None:
    """The archive at `target`, durable when this returns. Films and photos are packed already and are only put in;
    names are UTF-8 and say so, which Windows needs to know. `told` hears percents. Raises OSError where a file is gone
    or the disk is full."""
    whole, done = sum(part.size for part in parts) or 1, 0
    moment = (max(1980, at.year), at.month, at.day, at.hour, at.minute, at.second)
    with target.open("wb") as handle:
        with zipfile.ZipFile(handle, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for part in parts:
                entry = zipfile.ZipInfo(part.name, moment)
                entry.external_attr = 0o644 << 16
                with archive.open(entry, "w", force_zip64=part.size > _ZIP64) as place:
                    for piece in _pieces(part):
                        place.write(piece)
                        done += len(piece)
                        told(min(99, done * 100 // whole))
        handle.flush()
        os.fsync(handle.fileno())


def _pieces(part: Part) -> Iterator[bytes]:
    if part.path is None:
        yield part.content
        return
    with part.path.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece
