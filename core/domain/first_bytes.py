"""What a file is by its first bytes, whatever its name says: the one table of the phone (`make mirror`) and of the
browser (`/upload`), so that a wrong kind is told of before a byte is sent. What the house itself makes of the same files
is core/adapters/images, media, bank_reading and scans; tests/miniprogram/test_kinds.py holds all three together."""

from typing import Any, Final

HEAD: Final = 1024  # bytes: by then every kind of file has said what it is
PICTURES: Final = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "HEIC", "AVIF")

# Where it stands, what stands there, what it then is; the first that fits says it.
_MARKS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG", "PNG"),
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (8, b"WEBP", "WEBP"),
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"\xd0\xcf\x11\xe0", "OLD"),
    (0, b"Rar!", "PACKED"),
    (0, b"7z\xbc\xaf", "PACKED"),
    (8, b"AVI ", "film"),
    (8, b"WAVE", "sound"),
    (0, b"\x1a\x45\xdf\xa3", "film"),
    (4, b"ftypM4A", "sound"),
    (4, b"ftyp", "film"),
    (4, b"moov", "film"),
    (0, b"ID3", "sound"),
    (0, b"#!AMR", "sound"),
    (0, b"OggS", "sound"),
    (0, b"fLaC", "sound"),
    (0, b"\xff\xfb", "sound"),
    (0, b"\xff\xf3", "sound"),
)
_ANYWHERE: Final = ((b"%PDF-", "PDF"),)  # readers of PDF allow what stands before
_OLD: Final = {"mark": "OLD", "endings": [".xls", ".et"], "fault": "old_sheet", "else": "old_document"}

# By what is asked for: what will do, what another kind is told, whether a rule asks for its format.
_KINDS: Final[dict[str, dict[str, Any]]] = {
    "photo": {"wanted": PICTURES, "fault": "not_an_image", "has_format": True},
    "video": {"wanted": ("film",), "fault": "not_media"},
    "audio": {"wanted": ("film", "sound"), "fault": "not_media"},
    "bank": {"wanted": ("ZIP",), "fault": "not_a_sheet", "old": _OLD},
    "paper": {"wanted": (*PICTURES, "PDF"), "fault": "not_a_document", "has_format": True},
}


def table() -> dict[str, Any]:
    """As the phone and the browser read it: `{head, marks: [[at, hex, is]], anywhere: [[hex, is]], kinds: {kind: {wanted,
    fault, has_format?, old?}}}`; the faults are the codes `fault.*` of sentences/rules.py."""
    return {
        "head": HEAD,
        "marks": [[at, mark.hex(), known] for at, mark, known in _MARKS],
        "anywhere": [[mark.hex(), known] for mark, known in _ANYWHERE],
        "kinds": _KINDS,
    }
