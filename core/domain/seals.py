"""What a paper quotes, and whether a seal under it still holds (notice A1.1, A1.2)."""

import hashlib
import json
from typing import Any

VERSION = 1


def digest(*, quoted: dict[str, Any], letter: str, version: int = VERSION) -> str:
    """`VERSION:sha256` over canonical JSON of the quoted answers and the letter's text. A seal is valid as long
    as this recomputes: other edits do not void it, undoing an edit revives it."""
    canonical = json.dumps(
        {"version": version, "quoted": quoted, "letter": letter},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return f"{version}:{hashlib.sha256(canonical.encode()).hexdigest()}"
