"""A file: the platform gives the account no way to its content."""

from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    if talk.entry is None:
        return say("hear.nothing")
    return say("hear.file", url=talk.link())
