"""A text: an order, the answer to what was asked, or neither."""

from core.domain.refusals import Refused
from handlers import commands, hearing, starting
from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    said = talk.text("Content").strip()
    if not said:
        return say("hear.lost")
    try:
        return _answer(talk, said)
    except Refused as refused:
        return refused.sentence


def _answer(talk: Talk, said: str) -> str:
    if command := commands.find(said):
        return command(talk)
    if picked := starting.picked(talk, said):
        return picked
    if talk.asked is not None:
        return hearing.CELLS[talk.asked.type](talk, talk.asked, said)
    if talk.entry is None and not starting.has_open(talk):
        return say("hear.nothing")
    return say("hear.lost")
