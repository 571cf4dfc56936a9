"""Names of achievements: when two of them are the same (notice A2.8)."""

import unicodedata

_IGNORED = frozenset("PSZC")  # punctuation, symbols, spaces, control


def normalised(name: str) -> str:
    """The name without what does not tell two names apart: width, case, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in _IGNORED)


def holders(*, unit: str | None, completers: list[str]) -> list[str]:
    """Who holds a name with an entry: its unit and each completer. The same name may stand once a holder."""
    held = [f"unit:{unit}"] if unit else []
    return held + sorted({f"person:{normalised(name)}" for name in completers if normalised(name)})
