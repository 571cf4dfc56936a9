"""What a PDF would do by itself when it is opened: scripts, programs, attachments. Nothing of it is ever run here."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pikepdf

_MOST = 50_000  # objects; a scan of twenty pages has some hundreds
_ACTIONS = {  # the kind of an action (ISO 32000-2, 12.6.4): what it is called here
    "/JavaScript": "script",
    "/Launch": "launch",
    "/SubmitForm": "send",
    "/ImportData": "import",
    "/Rendition": "media",
    "/RichMediaExecute": "media",
}
_KEYS = {"/JS": "script", "/XFA": "script", "/EF": "attachment", "/RichMediaContent": "media"}
UNSEEN = "unseen"


def acts(path: Path) -> list[str]:
    """Words of `_ACTIONS` and `_KEYS` for what stands anywhere in the file, sorted; `unseen` where the file cannot be
    looked through to its end."""
    found: set[str] = set()
    try:
        with pikepdf.open(path) as document:
            objects = document.objects
            if len(objects) > _MOST:
                found.add(UNSEEN)
            for thing in islice(objects, _MOST):
                _look(thing, found, depth=8)
    except Exception:  # its parser raises anything for what strangers write
        found.add(UNSEEN)
    return sorted(found)


def _look(thing: Any, found: set[str], *, depth: int) -> None:
    """Into one object and what is written inside it; what it refers to is an object of its own."""
    if depth == 0:
        found.add(UNSEEN)
        return
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect:
                _look(part, found, depth=depth - 1)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in thing.keys():  # noqa: SIM118 - not a mapping: it iterates over pairs where a stream is
            value = thing[key]
            if key in _KEYS:
                found.add(_KEYS[key])
            elif key == "/S" and isinstance(value, pikepdf.Name) and str(value) in _ACTIONS:
                found.add(_ACTIONS[str(value)])
            if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
                _look(value, found, depth=depth - 1)


def join(parts: Sequence[Path], target: Path) -> None:
    """The pages of PDFs of our own, one after another."""
    with pikepdf.Pdf.new() as whole:
        for part in parts:
            with pikepdf.Pdf.open(part) as one:
                whole.pages.extend(one.pages)
        whole.save(target)
