"""One of several, and yes or no."""

import re
import unicodedata
from typing import Any

from core.domain.declaration import Field
from core.domain.fieldtypes.shape import NOTHING, FieldType, Known, words
from core.domain.patterns import compiled
from core.domain.refusals import Refused

YES = frozenset({"是", "yes", "y", "true", "1", "属于", "对"})
NO = frozenset({"否", "no", "n", "false", "2", "不是", "不属于", "不"})
_NUMBER = re.compile("[0-9]{1,3}")


class Choice(FieldType):
    """One of the declared choices, by its label or its number."""

    key = "choice"
    widget = "choice"
    facts = frozenset({"value"})

    def parse(self, raw: Any, *, field: Field) -> str:
        said = _said(words(raw, field=field))
        labels = [choice.label for choice in field.choices]
        if _NUMBER.fullmatch(said) and 1 <= int(said) <= len(labels):
            return labels[int(said) - 1]
        matches = [label for label in labels if label == said] or [
            label for label in labels if label in said or (len(said) > 1 and said in label)
        ]
        if len(matches) == 1:
            return matches[0]
        raise Refused("answer.choice.unknown", field=field.key, label=field.label, wanted="、".join(labels))


class YesNo(FieldType):
    """true or false."""

    key = "yes_no"
    widget = "yes_no"
    facts = frozenset({"value"})

    def parse(self, raw: Any, *, field: Field) -> bool:
        if isinstance(raw, bool):
            return raw
        said = _said(words(raw, field=field).casefold())
        if said in YES:
            return True
        if said in NO:
            return False
        raise Refused("answer.yes_no.unknown", field=field.key, label=field.label)

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        return {}

    def cell(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        return "" if value is None else ("是" if value else "否")


def _said(text: str) -> str:
    """What was said, without the stop after it."""
    return compiled("said_end").sub("", unicodedata.normalize("NFKC", text))
