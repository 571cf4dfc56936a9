"""What people write in the cells of a form, as values of its fields: ticks, people with honours, everything else."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from core.domain import fieldtypes, forms, phrases
from core.domain.declaration import Field
from core.domain.fieldtypes.persons import LEVELS
from core.domain.refusals import Refused

_ORDER = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[①-⑳])\s*(?=\D)")
_INTRO = re.compile(r"^\s*(?:工匠)?(?:文字)?(?:个人)?简介\s*[:：]\s*")
_COMMA = re.compile(r"\s*[，,；;]\s*")


def understood(field: Field, text: str) -> Any:
    """The value that a cell says, by the field's own type; None where nothing was filled in. Raises Refused."""
    text = text.strip()
    if not text:
        return None
    kind = fieldtypes.TYPES[field.type]
    if labels := forms.labels(field):
        chosen = ticked(text, labels)
        if chosen is not None:
            if len(chosen) != 1:
                if not chosen:
                    return None
                raise Refused("import.ticks.several", label=field.label, said="、".join(chosen))
            text = chosen[0]
    if field.type == "people":
        return kind.parse(_people(field, text), field=field)
    value = kind.parse(text, field=field)
    return None if fieldtypes.is_blank(value) else value


def ticked(text: str, labels: Sequence[str]) -> list[str] | None:
    """The labels that carry a tick, before them or behind, in brackets or not; None where there is no tick and no box."""
    plain = unicodedata.normalize("NFC", text)
    marks = [place for place, sign in enumerate(plain) if sign in forms.TICKS or sign in forms.BOXES]
    if not marks:
        return None
    spans = sorted(
        (start, start + len(label), label) for label in labels if (start := plain.find(label)) >= 0
    )
    if not spans:
        return None
    is_before = marks[0] < spans[0][0]
    found = []
    for place, (start, end, label) in enumerate(spans):
        if is_before:
            near = plain[spans[place - 1][1] if place else 0 : start]
        else:
            near = plain[end : spans[place + 1][0] if place + 1 < len(spans) else len(plain)]
        if any(sign in forms.TICKS for sign in near):
            found.append(label)
    return found


def _people(field: Field, text: str) -> list[dict[str, Any]]:
    """One or several a line, units and honours in brackets, an introduction on the lines below."""
    kind, people = fieldtypes.TYPES[field.type], list[dict[str, Any]]()
    is_intro = False
    for line in text.splitlines():
        if people and (match := _INTRO.match(line)):
            people[-1]["intro"], is_intro = line[match.end() :], True
        elif people and is_intro and line.startswith(forms.INDENT):
            people[-1]["intro"] += "\n" + line.removeprefix(forms.INDENT)
        elif line.strip():
            is_intro = False
            for person in kind.parse(_ORDER.sub("", line).strip(), field=field):
                people.append(_with_honour({key: person[key] for key in ("name", "unit")}))
    return people


def _with_honour(person: dict[str, Any]) -> dict[str, Any]:
    """`省级江淮工匠` behind the unit, in its brackets, is an honour."""
    *before, last = _COMMA.split(person["unit"])
    level = next((level for level in LEVELS if last.startswith(level)), None)
    if level is None:
        return person
    honour = {"level": level, "title": last.removeprefix(level).strip(" ·")}
    return {"name": person["name"], "unit": "，".join(before), "honour": honour}


def joined(field: Field, read: Any, now: Any) -> Any:
    """People read from a form keep what a form cannot say of those who were there before: their ids and videos."""
    if field.type != "people" or not now or not read:
        return read
    left, kept = list(now), []
    for person in read:
        old = next(
            (one for one in left if one["name"] == person["name"] and one["unit"] == person["unit"]), None
        )
        old = old or next((one for one in left if one["name"] == person["name"]), None)
        if old is not None:
            left.remove(old)
        kept.append(_kept(person, old))
    free = iter(name for number in range(1, 400) if (name := f"p{number}") not in {one["id"] for one in now})
    return [{**person, "id": person["id"] or next(free)} for person in kept]


def _kept(person: Mapping[str, Any], old: Mapping[str, Any] | None) -> dict[str, Any]:
    if old is None:
        return {**person, "id": ""}
    made = {**person, "id": old["id"], "unit": person["unit"] or old["unit"]}
    if "honour" in made and "honour" in old:
        made |= {key: old[key] for key in ("videos", "no_videos") if key in old}
        made["intro"] = made["intro"] or old["intro"]
    elif "honour" in old:  # a list of names does not take an honour away
        made |= {key: old[key] for key in ("honour", "intro", "videos", "no_videos") if key in old}
    return made


def is_same(field: Field, read: Any, now: Any, *, named: str = "") -> bool:
    """Whether a form says what stands there; `named` is the name of the unit that stands there."""
    if field.type == "unit" and read and now and "name" in read:
        return bool(named) and _folded(read["name"]) == _folded(named)
    return bool(read == now)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def no_import(field: Field) -> str:
    """Why an item is not taken from a form: its files are files."""
    return phrases.say("import.files", label=field.label)
