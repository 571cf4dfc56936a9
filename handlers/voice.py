"""A voice: what the platform recognised is said back, and counts once it was said to be right."""

from core.domain import understanding
from core.domain.orders import BY_KEY
from core.domain.refusals import Refused
from core.domain.understanding import Doubt, Meant
from handlers import ordering, settling
from handlers.talk import Talk, say

SAID_BACK = 300  # characters
LONGEST = 1_000
_FILES = ("files", "bank", "paper")


def answer(talk: Talk) -> str:
    said = talk.text("Recognition").strip()[:LONGEST]
    if not understanding.bare(said):
        if not settling.is_question(talk):
            settling.let_go(talk)
        return _unheard(talk)
    said = said.rstrip("。.") if len(said) < understanding.LONGEST else said
    try:
        return _heard(talk, said)
    except Refused as refused:
        return refused.sentence


def _unheard(talk: Talk) -> str:
    if talk.entry is None:
        return say("hear.nothing")
    item = next((f.key for f in talk.entry.track.fields if f.kind == "audio"), None)
    return say("hear.voice", url=talk.link(item))


def _heard(talk: Talk, said: str) -> str:
    """An order that changes nothing for good is done; anything else is said back first. A yes by voice is a yes."""
    is_end = understanding.yes_or_no(said) is not None or settling.is_sign_in(talk)
    if is_end and (ended := ordering.settled(talk, said)) is not None:
        return ended
    if settling.is_question(talk):
        settling.wait(talk, "voice", text=said, question=True)
        return say("bot.voice.question", text=said[:SAID_BACK])
    settling.let_go(talk)
    meant = ordering.understood(talk, said)
    if isinstance(meant, Doubt):
        return settling.doubt(talk, meant, said)
    if isinstance(meant, Meant):
        if not BY_KEY[meant.order].is_weighty and not meant.heard:
            return ordering.act(talk, meant)
        kept = {"order": meant.order, "number": meant.number, "ref": meant.ref, "text": meant.text}
        settling.wait(talk, "voice", order=kept)
        return say("bot.voice.order", text=said[:SAID_BACK], called=settling.called(talk, meant))
    if talk.asked is None or talk.asked.type in _FILES:
        return say("bot.voice.free", text=said[:SAID_BACK]) if talk.asked is None else _unheard(talk)
    settling.wait(talk, "voice", text=said, place=[talk.at_entry, talk.at_field])
    return say("bot.voice.heard", text=said[:SAID_BACK], label=talk.asked.label)
