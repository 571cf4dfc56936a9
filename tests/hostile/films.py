"""MP4s that lie: sizes of boxes, counts in tables, times, boxes in boxes in boxes."""

import struct

from tests.hostile import mutating

_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta", b"dinf"}
_TABLES = (b"stsz", b"stco", b"stsc", b"stts", b"ctts", b"stss", b"elst", b"stsd")
_SIZES = (0, 1, 4, 7, 8, 9, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def places(content, start=0, end=None):
    """(offset, size, kind) of every box, outer ones before those within."""
    found, at = [], start
    end = len(content) if end is None else end
    while at + 8 <= end:
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if size < 8 or at + size > end:
            break
        found.append((at, size, kind))
        if kind in _HOLDERS:
            found += places(content, at + 8, at + size)
        at += size
    return found


def sizes(chance, content):
    """One or two boxes say another size than they have."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 2])):
        at, size, _ = chance.choice(places(content))
        wrong = chance.choice([*_SIZES, size - 1, size + 1, size * 2, size // 2])
        struct.pack_into(">I", made, at, wrong)
        if wrong == 1 and at + 16 <= len(made):
            struct.pack_into(">Q", made, at + 8, chance.choice([0, 8, 2**31, 2**63, 2**64 - 1]))
    return bytes(made)


def kinds(chance, content):
    made = bytearray(content)
    at, _, _ = chance.choice(places(content))
    wrong = chance.choice(
        [b"free", b"moov", b"mdat", b"uuid", b"meta", b"\0\0\0\0", b"trak", b"moof", b"sidx"]
    )
    made[at + 4 : at + 8] = wrong
    return bytes(made)


def counts(chance, content):
    """A table has more rows than bytes."""
    made = bytearray(content)
    tables = [(at, size, kind) for at, size, kind in places(content) if kind in _TABLES]
    for at, size, kind in chance.sample(tables, chance.choice([1, 3])):
        there = 16 if kind == b"stsz" else 12
        if size >= there + 4:
            struct.pack_into(
                ">I", made, at + there, chance.choice([0, 1, 0x00FFFFFF, 0x7FFFFFFF, 0xFFFFFFFF])
            )
    return bytes(made)


def rows(chance, content):
    """Numbers within a table, a header, a description of the frames."""
    made = bytearray(content)
    at, size, _ = chance.choice([place for place in places(content) if place[2] not in (*_HOLDERS, b"mdat")])
    inner = bytes(made[at + 8 : at + size])
    if len(inner) > 12:
        made[at + 8 : at + size] = mutating.words(chance, inner)
    return bytes(made)


def moved(chance, content):
    """A box is missing, stands twice, a thousand times, elsewhere."""
    at, size, _ = chance.choice(places(content))
    box, rest = content[at : at + size], content[:at] + content[at + size :]
    there = chance.choice([place[0] for place in places(content)])
    again = 1000 if size < 2000 else 2
    return chance.choice([rest, content + box, rest + box, content[:there] + box * again + content[there:]])


def nested(chance, content):
    """Boxes within boxes, far deeper than any writer goes."""
    made = b""
    for _ in range(chance.choice([50, 2000, 20_000])):
        made = struct.pack(">I", len(made) + 8) + chance.choice([b"moov", b"trak", b"mdia", b"udta"]) + made
    return content[: places(content)[0][1]] + made + content[places(content)[0][1] :]


def times(chance, content):
    """Rates of nothing a second, films of a thousand years."""
    made = bytearray(content)
    for at, size, kind in places(content):
        if kind in (b"mvhd", b"mdhd", b"tkhd", b"stts") and size >= 28:
            struct.pack_into(">I", made, at + chance.choice([20, 24]), chance.choice([0, 1, 0xFFFFFFFF]))
    return bytes(made)


MUTATIONS = (mutating.anyhow, mutating.anyhow, sizes, kinds, counts, rows, moved, nested, times)
