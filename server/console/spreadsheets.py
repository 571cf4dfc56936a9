"""A list made for one answer: written to a file of its own, sent from there, gone when it is sent."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from flask import send_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_PIECE = 64 * 1024


def answer(name: str, write: Callable[[Path], Any], *, kind: str = XLSX) -> Any:
    """What `write` puts at a path, to be saved as `name`. send_file writes a Chinese name the way HTTP wants it; a plain
    header would break the answer on its way out."""
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        path = Path(folder) / "made"
        write(path)
        made = path.open("rb")  # stays readable until it is closed, though its name is gone
        size = path.stat().st_size
    sent = send_file(made, kind, as_attachment=True, download_name=name)
    sent.content_length = size
    sent.response, sent.direct_passthrough = _pieces(made), False
    sent.call_on_close(made.close)  # of one that nobody reads (HEAD)
    return sent


def _pieces(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while piece := made.read(_PIECE):
            yield piece
