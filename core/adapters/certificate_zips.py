"""Certificates that the national platform sends back, as files in a ZIP: judged before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

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


def contents(path: Path, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes of these parts, one after another; `names` has judged the archive."""
    with zipfile.ZipFile(path) as archive:
        for name in wanted:
            yield name, archive.read(name)


def _called(part: zipfile.ZipInfo) -> str:
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gbk")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return part.filename
