"""How an edited bank is kept: its rows as the facts of an attachment, and the .xlsx that says the same beside them."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from sqlalchemy import insert

from core.adapters import bank_books, ids
from core.adapters.db import Transaction
from core.adapters.tables import attachments
from core.domain.questions import Row
from core.services.house import House


def facts(rows: Sequence[Row]) -> dict[str, Any]:
    """As a probe would have read them; `kind` says that the rows are the truth and the file was made from them."""
    return {"fault": None, "kind": "edited", "header": True, "sheets": [], "rows": list(rows), "rows_left": 0}


def write(house: House, rows: Sequence[Row]) -> dict[str, Any]:
    """Writes the bank's file, durably, and gives the columns of its attachment. Each edit has a place of its own; a crash
    before the commit leaves a file of some kilobytes that nothing points at."""
    stream = BytesIO()
    bank_books.write(stream, [row["cells"] for row in rows])
    content = stream.getvalue()
    name = ids.new()
    place = f"kept/{name[-2:]}/{name}"
    house.files.put(place, content)
    sha256 = hashlib.sha256(content).hexdigest()
    known = {"bytes": len(content), "sha256": sha256, "readable": True}
    return {
        "place": place,
        "size": len(content),
        "sha256": sha256,
        "facts": {**facts(rows), **known},
        "safety": "unchecked",
    }


def insert_row(tx: Transaction, attachment: str, kept: dict[str, Any], **row: Any) -> None:
    """The attachment of a bank that is edited from now on; nothing of it waits for a check."""
    tx.run(
        insert(attachments).values(id=attachment, state="checked", source="edited", attempt=0, **kept, **row)
    )
