"""A location: units are found by name."""

from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    return say("hear.location")
