"""Items that are files: a text cannot answer them, the link can."""

from core.domain.declaration import Field
from handlers import asking
from handlers.talk import Talk


def point(talk: Talk, field: Field, said: str) -> str:
    return f"{asking.head(talk, field)}\n{asking.how(talk, field)}"
