"""Choices by number or by name."""

from core.domain import fieldtypes
from core.domain.declaration import Field
from handlers import asking, numbers
from handlers.talk import Talk


def choose(talk: Talk, field: Field, said: str) -> str:
    number = numbers.chosen(said)
    told = said.rstrip("的啊呀吧了呢") if field.type == "yes_no" and len(said) > 1 else said
    value = fieldtypes.TYPES[field.type].parse(told if number is None else str(number), field=field)
    talk.save(field.key, value)
    return asking.saved(talk, field)
