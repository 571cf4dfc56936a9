"""What every field type offers: neutral atoms, never HTML or XML. Doors compose them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.domain import rules
from core.domain.changing import Change
from core.domain.characters import stripped
from core.domain.declaration import Field
from core.domain.findings import Finding
from core.domain.patterns import compiled
from core.domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class File:
    """What the domain knows of a stored file. `facts` is empty until a probe has looked."""

    id: str
    filename: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is known of a printed letter by the code on it: whose it is, which of the track's papers, and what it
    quotes that has changed."""

    is_own: bool
    changed: tuple[Change, ...] = ()
    kind: str = ""
    title: str = ""
    is_waived: bool = False  # an auditor accepts it as it is

    @property
    def is_void(self) -> bool:
        """Whether the seal does not cover what the entry says now."""
        return bool(self.changed) and not self.is_waived


@dataclass(frozen=True, slots=True)
class Known:
    """What answers point at: files by attachment id, unit names by unit id, ids of units not confirmed yet,
    letters by the code printed on them (None: nobody has looked), titles of the papers wanted by their keys."""

    files: Mapping[str, File] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: frozenset[str] = frozenset()
    letters: Mapping[str, Letter] | None = None
    sheets: Mapping[str, str] = field(default_factory=dict)


NOTHING = Known()


class FieldType:
    """`parse` chat text or JSON to a value; `check` a value to findings; `text` one line for chat; `cell` for the
    export; `widget` the component that draws it. `facts` names what its rules may measure; `secret` values are
    encrypted at rest."""

    key: ClassVar[str]
    widget: ClassVar[str]
    facts: ClassVar[frozenset[str]]
    secret: ClassVar[bool] = False
    has_files: ClassVar[bool] = False

    def parse(self, raw: Any, *, field: Field) -> Any:
        """The value, or Refused('answer.…'). None and blank mean: no answer."""
        raise Refused("answer.shape.wrong", field=field.key, label=field.label)

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        """Facts of the answer as a whole."""
        return {}

    def check(self, value: Any, *, field: Field, known: Known = NOTHING) -> list[Finding]:
        """Findings of the answer; an absent answer can only be missing."""
        if is_blank(value):
            return rules.judge(
                [r for r in field.rules if r.op == "filled" or (r.fact, r.op) == ("count", "min")],
                {"value": False, "count": 0},
                label=field.label,
            )
        facts = {"value": True, **self.measure(value, field=field, known=known)}
        return rules.judge(field.rules, facts, label=field.label)

    def attachments(self, value: Any) -> list[str]:
        """Ids of the stored files that an answer points at."""
        return []

    def text(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        return self.cell(value, field=field, known=known)

    def cell(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        return "" if value is None else str(value)


def is_blank(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def words(raw: Any, *, field: Field) -> str:
    """A text, or Refused, as it is kept: what is typed stays as it was typed."""
    if not isinstance(raw, str):
        raise Refused("answer.shape.wrong", field=field.key, label=field.label)
    return stripped(kept(raw))


def line(raw: Any, longest: int) -> str:
    """One line of a row's cell, cut where it is too long; empty where there is none."""
    return " ".join(kept(str(raw or "")).split())[:longest]


def kept(text: str) -> str:
    """What databases and other phones can keep of a text: line ends are \\n, a bullet pasted from Word is •, half a
    character is the sign for a broken one, and no NUL stands in it."""
    text = compiled("line_end").sub("\n", text.replace("\0", ""))
    text = compiled("pasted_bullet").sub(r"\1\2•", text)
    return compiled("broken").sub("\ufffd", text)
