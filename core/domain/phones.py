"""Telephone numbers of the mainland (notice A2.4)."""

import unicodedata

from core.domain.characters import stripped
from core.domain.patterns import compiled

_SHAPES = ("phone_mobile", "phone_landline", "phone_service")


def tidy(text: str) -> str:
    """The number as it is kept: digits, a leading + where one was typed, and `-` before an extension."""
    text = stripped(unicodedata.normalize("NFKC", text))
    text = compiled("phone_name").sub("", text)
    text = compiled("phone_dash").sub("-", compiled("phone_extension").sub("#", text))
    for mark in ("#", "-"):
        head, found, tail = text.rpartition(mark)
        number, extension = _joined(head), _joined(tail)
        if found and compiled("phone_digits").search(extension) and _has_extensions(number):
            return f"{number}-{extension}"
    return _joined(text)


def is_valid(number: str) -> bool:
    """Of a tidy number: a mobile, a landline with its area code, or 400 and 800."""
    return any(compiled(shape).search(number) for shape in _SHAPES)


def _joined(text: str) -> str:
    return compiled("phone_gap").sub("", text)


def _has_extensions(number: str) -> bool:
    return any(compiled(shape).search(number) for shape in ("phone_landline", "phone_service"))
