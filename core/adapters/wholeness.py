"""Whether the end of a film or a sound is here: what Matroska, AVI, WAV, ASF, FLV, MPEG-TS, MP3 and Ogg say of their length."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

_SLACK = 16  # bytes that careless writers are off by
_EMPTY = 16 * 1024  # zeros that no film has at its end
_SYNC = 0x47
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def is_cut(path: Path, container: str) -> bool:
    """Whether bytes are missing at the end. A format that does not say how long it is, is taken for whole; MP4 and its
    family have `boxes`."""
    judge = _JUDGES.get(container)
    if judge is None:
        return False
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        handle.seek(0)
        return judge(handle, size)


def ends_empty(path: Path) -> bool:
    """Whether a file ends in zeros where its frames should be: a download reserved the room and never filled it."""
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        handle.seek(max(0, size - _EMPTY))
        return not any(handle.read())


def _matroska(handle: BinaryIO, size: int) -> bool:
    """A header, then one segment of a known length; a recorder that streams leaves it unknown."""
    for _ in range(4):
        kind = _number(handle, keep_mark=True)
        length = _number(handle)
        if kind is None or length is None:
            return False
        if kind == 0x18538067:
            return handle.tell() + length > size
        handle.seek(length, 1)
    return False


def _number(handle: BinaryIO, *, keep_mark: bool = False) -> int | None:
    """EBML's number of variable length; None where it is unknown (all ones) or none."""
    first = handle.read(1)
    if not first or first[0] == 0:
        return None
    width = 9 - first[0].bit_length()
    content = first + handle.read(width - 1)
    if len(content) < width:
        return None
    value = int.from_bytes(content)
    if keep_mark:
        return value
    most = (1 << (7 * width)) - 1
    return None if value & most == most else value & most


def _riff(handle: BinaryIO, size: int) -> bool:
    """AVI beyond a gigabyte has several RIFF chunks one after another; WAV has one."""
    place = 0
    while place + 8 <= size:
        handle.seek(place)
        head = handle.read(8)
        length = int.from_bytes(head[4:], "little")
        if head[:4] != b"RIFF" or length in (0, 0xFFFFFFFF):  # unknown when it was written
            return False
        place += 8 + length + length % 2
    return place > size + _SLACK


def _asf(handle: BinaryIO, size: int) -> bool:
    head = handle.read(64 * 1024)
    at = head.find(_ASF_PROPERTIES)
    if not head.startswith(_ASF_HEADER) or at < 0 or len(head) < at + 92:
        return False
    told = int.from_bytes(head[at + 40 : at + 48], "little")
    is_broadcast = head[at + 88] & 1
    return not is_broadcast and told > size + _SLACK


def _flv(handle: BinaryIO, size: int) -> bool:
    """Each tag is followed by its length; so the last four bytes tell where the last tag begins."""
    if size < 13 + 15:  # its head and one tag
        return True
    handle.seek(size - 4)
    length = int.from_bytes(handle.read(4))
    if not 11 <= length <= size - 13:
        return True
    handle.seek(size - 4 - length)
    tag = handle.read(4)
    return int.from_bytes(tag[1:4]) + 11 != length


def _mpegts(handle: BinaryIO, size: int) -> bool:
    """Packets of 188 bytes (192 on a camera's card): a cut through one is seen, a cut between two is none."""
    head = handle.read(192 * 5)
    for start, step in ((0, 188), (4, 192)):
        if len(head) > start + 3 * step and all(head[start + n * step] == _SYNC for n in range(4)):
            return size % step != 0
    return False


def _mp3(handle: BinaryIO, size: int) -> bool:
    """The first frame of most encoders tells the bytes of all frames."""
    start = 0
    head = handle.read(10)
    if head[:3] == b"ID3" and len(head) == 10:
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    handle.seek(start)
    frame = handle.read(200)
    at = max(frame.find(b"Xing"), frame.find(b"Info"))
    if at < 0 or len(frame) < at + 16 or not frame[at + 7] & 2:
        return False
    place = at + 8 + (4 if frame[at + 7] & 1 else 0)
    told = int.from_bytes(frame[place : place + 4])
    return start + told > size + _SLACK


def _ogg(handle: BinaryIO, size: int) -> bool:
    """The last page is whole: its table of lengths and all that it announces are here."""
    handle.seek(max(0, size - 70_000))  # a page has 65,307 bytes at most
    tail = handle.read()
    at = tail.rfind(b"OggS")
    if at < 0:
        return True
    page = tail[at:]
    if len(page) < 27 or len(page) < 27 + page[26]:
        return True
    return 27 + page[26] + sum(page[27 : 27 + page[26]]) > len(page)


_JUDGES: Mapping[str, Callable[[BinaryIO, int], bool]] = {
    "mkv": _matroska, "webm": _matroska, "avi": _riff, "wav": _riff, "asf": _asf, "flv": _flv, "ts": _mpegts,
    "mp3": _mp3, "ogg": _ogg,
}  # fmt: skip
