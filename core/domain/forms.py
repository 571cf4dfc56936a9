"""A track's form as a table, the way the notice hands it out (Annex 2): blank, or filled from an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain import fieldtypes, phrases
from core.domain.declaration import Field, Form, FormRow, Track
from core.domain.fieldtypes import Known

BOX = "□"
BOXES = frozenset("□☐○◯▢〇◻")
TICKS = frozenset("☑☒✓✔✅√■●◉▣⊠")  # Word's own check box is ticked with ☒
INDENT = "　　"  # before the further lines of an introduction


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the number in the notice, the field, what the notice prints, and the answer as text."""

    number: str
    field: Field
    row: FormRow
    answer: str = ""


def of(track: Track) -> Form:
    """The form of a track; one that the campaign does not print is made of its fields."""
    if track.form is not None:
        return track.form
    rows = tuple(FormRow(field.key, asks=field.hint) for field in track.fields)
    return Form(name=track.title, title=track.title, rows=rows)


def blank(track: Track) -> list[Line]:
    """To be filled in by hand or in Word: what is chosen has a box to tick."""
    return [
        Line(number_of(field), field, row, _boxes(field))
        for row in of(track).rows
        if (field := track.by_key.get(row.field))
    ]


def filled(track: Track, answers: Mapping[str, Any], known: Known) -> list[Line]:
    return [
        Line(number_of(field), field, row, said(field, answers.get(row.field), known))
        for row in of(track).rows
        if (field := track.by_key.get(row.field))
    ]


def number_of(field: Field) -> str:
    """`A2.9` is printed as 9."""
    return field.item.rsplit(".", 1)[-1]


def labels(field: Field) -> list[str]:
    """What is ticked in the field's cell; nothing where words are written."""
    if field.type == "choice":
        return [choice.label for choice in field.choices]
    if field.type == "yes_no":
        kind = fieldtypes.TYPES[field.type]
        return [kind.cell(value, field=field) for value in (True, False)]
    return []


def _boxes(field: Field) -> str:
    return "　".join(f"{BOX}{label}" for label in labels(field))


def said(field: Field, value: Any, known: Known) -> str:
    """An answer as it is printed: people one a line with their honours, files by name, texts as they were typed."""
    if fieldtypes.is_blank(value):
        return ""
    if field.type == "people":
        return "\n".join(line for person in value for line in _person(field, person))
    if field.type == "bank":
        return "\n".join(_bank(row, known) for row in value)
    if fieldtypes.TYPES[field.type].has_files:
        return "\n".join(row["title"] or _filename(row, known) for row in value)
    return fieldtypes.TYPES[field.type].cell(value, field=field, known=known)


def _person(field: Field, person: Mapping[str, Any]) -> list[str]:
    lines = [fieldtypes.TYPES[field.type].cell([person], field=field)]
    if person.get("intro"):
        first, *more = str(person["intro"]).splitlines()
        lines += [phrases.say("form.intro") + first, *(INDENT + line for line in more)]
    return lines


def _bank(row: Mapping[str, str], known: Known) -> str:
    file, title = known.files.get(row["attachment"]), row["title"] or _filename(row, known)
    count = len(file.facts.get("rows") or ()) if file else 0
    return phrases.say("form.questions", title=title, count=count) if count else title


def _filename(row: Mapping[str, str], known: Known) -> str:
    file = known.files.get(row["attachment"])
    return file.filename if file else ""


def headings(part: str) -> Sequence[str]:
    """The words that may stand over a column."""
    return [phrases.say(f"form.column.{part}"), *phrases.say(f"form.also.{part}").split("、")]
