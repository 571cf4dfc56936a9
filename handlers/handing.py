"""人工: a question is handed to a person, and the person's answer back."""

from typing import Any

from core.domain import phrases, understanding
from core.domain.declaration import Campaign, Contact
from core.domain.understanding import Meant
from core.services import campaigns, inquiring, messages
from handlers import commands, replying, settling
from handlers.talk import Talk, say


def offer(talk: Talk) -> str:
    """Says who would answer and when, and takes the next message as the question."""
    campaign = _campaign(talk)
    words = commands.wording("human")(talk)
    if campaign is None:
        return words
    if talk.house.settings.oa_has_desk:
        told = say("bot.human.desk", hours=(campaign.contact or Contact()).hours)
        occasion = f"desk:{talk.now:%Y%m%d%H%M}"
        messages.post(talk.house, talk.tx, talk.person, "reply", occasion, now=talk.now, text=told)
        return replying.TRANSFER
    inquiring.require_room(talk.tx, by=talk.person)
    to = _desk(talk, campaign)
    if to is None:
        return say("bot.human.nobody", wording=words)
    settling.wait(talk, "question")
    return say("bot.human.ask", who=to.who, when=to.when)


def asked(talk: Talk, _waits: dict[str, Any], said: str) -> str | None:
    """The question, whatever it says, but an order that is nothing else or a refusal."""
    if understanding.yes_or_no(said) is False:
        return say("bot.human.cancelled")
    meant = understanding.understand(said, asked=understanding.FREE)  # 打印服务 may be all that they ask
    if isinstance(meant, Meant) and not meant.heard:
        return None
    campaign = _campaign(talk)
    to = _desk(talk, campaign) if campaign else None
    if campaign is None or to is None:
        return say("bot.human.nobody", wording=commands.wording("human")(talk))
    if len(said) > inquiring.LONGEST:
        settling.wait(talk, "question")
        return say("asked.long", measured=len(said), max=inquiring.LONGEST)
    number = inquiring.ask(talk.house, talk.tx, to, campaign, talk.entry, said, by=talk.person, now=talk.now)
    return say("bot.human.sent", who=to.who, when=to.when, number=number)


def reply(talk: Talk, meant: Meant) -> str:
    """答复 3 ……: of somebody to whom the question went."""
    if not meant.text:
        return say("bot.reply.empty", number=meant.ref or "3")
    number = int(meant.ref) if meant.ref.isdecimal() else 0
    inquiring.reply(talk.house, talk.tx, number, meant.text, by=talk.person, now=talk.now)
    return say("bot.reply.done")


def lines(talk: Talk) -> str:
    """Questions that wait for this person, one a line; "" for none."""
    found = inquiring.waiting(talk.house, talk.tx, by=talk.person)
    if not found:
        return ""
    rows = [
        phrases.say("officer.waiting.question", number=n, question=" ".join(q.split())[:60]) for n, q in found
    ]
    return say("officer.waiting.questions", list="\n".join(rows))


def _campaign(talk: Talk) -> Campaign | None:
    if talk.entry is not None:
        return talk.entry.campaign
    return next((made for made, _ in campaigns.running(talk.house, talk.tx, now=talk.now)), None)


def _desk(talk: Talk, campaign: Campaign) -> inquiring.Desk | None:
    return inquiring.desk(talk.house, talk.tx, campaign, talk.entry, by=talk.person, now=talk.now)
