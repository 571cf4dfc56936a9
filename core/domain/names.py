"""Names of achievements: when two of them are the same (notice A2.8)."""

import unicodedata

from core.domain.patterns import compiled


def normalised(name: str) -> str:
    """The name without what does not tell two names apart: width, case, spaces, punctuation."""
    return compiled("unnamed").sub("", unicodedata.normalize("NFKC", name).casefold())


def holders(*, unit: str | None, completers: list[str]) -> list[str]:
    """Who holds a name with an entry: its unit and each completer. The same name may stand once a holder."""
    held = [f"unit:{unit}"] if unit else []
    return held + sorted({f"person:{normalised(name)}" for name in completers if normalised(name)})
