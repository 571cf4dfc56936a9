"""An .xlsx made for one answer: written to a file of its own, gone when it is sent."""

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import send_file

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(name: str, write: Callable[[Path], Any]) -> Any:
    """What `write` puts at a path, to be saved as `name`. send_file writes a Chinese name the way HTTP wants it; a plain
    header would break the answer on its way out."""
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        path = Path(folder) / "made.xlsx"
        write(path)
        content = path.read_bytes()
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=name)
