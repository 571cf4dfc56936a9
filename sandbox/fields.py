"""The platform's rules for the contents of template fields, one row a type."""

import re
from collections.abc import Callable

HANZI = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
_DAY = r"\d{4}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})"
_MOMENT = rf"(?:{_DAY}(?:[ T]?{_CLOCK})?|{_CLOCK})"
_TIME = rf"{_MOMENT}(?: ?~ ?{_MOMENT})?"


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _short(most: int) -> Callable[[str], bool]:
    return lambda value: len(value) <= most


# Official table of category templates; name, number, letter and symbol from the subscription page. Every char counts 1.
RULES: dict[str, Callable[[str], bool]] = {
    "thing": _short(20),
    "const": _short(20),
    "phrase": _matches(HANZI + r"{1,5}"),
    "character_string": _matches(r"[\x21-\x7e]{1,32}"),
    "number": _matches(r"-?(?=[\d.]{1,32}$)\d+(?:\.\d+)?"),
    "letter": _matches(r"[A-Za-z]{1,32}"),
    "symbol": _matches(r"[^\w\s]{1,5}"),
    "time": _matches(_TIME),
    "date": _matches(_TIME),
    "amount": _matches(r"[¥￥$€£]?(?=[\d.]{1,12}(?:元|$))\d+(?:\.\d+)?元?"),
    "name": _matches(rf"(?:(?:{HANZI}|·){{1,10}}|[A-Za-z .]{{1,20}})"),
    "phone_number": _matches(r"[\d+\- ()]{1,17}"),
    "car_number": _short(8),
}


def fits(field: str, value: object, approved: list[str] | None = None) -> bool:
    """Whether `value` may stand in a field such as thing1. `approved` are the strings a const field was granted."""
    kind = field.rstrip("0123456789")
    if not isinstance(value, str) or "\n" in value or "\r" in value:
        return False
    if kind == "const" and value == "":
        return True  # the one type that may be empty
    if not value.strip() or kind not in RULES or not RULES[kind](value):
        return False
    return approved is None or value in approved
