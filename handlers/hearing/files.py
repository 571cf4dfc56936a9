"""Items that are files: a text cannot answer them, the link can."""

from core.domain.declaration import Field
from handlers import asking
from handlers.talk import Talk, say


def point(talk: Talk, field: Field, said: str) -> str:
    return f"{say('ask.head', number=_number(talk, field), total=_total(talk), label=field.label)}\n{asking.how(talk, field)}"


def _number(talk: Talk, field: Field) -> int:
    assert talk.entry is not None
    return talk.entry.track.asked.index(field.key) + 1


def _total(talk: Talk) -> int:
    assert talk.entry is not None
    return len(talk.entry.track.asked)
