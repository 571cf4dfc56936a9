"""PDFs that lie: places of objects, lengths of streams, pages that hold themselves, pictures without end."""

import re
import zlib
from functools import cache

from tests.hostile import mutating

_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"99999999999999999999",
    b"0.0000001",
    b"1e9",
)


def numbers(chance, content):
    """Numbers written in words: sizes, counts, references, offsets."""
    places = list(re.finditer(rb"(?<=[ \[/\n])\d+(?=[ \]/\n>])", content))
    for place in sorted(
        chance.sample(places, min(len(places), chance.choice([1, 3, 20]))), key=lambda m: -m.start()
    ):
        content = content[: place.start()] + chance.choice(_NUMBERS) + content[place.end() :]
    return content


def keys(chance, content):
    """Names of the dictionaries changed for each other."""
    names = sorted(set(re.findall(rb"/[A-Za-z]{2,}", content)))
    one, other = chance.choice(names), chance.choice(names)
    return content.replace(one, other) if chance.random() < 0.5 else content.replace(one, other, 1)


def table(chance, content):
    """Where objects stand: the table of places and its beginning."""
    found = content.rfind(b"startxref")
    ends = [
        b"startxref\n%s\n%%%%EOF" % chance.choice(_NUMBERS),
        b"",
        b"startxref\n%d\n%%%%EOF" % chance.randrange(len(content)),
    ]
    made = content[:found] + chance.choice(ends)
    at = made.rfind(b"xref")
    return made[: at + 4] + mutating.anyhow(chance, made[at + 4 :]) if at > 0 and len(made) > at + 8 else made


def written(objects):
    """A PDF of these objects, numbered from 1, the first of them the catalog."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, said in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        made + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )


def _stream(said, content):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (said, len(content), content)


def _page(*, content=b"0 0 m 100 100 l S", box=b"0 0 595 842", more=b"", objects=()):
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, more)
    stream = content if content.startswith(b"<<") else _stream(b"", content)
    return written(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, *objects]
    )


def boxes(chance, _content):
    """Pages of no size, of all sizes."""
    return _page(box=chance.choice([b"0 0 0 0", b"0 0 1 99999999", b"0 0 1e30 1e30", b"-5 -5 -5 -5", b"0 0 nan inf", b"9 9 0 0", b"0 0 14400 14400", b"0 0 0.001 0.001"]))  # fmt: skip


def loops(chance, _content):
    """Pages that hold themselves, forms that draw themselves, patterns and masks in themselves."""
    catalog, kids = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>"
    form = _stream(
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
        b"/F Do " * chance.choice([1, 20]),
    )
    drawn = _page(content=b"/F Do", more=b"/Resources<</XObject<</F 5 0 R>>>>", objects=[form])
    parents = _page(more=b"/Parent 3 0 R/Resources 3 0 R/Annots[3 0 R 4 0 R]")
    return chance.choice([written([catalog, kids]), drawn, parents])


@cache
def _packed(size):
    return zlib.compress(b"q " * (size // 2), 1)


def bombs(chance, _content):
    """Streams that unpack to far more than was sent, commands without end, nesting."""
    deep = chance.choice([500, 20_000, 200_000])
    packed = _packed(chance.choice([2_000_000, 200_000_000]))
    twice = zlib.compress(_packed(20_000_000))
    return chance.choice([
        _page(content=_stream(b"/Filter/FlateDecode", packed)),
        _page(content=_stream(b"/Filter[/FlateDecode/FlateDecode]", twice)),
        _page(content=_stream(b"/Filter[%s]" % (b"/ASCIIHexDecode" * deep), b"00>")),
        _page(content=b"q " * deep + b"0 0 m " * deep),
        _page(content=b"0 0 m 9 9 800 3 0 77 c S " * deep),
        _page(content=b"[" * deep + b"]" * deep + b" TJ"),
        _page(more=b"/X" + b"[" * deep + b"]" * deep),
        _page(more=b"/X" + b"<</X" * deep + b" 1" + b">>" * deep),
    ])  # fmt: skip


def images(chance, _content):
    """Pictures that say they are larger than any scanner, or other than they are."""
    side = chance.choice([b"9999", b"10001", b"65535", b"2147483647", b"-1", b"0"])
    said = b"/Type/XObject/Subtype/Image/Width %s/Height %s/ColorSpace/%s/BitsPerComponent %s/Filter/%s" % (
        side, chance.choice([side, b"1"]), chance.choice([b"DeviceRGB", b"DeviceGray", b"Nothing"]),
        chance.choice([b"1", b"8", b"16", b"0", b"99"]), chance.choice([b"FlateDecode", b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode", b"LZWDecode"]),
    )  # fmt: skip
    picture = _stream(said, chance.choice([zlib.compress(bytes(900_000)), chance.randbytes(3000), b""]))
    return _page(content=b"500 0 0 500 0 0 cm /I Do " * chance.choice([1, 300]), more=b"/Resources<</XObject<</I 5 0 R>>>>", objects=[picture])  # fmt: skip


def acts(chance, _content):
    """Papers that would do something, or are shut."""
    return chance.choice([
        _page(more=b"/AA<</O<</S/JavaScript/JS(while\\(1\\){})>>>>"),
        _page(more=b"/AA<</O<</S/Launch/F(/bin/sh)>>>>"),
        _page().replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -1>>/ID[<00><00>]"),
        _page().replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 9"),
        _page().replace(b"/Count 1", b"/Count 2147483647"),
        b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 50_000,
        b"%PDF-1.7\ntrailer<</Root 1 0 R>>",
    ])  # fmt: skip


MUTATIONS = (
    mutating.anyhow,
    mutating.anyhow,
    numbers,
    numbers,
    keys,
    table,
    boxes,
    loops,
    bombs,
    images,
    acts,
)
