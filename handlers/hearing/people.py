"""Completers one by one, in order."""

import re
import unicodedata
from typing import Any

from core.domain import characters, fieldtypes
from core.domain.declaration import Field
from core.domain.refusals import Refused
from handlers.talk import Talk, say

_REMOVE = re.compile(r"删除\s*(?:第?\s*(\d{1,2})\s*[位个]?)?")
_BETWEEN = re.compile(r"[、，,;；](?![^（(]*[）)])")  # not inside brackets
_NUMBERED = re.compile(
    r"^\s*(?:第?\d{1,2}\s*[.、．)）位:：]\s*|第[一二三四五六七八九十]+(?:完成人|位)?\s*[:：]?\s*)"
)
_BRACKETED = re.compile(r"(.+?)\s*[（(](.+)[）)]")
_SHORT = re.compile(r"[\u3400-\u9fff]{2,3}")
_UNIT_ENDS = tuple("科部院校厂队室组处系班司心站所局馆团社会园库段")
LONGEST_NAME = 20  # of a name in Latin letters or with a dot between its parts
LONGEST_HAN = 8  # a longer run of characters is a sentence


def add(talk: Talk, field: Field, said: str) -> str:
    """A name, its unit behind a space if there is one; 删除 takes the last one away, 删除 2 the second."""
    assert talk.entry is not None
    people: list[dict[str, Any]] = list(talk.entry.answers.get(field.key) or [])
    removing = _REMOVE.fullmatch(unicodedata.normalize("NFKC", said))
    if removing:
        number = int(removing[1] or len(people))
        if people and not 1 <= number <= len(people):
            return say("hear.people.nobody", number=number, count=len(people))
        people = [person for place, person in enumerate(people, 1) if place != number]
    else:
        for name, unit in _heard(said):
            people.append({"id": _free(people), "name": name, "unit": unit})
    kind = fieldtypes.TYPES[field.type]
    talk.save(field.key, kind.parse(people, field=field))
    if not people:
        return say("hear.people.empty")
    shown = [f"{number}. {kind.cell([person], field=field)}" for number, person in enumerate(people, 1)]
    code = "hear.people.removed" if removing else "hear.people"
    return "\n".join([say(code, list="\n".join(shown)), *talk.faults(field.key)])


def _free(people: list[dict[str, Any]]) -> str:
    taken = {person["id"] for person in people}
    return next(name for number in range(1, len(people) + 2) if (name := f"p{number}") not in taken)


def _heard(said: str) -> list[tuple[str, str]]:
    """Names with their units. Raises Refused('answer.people.name') when one is none."""
    parts = [part for line in said.splitlines() for part in _BETWEEN.split(_NUMBERED.sub("", line, count=1))]
    found = [pair for part in parts if part.strip() for pair in _split(part)]
    if not found or not all(_is_name(name) for name, _ in found):
        raise Refused("answer.people.name")
    return found


def _split(part: str) -> list[tuple[str, str]]:
    part = part.strip(" 。.")
    if match := _BRACKETED.fullmatch(part):
        return [(match[1], match[2])]
    words = part.split()
    if len(words) > 1 and all(_SHORT.fullmatch(word) and not word.endswith(_UNIT_ENDS) for word in words):
        return [(word, "") for word in words]
    if len(words) > 1 and all(len(word) == 1 for word in words):
        return [("".join(words), "")]  # 张 三
    return [(words[0], " ".join(words[1:]))] if words else [("", "")]


def _is_name(name: str) -> bool:
    if not any(one.isalpha() or characters.is_young_hanzi(one) for one in name) or len(name) > LONGEST_NAME:
        return False
    return not (len(name) > LONGEST_HAN and all("\u3400" <= character <= "\u9fff" for character in name))
