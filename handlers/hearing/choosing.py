"""Choices by number or by name."""

from core.domain import fieldtypes
from core.domain.declaration import Field
from handlers import asking
from handlers.talk import Talk, say


def choose(talk: Talk, field: Field, said: str) -> str:
    talk.save(field.key, fieldtypes.TYPES[field.type].parse(said, field=field))
    assert talk.entry is not None
    return (
        f"{say('hear.saved', label=field.label, text=talk.entry.text(field.key))}\n\n{asking.following(talk)}"
    )
