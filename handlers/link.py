"""A link: nothing is fetched from it."""

from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    if talk.entry is None:
        return say("hear.nothing")
    return say("hear.link", url=talk.link())
