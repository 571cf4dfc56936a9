"""Units and industries: searched by words, picked by number."""

from typing import Any

from core.domain import industries
from core.domain.declaration import Field
from core.services import units
from handlers import asking, numbers
from handlers.talk import Talk, say

Option = tuple[Any, str]  # the value, and how it reads


def unit(talk: Talk, field: Field, said: str) -> str:
    """By any part of a name; 0 takes the name as it was written, for the union to confirm."""
    offered = talk.cursor.get("said")
    if numbers.chosen(said) == 0 and offered:
        return _take(talk, field, {"name": offered})
    if picked := _picked(talk, field, said):
        return picked
    found = units.search(talk.tx, said, kind=field.kind or "unit")
    exact = [row for row in found if row.name == said]
    if len(exact) == 1:
        return _take(talk, field, {"id": exact[0].id})
    options: list[Option] = [
        ({"id": row.id}, f"{row.name}（{row.above}）" if row.above else row.name) for row in found
    ]
    return _offer(talk, said, options, suffix=".unit")


def industry(talk: Talk, field: Field, said: str) -> str:
    """By everyday words, or the exact section and division."""
    if picked := _picked(talk, field, said):
        return picked
    if exact := industries.by_label(said):
        return _take(talk, field, {"section": exact.section, "division": exact.division})
    found = industries.search(said)
    options: list[Option] = [({"section": row.section, "division": row.division}, row.label) for row in found]
    return _offer(talk, said, options, suffix="")


def _picked(talk: Talk, field: Field, said: str) -> str | None:
    options, number = talk.cursor.get("options") or [], numbers.chosen(said)
    if number is None or not options:
        return None
    if 1 <= number <= len(options):
        return _take(talk, field, options[number - 1])
    return say("hear.pick.range", count=len(options))


def _offer(talk: Talk, said: str, options: list[Option], *, suffix: str) -> str:
    talk.cursor = {"said": said[:100], "options": [value for value, _ in options]}
    if not options:
        return say(f"hear.pick.none{suffix}", said=said[:40])
    rows = [f"{number}. {label}" for number, (_, label) in enumerate(options, 1)]
    return say(f"hear.pick{suffix}", said=said[:40], list="\n".join(rows))


def _take(talk: Talk, field: Field, value: Any) -> str:
    talk.save(field.key, value)
    return asking.saved(talk, field)
