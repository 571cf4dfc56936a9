"""A message of a kind we have never met."""

from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    return say("hear.unknown")
