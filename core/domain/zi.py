"""Counts 字, the way the notice counts them (Annex 2: 字数要求)."""

import unicodedata

from core.domain.patterns import compiled

_ONE = "字"


def zi(text: str) -> int:
    """Number of 字: code points after NFC without white space, control, format and combining characters,
    variation selectors and skin tones; a ZWJ sequence of pictures or a flag counts 1."""
    text = unicodedata.normalize("NFC", text)
    for whole in ("sequence", "flag"):
        text = compiled(whole).sub(_ONE, text)
    return len(compiled("skipped").sub("", text))
