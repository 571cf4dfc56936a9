"""JPEGs that lie: lengths of segments, sizes of the frame, tables, scans without end."""

import struct

from tests.hostile import mutating

_SIDES = (0, 1, 7, 8, 4096, 10_000, 10_001, 32_767, 65_500, 65_535)
_FRAMES = range(0xC0, 0xC4)


def segments(content):
    """`[marker, payload]` up to the scan, and the scan with all that follows."""
    found, at = [], 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        size = int.from_bytes(content[at + 2 : at + 4])
        found.append([content[at + 1], content[at + 4 : at + 2 + size]])
        at += 2 + size
    return found, content[at:]


def joined(found, rest):
    said = b"".join(bytes((0xFF, kind)) + struct.pack(">H", len(part) + 2) + part for kind, part in found)
    return b"\xff\xd8" + said + rest


def frame_size(chance, content):
    found, rest = segments(content)
    for one in found:
        if one[0] in _FRAMES:
            size = struct.pack(">HH", chance.choice(_SIDES), chance.choice(_SIDES))
            one[1] = one[1][:1] + size + one[1][5:]
    return joined(found, rest)


def frame_parts(chance, content):
    """Components, their sampling and tables, the precision."""
    found, rest = segments(content)
    for one in found:
        if one[0] in _FRAMES:
            made = bytearray(one[1])
            made[chance.choice([0, 5, *range(6, len(made))])] = chance.choice([0, 1, 0x44, 0x7F, 0xFF])
            one[1] = bytes(made)
    return joined(found, rest)


def lengths(chance, content):
    """One segment says another length than it has."""
    found, rest = segments(content)
    wrong = chance.randrange(len(found))
    before, after = joined(found[:wrong], b""), joined(found[wrong + 1 :], rest)[2:]
    kind, part = found[wrong]
    return (
        before + bytes((0xFF, kind)) + struct.pack(">H", chance.choice([0, 1, 2, 9, 65_535])) + part + after
    )


def tables(chance, content):
    """Each table a little wrong."""
    found, rest = segments(content)
    one = chance.choice([one for one in found if one[1]])
    one[1] = mutating.words(chance, one[1]) if len(one[1]) > 8 else chance.randbytes(len(one[1]))
    return joined(found, rest)


def order(chance, content):
    """Segments missing, twice, a hundred times, in another order."""
    found, rest = segments(content)
    one = chance.choice(found)
    what = chance.randrange(4)
    if what == 0:
        found.remove(one)
    elif what == 1:
        found += [one] * chance.choice([1, 100])
    elif what == 2:
        chance.shuffle(found)
    return joined(found, rest) if what < 3 else joined([], rest)


def scans(chance, content):
    """The scan many times over: each repetition is decoded anew."""
    found, rest = segments(content)
    return joined(found, (rest[:-2] if rest.endswith(b"\xff\xd9") else rest) * chance.choice([2, 40, 400]))


def told(chance, content):
    """EXIF, JFIF, MPF and profiles that say anything."""
    kind, head = chance.choice(
        [(0xE1, b"Exif\0\0MM\0*\0\0\0\x08"), (0xE1, b"Exif\0\0II*\0\x08\0\0\0"), (0xE0, b"JFIF\0\x01\x02"),
         (0xE2, b"MPF\0MM\0*\0\0\0\x08"), (0xE2, b"ICC_PROFILE\0\x01\x01"), (0xED, b"Photoshop 3.0\0" + b"8BIM")]
    )  # fmt: skip
    found, rest = segments(content)
    tail = chance.choice(
        [chance.randbytes(900), b"\xff" * 900, b"\0\x01\x01\x1a\0\x05\0\0\0\x01\0\0\0\x1a" * 30]
    )
    return joined([[kind, head + tail], *found], rest)


MUTATIONS = (mutating.anyhow, mutating.anyhow, frame_size, frame_parts, lengths, tables, order, scans, told)
