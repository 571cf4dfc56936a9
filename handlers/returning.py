"""Coming back after days: where the person was, what is left, until when."""

from collections.abc import Callable

from core.domain import flow, moves, windows
from core.services import reach
from core.services.entries import Entry
from handlers.talk import Talk, say


def greeted(talk: Talk, answer: Callable[[], str]) -> str:
    """The answer, and before it, once, where a person was who had not written for days."""
    entry = talk.entry if talk.is_back else None
    if entry is None or entry.state not in moves.EDITABLE:
        return answer()
    before = (talk.asked, talk.asked and entry.versions.get(talk.asked.key, 0))
    said = answer()
    told = [place(talk)] if talk.entry is not None and talk.entry.id == entry.id else []
    field, version = before
    if field is not None and talk.entry is not None and talk.entry.versions.get(field.key, 0) != version:
        told.append(say("bot.back.answered", label=field.label))
    return "\n\n".join([*told, said])


def place(talk: Talk) -> str:
    entry = talk.entry
    assert entry is not None
    done = flow.progress(entry.track, entry.findings())
    return say("bot.back", name=entry.name, done=done.done, total=done.total, left=left(talk, entry))


def left(talk: Talk, entry: Entry) -> str:
    """，6月28日截止，还有 3 天; nothing for what is no draft or has no end."""
    closes = reach.end_of_entry(talk.tx, entry) if entry.state == "draft" else None
    if closes is None:
        return ""
    days = -1 if talk.now >= closes else windows.days_left(closes, now=talk.now)
    code = "left" if days > 0 else "today" if days == 0 else "over"
    return say(f"bot.back.{code}", closes=windows.last_day(closes), days=days)
