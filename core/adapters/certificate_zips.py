"""Certificates that the national platform sends back, as files in a ZIP: judged before anything is unpacked."""

import hashlib
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core.adapters import zips

_KINDS = ((b"%PDF-", ".pdf"), (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"))
_HEAD = 8


def names(path: Path) -> list[tuple[str, str, str]]:
    """`(name in the archive, stem, ending)` of every file; the ending is what the first bytes prove, "" for another kind.
    Names of old Windows programs are read as GBK. Raises zips.Unfit."""
    zips.judge(path)
    found = []
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            name = PurePosixPath(_called(part).replace("\\", "/"))
            if part.is_dir() or name.name.startswith(".") or "__MACOSX" in name.parts:
                continue
            with archive.open(part) as stream:
                head = stream.read(_HEAD)
            ending = next((ending for start, ending in _KINDS if head.startswith(start)), "")
            found.append((part.filename, name.stem, ending))
    return found


def facts(path: Path, folder: Path | None = None) -> dict[str, Any]:
    """`fault`, `files` (of `names`, with the SHA-256 of the bytes in hex), for a confined process; with a `folder` the bytes of
    the nth one lie there as `n`."""
    try:
        found = names(path)
    except zips.Unfit as refused:
        return {"fault": refused.fault, "files": []}
    told = []
    with zipfile.ZipFile(path) as archive:
        for place, (name, stem, ending) in enumerate(found):
            with archive.open(name) as source:
                told.append((name, stem, ending, _digest(source)))
            if folder is not None:
                with archive.open(name) as source, (folder / str(place)).open("wb") as target:
                    shutil.copyfileobj(source, target)
    return {"fault": None, "files": told}


def _digest(source: IO[bytes]) -> str:
    made = hashlib.sha256()
    while piece := source.read(1 << 20):
        made.update(piece)
    return made.hexdigest()


def _called(part: zipfile.ZipInfo) -> str:
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gbk")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return part.filename
