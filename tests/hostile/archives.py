"""Workbooks and documents that lie: in the directory of the ZIP, in what unpacks, in the XML within."""

import io
import struct
import zipfile

from tests.hostile import mutating

_EOCD, _CENTRAL, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
# offsets of two-byte and four-byte numbers in a record of the directory, in a local header, in the end
_FIELDS = {
    _CENTRAL: (("<H", (4, 6, 8, 10, 28, 30, 32, 34)), ("<I", (16, 20, 24, 42))),
    _LOCAL: (("<H", (4, 6, 8, 26, 28)), ("<I", (14, 18, 22))),
    _EOCD: (("<H", (4, 6, 8, 10, 20)), ("<I", (12, 16))),
}
_LIES = (0, 1, 8, 12, 14, 99, 255, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def lies(chance, content):
    """The directory, the headers or the end say another thing than is there."""
    made, mark = bytearray(content), chance.choice([*_FIELDS])
    found, at = [], content.find(mark)
    while at >= 0:
        found.append(at)
        at = content.find(mark, at + 4)
    for _ in range(chance.choice([1, 3])):
        form, offsets = chance.choice(_FIELDS[mark])
        place = chance.choice(found) + chance.choice(offsets)
        if place + struct.calcsize(form) <= len(made):
            struct.pack_into(
                form, made, place, chance.choice(_LIES) & (0xFFFF if form == "<H" else 0xFFFFFFFF)
            )
    return bytes(made)


def repacked(content, change, *, names=lambda name: True, extra=()):
    """The archive with each part named rewritten by `change(bytes)`, and more parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if names(name) else old.read(name))
        for name, part in extra:
            new.writestr(name, part)
    return made.getvalue()


def _part(chance, content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    bodies = [name for name in names if "sheet" in name or "document" in name or "haredStr" in name]
    return chance.choice(bodies if chance.random() < 0.7 else names)


def parts(chance, content):
    """One part damaged, the archive around it whole."""
    wanted = _part(chance, content)
    return repacked(content, lambda part: mutating.anyhow(chance, part), names=lambda name: name == wanted)


def missing(chance, content):
    """A part is not there, or is there twice, or has a path in its name."""
    wanted = _part(chance, content)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != wanted:
                new.writestr(name, old.read(name))
            elif chance.random() < 0.5:
                new.writestr(
                    chance.choice(["../../etc/passwd", "C:\\x.xml", "/" + name, name + "\0", name * 40]),
                    old.read(name),
                )
    return made.getvalue()


def bombs(chance, content):
    """Parts that unpack to far more than was sent: nothing, entities, nesting, attributes, endless rows."""
    wanted = _part(chance, content)
    deep = chance.choice([200, 5_000, 200_000])
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    heads = {
        "space": lambda part: part + b" " * chance.choice([1_000_000, 30_000_000, 300_000_000]),
        "entities": lambda part: f'<!DOCTYPE x [<!ENTITY l0 "a">{laughs}]>'.encode() + b"<x>&l8;</x>",
        "outside": lambda part: b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
        "deep": lambda part: _within(part, b"<c>" * deep + b"</c>" * deep),
        "attributes": lambda part: _within(part, b"<c " + b" ".join(b'a%d="1"' % n for n in range(deep)) + b"/>"),
        "elements": lambda part: _within(part, b"<row><c><v>1</v></c></row>" * deep),
        "text": lambda part: _within(part, b"<row><c t='inlineStr'><is><t>" + b"x" * deep * 20 + b"</t></is></c></row>"),
    }  # fmt: skip
    return repacked(content, heads[chance.choice([*heads])], names=lambda name: name == wanted)


def _within(part, piece):
    """A piece where the rows stand, or the paragraphs; else behind the first element's name."""
    for place in (b"<sheetData>", b"<w:body>", b">\n", b"?>"):
        if place in part:
            return part.replace(place, place + piece, 1)
    return part + piece


_NUMBERS = (
    b"-1",
    b"0",
    b"99999999999999999999",
    b"1e308",
    b"nan",
    b"ZZZZZ99999999",
    b"A0",
    b"",
    b"&#0;",
    b"\xff\xfe",
)


def values(chance, content):
    """Attributes that say impossible things: columns, spans, indexes, merged cells."""

    def change(part):
        pieces = part.split(b'"')
        for _ in range(chance.choice([1, 5, 50])):
            place = chance.randrange(len(pieces))
            if place % 2:
                pieces[place] = chance.choice(_NUMBERS)
        return b'"'.join(pieces)

    wanted = _part(chance, content)
    return repacked(content, change, names=lambda name: name == wanted)


def claims(chance, content):
    """Cells merged over everything, rows of another world, spans without end."""
    spans = chance.choice([3, 400, 20_000])
    pieces = {
        b"</worksheet>": b'<mergeCells count="9">' + b'<mergeCell ref="A1:XFD1048576"/>' * spans + b"</mergeCells></worksheet>",
        b"<sheetData>": b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' * min(spans, 400),
        b"<w:tr>": b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge/></w:tcPr><w:p/></w:tc>' * min(spans, 400),
        b"<w:body>": b"<w:body>" + b"<w:tbl><w:tr><w:tc>" * spans + b"</w:tc></w:tr></w:tbl>" * spans,
        b"<dimension ref=": b'<dimension ref="A1:XFD1048576" x=',
    }  # fmt: skip

    def change(part):
        for old, new in pieces.items():
            if old in part and chance.random() < 0.6:
                part = part.replace(old, new, 1)
        return part

    return repacked(content, change)


def crowd(chance, content):
    count = chance.choice([100, 2_500])
    return repacked(
        content, lambda part: part, extra=[(f"x/{number}.xml", b"<x/>") for number in range(count)]
    )


def others(chance, content):
    """Another kind of file in the same wrapping: macros, an old file, a package of something else."""
    heads = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content, content[4:], content[: len(content) // 2] * 2]
    if chance.random() < 0.5:
        return chance.choice(heads)
    return repacked(
        content,
        lambda part: part,
        extra=[("xl/vbaProject.bin", chance.randbytes(5000)), ("word/vbaProject.bin", b"")],
    )


MUTATIONS = (
    mutating.anyhow,
    mutating.anyhow,
    lies,
    lies,
    parts,
    parts,
    missing,
    bombs,
    values,
    claims,
    crowd,
    others,
)
