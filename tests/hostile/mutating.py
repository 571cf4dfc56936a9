"""Damages bytes as disks, networks and attackers do; every choice comes from the `chance` that is handed in."""

import struct

_WORDS = (0, 1, 7, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


def bits(chance, content):
    """A few flipped bits, most of them where the headers stand."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 4, 16, 64])):
        reach = chance.choice([64, 1024, len(made)])
        place = chance.randrange(min(reach, len(made)))
        made[place if chance.random() < 0.7 else -1 - place] ^= 1 << chance.randrange(8)
    return bytes(made)


def words(chance, content):
    """Numbers in it become the largest, the smallest, the first negative."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 2, 8])):
        form = chance.choice([">H", "<H", ">I", "<I"])
        size = struct.calcsize(form)
        place = chance.randrange(max(1, min(chance.choice([256, 4096, len(made)]), len(made)) - size))
        struct.pack_into(form, made, place, chance.choice(_WORDS) & (256**size - 1))
    return bytes(made)


def cut(chance, content):
    """Its beginning, its end, or a piece of its middle."""
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return chance.choice([content[:last], content[first:], content[first:last], content[:-1]])


def dropped(chance, content):
    first = chance.randrange(len(content))
    return content[:first] + content[first + chance.choice([1, 2, 16, 512, 4096]) :]


def doubled(chance, content):
    first = chance.randrange(len(content))
    piece = content[first : first + chance.choice([1, 64, 4096])]
    return content[:first] + piece * chance.choice([2, 3, 50]) + content[first:]


def swapped(chance, content):
    first, middle, last = sorted(chance.randrange(len(content)) for _ in range(3))
    return content[:first] + content[middle:last] + content[first:middle] + content[last:]


def filled(chance, content):
    """A piece overwritten by zeros, ones or noise."""
    first, size = chance.randrange(len(content)), chance.choice([4, 64, 1024, 16384])
    size = min(size, len(content) - first)
    piece = chance.choice([bytes(size), b"\xff" * size, chance.randbytes(size)])
    return content[:first] + piece + content[first + size :]


def led(chance, content):
    """Something stands before it, or behind."""
    junk = chance.choice([b"\0", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff", chance.randbytes(700)])
    return chance.choice([junk + content, content + junk, content + content])


ANY = (bits, words, cut, dropped, doubled, swapped, filled, led)


def anyhow(chance, content):
    """One of the above, sometimes two."""
    made = chance.choice(ANY)(chance, content)
    return chance.choice(ANY)(chance, made) if made and chance.random() < 0.3 else made
