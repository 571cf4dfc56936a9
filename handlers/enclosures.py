"""Answers that a picture or a card follows: the letters to be sealed, the card where reminders are allowed."""

from core.domain import flow, moves, phrases
from core.services import enclosing, papers
from handlers import starting
from handlers.talk import Talk, say

_SUBSCRIBE_PAGE = "pages/messages/messages"


def sheet(talk: Talk) -> str:
    """承诺书: the link to all letters at once, and each as a picture, since chat cannot send files."""
    entry = talk.entry
    if entry is None:
        if starting.has_open(talk):
            return starting.choose_or_start(talk)
        return say("hear.templates.blank", blanks=f"{talk.house.settings.origin}/blanks")
    field = entry.track.paper_field
    if field is None or not entry.track.papers:
        return say("bot.sheet.none")
    standing = {row["key"]: row for row in papers.standing(entry)}
    done = [row["title"] for row in standing.values() if row["state"] == "valid"]
    if len(done) == len(entry.track.papers):
        return say("bot.sheet.done", titles="".join(f"《{title}》" for title in done))
    told = [say("bot.sheet", url=talk.link(field.key), number=entry.track.asked.index(field.key) + 1)]
    told += [
        say("bot.sheet.stale", title=row["title"], labels="、".join(row["changed"]))
        for row in standing.values()
        if row["state"] == "stale"
    ]
    if done:
        told.append(say("bot.sheet.kept", titles="".join(f"《{title}》" for title in done)))
    missing = flow.progress(entry.track, entry.findings()).missing
    lacking = [key for key in missing if key in entry.track.quoted]  # what is printed on them
    if lacking and entry.state in moves.EDITABLE:
        told.append(say("bot.sheet.early", count=len(lacking)))
    for paper in entry.track.papers:
        if standing[paper.key]["state"] == "valid":
            continue
        occasion = f"sheet:{entry.id}:{paper.key}:{entry.row.version}"
        about = {"kind": "sheet", "entry": entry.id, "paper": paper.key, "by": talk.person}
        enclosing.post(talk.house, talk.tx, talk.person, occasion, now=talk.now, **about)
    return "\n".join(told)


def subscribe(talk: Talk) -> str:
    """订阅: a card that opens the page of the mini-program where one allows to be told."""
    card(talk, f"subscribe:{talk.now:%Y%m%d%H%M}")
    return say("bot.subscribe")


def card(talk: Talk, occasion: str) -> None:
    about = {"kind": "mini", "title": phrases.say("bot.card"), "page": _SUBSCRIBE_PAGE}
    enclosing.post(talk.house, talk.tx, talk.person, occasion, now=talk.now, **about)
