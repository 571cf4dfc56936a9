"""A first draft of a text, put together from other answers, for its writer to change (notice A2.9)."""

import re
from collections.abc import Mapping
from typing import Any

from core.domain import fieldtypes
from core.domain.declaration import Field, Track
from core.domain.fieldtypes import Known
from core.domain.zi import zi

_NUMBERED = re.compile(r"^\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.、．]|[①-⑳]|[-•·])\s*")
_ENDS = "。；！？!?;"


def compose(field: Field, track: Track, answers: Mapping[str, Any], *, known: Known) -> str:
    """Numbered points, one a part that has an answer, within the field's limit of 字; blank when no part has one."""
    parts = [(part.label, _line(track.by_key[part.field], answers, known)) for part in field.draft]
    given = [(label, text) for label, text in parts if text]
    left = field.wanted("zi", "max") or 10_000
    lines: list[str] = []
    for place, (label, text) in enumerate(given):
        head = f"{len(lines) + 1}.{label}："
        body = cut(text, left // (len(given) - place) - zi(head))
        if body:
            lines.append(head + body)
            left -= zi(lines[-1])
    return "\n".join(lines)


def _line(field: Field, answers: Mapping[str, Any], known: Known) -> str:
    """An answer as running text: its lines joined, their own numbers left out."""
    value = answers.get(field.key)
    if fieldtypes.is_blank(value):
        return ""
    cell = fieldtypes.TYPES[field.type].cell(value, field=field, known=known)
    lines = [text for line in cell.splitlines() if (text := _NUMBERED.sub("", line).strip())]
    return "".join(text if text[-1] in _ENDS else f"{text}。" for text in lines)


def cut(text: str, most: int) -> str:
    """The beginning of a text, at most `most` 字 long, up to the end of a sentence where one fits."""
    if zi(text) <= most:
        return text
    fits = next((end for end in range(len(text), 0, -1) if zi(text[:end]) <= most), 0) if most > 0 else 0
    end = max(text.rfind(mark, 0, fits) for mark in _ENDS) + 1
    return text[: end or fits]
