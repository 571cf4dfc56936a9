"""Completers one by one, in order."""

from typing import Any

from core.domain import fieldtypes
from core.domain.declaration import Field
from core.domain.refusals import Refused
from handlers.talk import Talk, say


def add(talk: Talk, field: Field, said: str) -> str:
    """A name, its unit behind a space if there is one; 删除 takes the last one away."""
    assert talk.entry is not None
    people: list[dict[str, Any]] = list(talk.entry.answers.get(field.key) or [])
    if said == "删除":
        people = people[:-1]
    else:
        people += [_person(row, people) for row in said.splitlines() if row.strip()]
    kind = fieldtypes.TYPES[field.type]
    talk.save(field.key, kind.parse(people, field=field))
    if not people:
        return say("hear.people.empty")
    shown = [f"{number}. {kind.cell([person], field=field)}" for number, person in enumerate(people, 1)]
    code = "hear.people.removed" if said == "删除" else "hear.people"
    return "\n".join([say(code, list="\n".join(shown)), *_over(talk, field)])


def _over(talk: Talk, field: Field) -> list[str]:
    return [sentence for sentence in talk.faults(field.key) if sentence]


def _person(row: str, people: list[dict[str, Any]]) -> dict[str, Any]:
    if not any(character.isalpha() for character in row):
        raise Refused("answer.people.name")
    name, _, unit = row.strip().replace("，", " ").replace(",", " ").partition(" ")
    taken = {person["id"] for person in people}
    number = next(n for n in range(1, len(people) + 2) if f"p{n}" not in taken)
    return {"id": f"p{number}", "name": name, "unit": unit.strip()}
