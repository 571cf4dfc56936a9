"""Tells what an OLE file of the old Office is: programs of today write such files too when they lock one."""

from pathlib import Path

import olefile

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_STREAMS = (
    ("EncryptedPackage", "encrypted"),  # a .docx or .xlsx behind a password
    ("WordDocument", "old_document"),  # .doc, and .wps as WPS Office writes it
    ("Workbook", "old_sheet"),  # .xls, .et
    ("Book", "old_sheet"),
    ("PowerPoint Document", "old_slides"),
)


def fault(path: Path) -> str | None:
    """`encrypted`, `old_document`, `old_sheet`, `old_slides`, `unreadable` for another OLE file; None for no OLE file."""
    with path.open("rb") as handle:
        if handle.read(8) != MAGIC:
            return None
    try:
        with olefile.OleFileIO(path) as found:
            return next((fault for stream, fault in _STREAMS if found.exists(stream)), "unreadable")
    except Exception:  # its parser raises anything for a broken directory
        return "unreadable"
