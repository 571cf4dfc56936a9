"""Texts of one line and of several, and telephone numbers."""

from typing import Any

from core.domain import figures, phones, plain
from core.domain.declaration import Field
from core.domain.fieldtypes.shape import NOTHING, FieldType, Known, words
from core.domain.patterns import compiled
from core.domain.refusals import Refused
from core.domain.zi import zi

LONGEST = 20_000  # characters kept of one answer; a longer text is refused and the old one stays
LONGEST_PHONE = 40


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
        return compiled("spaces").sub(" ", text)

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        """`plain` is true, or the word for what is no plain text; `plain_part` quotes it. Of a text of nothing but
        invisible characters only that it is not filled is known."""
        count = zi(value)
        if not count:
            return {"value": False}
        kind, part = plain.foreign(value) or (True, None)
        return {"zi": count, "plain": kind, "plain_part": part, "text": value}


class Paragraph(Text):
    """Several lines, often in several messages."""

    key = "paragraph"
    widget = "textarea"
    facts = Text.facts | {"points", "figures", "figure_units"}

    def _shaped(self, text: str) -> str:
        return text

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        facts = super().measure(value, field=field, known=known)
        if "zi" not in facts:
            return facts
        return facts | {
            "points": figures.in_points(value),
            "figures": figures.has_figure(value),
            "figure_units": figures.has_unit(value),
        }


class Phone(FieldType):
    """A Chinese mobile or landline number (notice A2.4). Kept encrypted."""

    key = "phone"
    widget = "phone"
    facts = frozenset({"value", "valid"})
    secret = True

    def parse(self, raw: Any, *, field: Field) -> str:
        text = words(raw, field=field)
        if len(text) > LONGEST_PHONE:
            raise Refused(
                "answer.text.long",
                field=field.key,
                label=field.label,
                measured=len(text),
                wanted=LONGEST_PHONE,
            )
        return phones.tidy(text)

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        return {"valid": phones.is_valid(value)}

    def text(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        """Masked: a chat is read over shoulders."""
        return value if len(value) < 8 else f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"
