"""Texts of one line and of several, and telephone numbers."""

import re
import unicodedata
from typing import Any

from core.domain.declaration import Field
from core.domain.fieldtypes.shape import NOTHING, FieldType, Known, words
from core.domain.refusals import Refused
from core.domain.zi import zi

LONGEST = 20_000  # characters kept of one answer; a longer text is refused and the old one stays

# A tag as HTML writes it, and no comparison: `a<b，c>d` is plain.
_ATTRIBUTE = r"""\s+[a-zA-Z_:][-a-zA-Z0-9_:.]*(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))?"""
_MARKUP = re.compile(
    rf"</?[a-zA-Z][a-zA-Z0-9]{{0,20}}(?:{_ATTRIBUTE}){{0,20}}\s*/?>|^\s*\|.*\|\s*$", re.MULTILINE
)
_POINT = re.compile(r"(?:^|[\n；;。])\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.、．:：]|[①-⑳]|[-•·]\s)")
_FIGURE = re.compile(
    r"\d|(?!一[个次天台])[一二三四五六七八九十百千万两半]\s*(?:成|倍|分之|半|次|个|台|万|亿|天|小时|元|吨|米)|百分之"
)
_FIGURE_WITH_UNIT = re.compile(
    r"\d\s*(?:%|％|‰|[a-zA-Zμ°℃Ω/]+|成|倍|元|万|亿|次|个|台|天|年|月|小时|分钟|秒|吨|米|公里|千克|克|人|件|度|套|项|例|道)"
    r"|[一二三四五六七八九十两半]\s*(?:成|倍|半)|百分之|分之"
)
_CONTROL_KEPT = frozenset("\n\t")


class Text(FieldType):
    """One line."""

    key = "text"
    widget = "input"
    facts = frozenset({"value", "zi", "plain", "text"})

    def parse(self, raw: Any, *, field: Field) -> str:
        text = words(raw, field=field)
        if len(text) > LONGEST:
            raise Refused(
                "answer.text.long", field=field.key, label=field.label, measured=len(text), wanted=LONGEST
            )
        return self._shaped(text)

    def _shaped(self, text: str) -> str:
        return " ".join(text.split())

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        return {"zi": zi(value), "plain": is_plain(value), "text": value}


class Paragraph(Text):
    """Several lines, often in several messages."""

    key = "paragraph"
    widget = "textarea"
    facts = Text.facts | {"points", "figures", "figure_units"}

    def _shaped(self, text: str) -> str:
        return text

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        return super().measure(value, field=field, known=known) | {
            "points": len(_POINT.findall(value)) >= 2,
            "figures": bool(_FIGURE.search(value)),
            "figure_units": bool(_FIGURE_WITH_UNIT.search(unicodedata.normalize("NFKC", value))),
        }


class Phone(FieldType):
    """A Chinese mobile or landline number (notice A2.4). Kept encrypted."""

    key = "phone"
    widget = "phone"
    facts = frozenset({"value", "valid"})
    secret = True

    _SHAPES = (
        re.compile(r"(?:\+?86)?1[3-9]\d{9}"),
        re.compile(r"0\d{2,3}[1-9]\d{6,7}(?:-\d{1,6})?"),
        re.compile(r"[48]00\d{7}"),
    )

    def parse(self, raw: Any, *, field: Field) -> str:
        text = unicodedata.normalize("NFKC", words(raw, field=field))
        if len(text) > 40:
            raise Refused(
                "answer.text.long", field=field.key, label=field.label, measured=len(text), wanted=40
            )
        text = re.sub(r"转|ext\.?|分机", "#", text, flags=re.IGNORECASE)
        digits, _, extension = text.partition("#")
        digits = re.sub(r"[\s()\-—–]", "", digits)
        return f"{digits}-{extension.strip()}" if extension.strip() else digits

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        return {"valid": any(shape.fullmatch(value) for shape in self._SHAPES)}

    def text(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        """Masked: a chat is read over shoulders."""
        return value if len(value) < 8 else f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"


def is_plain(text: str) -> bool:
    """纯文字: no markup, no table, no control characters."""
    if any(unicodedata.category(c) == "Cc" and c not in _CONTROL_KEPT for c in text):
        return False
    return not _MARKUP.search(text)
