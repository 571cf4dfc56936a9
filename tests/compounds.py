"""Makes OLE compound files: what the old Office wrote, and what the new one writes when it locks a file."""

import struct

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR = 512
_LEAST = 4096  # bytes of a stream that needs no sectors of its own kind


def compound(path, *names):
    """An OLE file with these streams, each of some noise."""
    streams = [
        (name, bytes(range(256)) * (_LEAST // 256))
        for name in sorted(names, key=lambda n: (len(n), n.upper()))
    ]
    entries = 1 + len(streams)
    directory = -(-entries * 128 // _SECTOR)
    each = _LEAST // _SECTOR
    fat = [_FAT, *range(2, directory + 1), _END]
    starts = []
    for _stream in streams:
        first = len(fat)
        starts.append(first)
        fat += [*range(first + 1, first + each), _END]
    assert len(fat) <= _SECTOR // 4
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    rows = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    for place, ((name, content), start) in enumerate(zip(streams, starts, strict=True), 1):
        right = place + 1 if place < len(streams) else _NONE
        rows.append(_entry(name, 2, right=right, start=start, size=len(content)))
    listed = b"".join(rows).ljust(directory * _SECTOR, b"\0")
    body = struct.pack(f"<{_SECTOR // 4}I", *fat) + listed + b"".join(content for _name, content in streams)
    path.write_bytes(_header() + body)
    return path


def _header():
    start = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    shape = struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    counts = struct.pack("<IIIIIIIII", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0)
    return start + shape + counts + struct.pack("<109I", 0, *[_FREE] * 108)


def _entry(name, kind, *, child=_NONE, right=_NONE, start, size):
    said = (name + "\0").encode("utf-16-le")
    return (
        said.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(said), kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def locked(path):
    """A file behind a password, as Excel, Word and WPS write it."""
    return compound(path, "EncryptionInfo", "EncryptedPackage")


def old_sheet(path):
    """.xls, and .et as WPS writes it."""
    return compound(path, "Workbook")


def old_document(path):
    """.doc, and .wps as WPS writes it."""
    return compound(path, "WordDocument", "1Table")
