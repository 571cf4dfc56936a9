"""Where bytes lie: parts of uploads, stored files, previews, kept messages and mails."""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from core.adapters import ids

RESERVE = 64 * 1024 * 1024  # bytes left free, so that the database can still write when the disk fills


class DiskFull(Exception):
    """There is no room for more bytes; what was kept stays."""


class Held(Exception):
    """Another writer has the part open."""


class Part:
    """The growing file of an upload. One writer at a time over all processes of the machine: the kernel's lock on the
    file dies with its holder, so that nobody waits after a kill."""

    def __init__(self, path: Path) -> None:
        self._handle = path.open("r+b", buffering=0)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._handle.close()
            raise Held from None

    def start(self, offset: int) -> None:
        """Goes to `offset`; bytes after it (of a cut request that nobody acknowledged) are dropped."""
        self._handle.truncate(offset)
        self._handle.seek(offset)

    def write(self, chunk: bytes | memoryview) -> None:
        """Writes a whole chunk. Raises DiskFull; the bytes before it stay."""
        view = memoryview(chunk)
        while view:
            try:
                view = view[self._handle.write(view) :]
            except OSError as fault:
                if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                    raise DiskFull from fault
                raise

    def sync(self) -> None:
        os.fsync(self._handle.fileno())

    def close(self) -> None:
        self._handle.close()


class Files:
    """Files on a disk, below STORAGE_URL (file://…). Places are relative paths, never a person's file name."""

    def __init__(self, storage_url: str) -> None:
        parts = urlsplit(storage_url)
        if parts.scheme != "file":
            raise ValueError(f"STORAGE_URL of kind {parts.scheme}: is not supported by this version")
        self._root = Path(parts.path)

    def path(self, place: str) -> Path:
        return self._root / place

    def part(self, upload: str) -> Path:
        """The growing file of an upload."""
        path = self._root / "parts" / upload
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def has_part(self, upload: str) -> bool:
        return ids.is_key(upload) and (self._root / "parts" / upload).exists()

    def open_part(self, upload: str) -> "Part":
        """The part, for its one writer. Never makes one: an upload that was moved on must not leave an empty part
        behind, to be stored over it. Raises Held, FileNotFoundError."""
        return Part(self.part(upload))

    def size(self, place: str) -> int:
        """Bytes of a file, 0 where there is none."""
        try:
            return self.path(place).stat().st_size
        except FileNotFoundError:
            return 0

    def has_room(self, size: int) -> bool:
        self._root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._root).free - size > RESERVE

    def keep(self, source: Path, place: str) -> str:
        """Moves a finished file to its place, durably, and gives its sha256. Doing it again is harmless."""
        target = self.path(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.exists():
            with source.open("rb") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
                os.fsync(handle.fileno())
            source.replace(target)
            _sync_folder(target.parent)
            return digest
        with target.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()

    def put(self, place: str, content: bytes) -> None:
        """Writes a small file as a whole or not at all."""
        target = self.path(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(target)
        _sync_folder(target.parent)

    def remove(self, place: str) -> None:
        self.path(place).unlink(missing_ok=True)

    def is_writable(self) -> bool:
        probe = self._root / ".probe"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"1")
            probe.unlink()
        except OSError:
            return False
        return True


def campaign_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every campaign file, by name."""
    for path in sorted(folder.glob("*.toml")):
        yield path.name, path.read_text(encoding="utf-8")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
