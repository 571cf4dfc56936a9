"""A text: what was waited for, an order, a choice, the answer to what was asked, or neither."""

from core.domain import understanding
from core.domain.refusals import Refused
from core.domain.understanding import Doubt
from handlers import ordering, returning, settling, starting, unit
from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    said = talk.text("Content").strip()
    if not said:
        return say("hear.lost")
    try:
        return returning.greeted(talk, lambda: _answer(talk, said))
    except Refused as refused:
        return refused.sentence


def _answer(talk: Talk, said: str) -> str:
    if (ended := ordering.settled(talk, said)) is not None:
        return ended
    if not understanding.bare(said) and (talk.asked is None or talk.asked.type not in ("text", "paragraph")):
        return say("bot.emoji")
    if picked := starting.picked(talk, said):
        return picked
    meant = ordering.understood(talk, said)
    if isinstance(meant, Doubt):
        return settling.doubt(talk, meant, said)
    if meant is not None:
        return ordering.act(talk, meant, said)
    if talk.asked is not None:
        return ordering.answer(talk, said)
    if ordering.is_staffs(said):
        return unit.only(talk)
    if talk.entry is None and not starting.has_open(talk):
        return say("hear.nothing")
    return say("hear.lost")
