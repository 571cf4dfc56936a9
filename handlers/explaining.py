"""Where people get stuck: what an item means, where files go, how a mistake is mended, stopping for today, giving up."""

from core.domain import windows
from core.services import reach
from handlers import asking, commands
from handlers.talk import Talk, say


def explain(talk: Talk) -> str:
    """看不懂: the item asked in full, with what one may do instead of answering."""
    if talk.asked is None:
        return commands.wording("help")(talk)
    return f"{asking.ask(talk, talk.asked)}\n\n{say('bot.stuck')}"


def upload(talk: Talk) -> str:
    """A fresh link to the page, at the item asked when it takes files, and what to do when it does not open."""
    if talk.entry is None:
        return commands.go_on(talk)
    files = ("files", "bank", "paper")
    asked = talk.asked
    first = next((f.key for f in talk.entry.track.fields if f.type in files), None)
    place = asked.key if asked is not None and asked.type in files else first
    return say("bot.upload", url=talk.link(place), page=f"{talk.house.settings.origin}/upload")


def mistake(talk: Talk) -> str:
    """写错了: how one goes back; which item it is, nobody can guess."""
    if talk.entry is None:
        return commands.go_on(talk)
    return say("bot.mistake")


def pause(talk: Talk) -> str:
    """下次再填: nothing is lost, and until when there is time."""
    if talk.entry is None:
        return commands.go_on(talk)
    closes = reach.end_of_entry(talk.tx, talk.entry)
    is_open = closes is not None and talk.now < closes
    until = say("bot.pause.until", closes=windows.last_day(closes)) if closes and is_open else ""
    return say("bot.pause", until=until)


def give_up(_talk: Talk) -> str:
    """不报了: what lies there binds to nothing; nothing is thrown away by a word in chat."""
    return say("bot.give_up")
