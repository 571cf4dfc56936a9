"""Orders and what is done at them, one table; and how a saying comes to be one."""

from collections.abc import Callable, Mapping

from core.domain import fieldtypes, orders, understanding
from core.domain.orders import BY_KEY
from core.domain.refusals import Refused
from core.domain.understanding import Doubt, Meant
from handlers import commands, enclosures, explaining, handing, hearing, progress, settling, starting, unit
from handlers.talk import Talk, say

Act = Callable[[Talk, Meant], str]


def _plain(act: Callable[[Talk], str]) -> Act:
    return lambda talk, _meant: act(talk)


ACTS: Mapping[str, Act] = {
    "start": _plain(starting.start),
    "switch": _plain(starting.switch),
    "go_on": _plain(commands.go_on),
    "done": _plain(commands.done),
    "back": _plain(commands.back),
    "skip": _plain(commands.skip),
    "rewrite": _plain(commands.rewrite),
    "compose": _plain(commands.compose),
    "preview": _plain(commands.preview),
    "submit": _plain(commands.submit),
    "recall": _plain(commands.recall),
    "progress": _plain(progress.progress),
    "deadline": _plain(commands.deadline),
    "templates": _plain(commands.templates),
    "sheet": _plain(enclosures.sheet),
    "subscribe": _plain(enclosures.subscribe),
    "bind": _plain(commands.bind),
    "join": lambda talk, meant: commands.join(talk, meant.text),
    "sign_in": _plain(commands.sign_in),
    "thanks": _plain(commands.thanks),
    "help": _plain(commands.wording("help")),
    "human": _plain(handing.offer),
    "explain": _plain(explaining.explain),
    "upload": _plain(explaining.upload),
    "mistake": _plain(explaining.mistake),
    "pause": _plain(explaining.pause),
    "give_up": _plain(explaining.give_up),
    "goto": lambda talk, meant: commands.goto(talk, meant.number or 0),
    "waiting": _plain(unit.waiting),
    "unit": _plain(unit.progress),
    "urge": _plain(unit.urge),
    "group": _plain(unit.group),
    "look": unit.look,
    "confirm": unit.confirm,
    "send_back": unit.send_back,
    "reply": handing.reply,
}
FREE_TYPES = frozenset({"text", "paragraph"})
NAME_TYPES = frozenset({"people", "unit", "industry"})


def asked(talk: Talk) -> str:
    """What kind of answer is waited for."""
    if talk.asked is None:
        return understanding.NOTHING
    kind = talk.asked.type
    return (
        understanding.FREE
        if kind in FREE_TYPES
        else understanding.NAME
        if kind in NAME_TYPES
        else understanding.CLOSED
    )


def understood(talk: Talk, said: str) -> Meant | Doubt | None:
    """What a saying orders of this person here."""
    entry = talk.entry
    labels = [entry.track.by_key[key].label for key in entry.track.asked] if entry else []
    found = understanding.understand(said, asked=asked(talk), is_officer=True, labels=labels)
    if not _is_staffs(found):
        return found
    if talk.is_staff:
        if isinstance(found, Meant) and found.ref and asked(talk) == understanding.FREE:
            return Doubt((found,), may_be_answer=True)  # 退回 3 次以后才合格 may be a part of their own entry
        return found
    return understanding.understand(said, asked=asked(talk), labels=labels)


def _is_staffs(found: Meant | Doubt | None) -> bool:
    options = found.options if isinstance(found, Doubt) else (found,) if found else ()
    return any(BY_KEY[one.order].whose == orders.OFFICER for one in options)


def act(talk: Talk, meant: Meant, said: str = "") -> str:
    """Does it; a slip that was mended is said."""
    told = ACTS[meant.order](talk, meant)
    return f"{say('bot.guessed', said=said, called=meant.heard)}\n\n{told}" if meant.heard else told


def is_staffs(said: str) -> bool:
    """Whether it is an order of officers, said by somebody who is none."""
    return _is_staffs(understanding.understand(said, is_officer=True))


def settled(talk: Talk, said: str) -> str | None:
    """The end of what was waited for, or None when something else was said."""
    waits = settling.let_go(talk)
    if waits is None:
        return None
    return _SETTLE[waits["for"]](talk, waits, said)


def _doubt(talk: Talk, waits: dict[str, object], said: str) -> str | None:
    found = settling.picked(waits, said)
    if found is None:
        return None
    if isinstance(found, Meant):
        return act(talk, found)
    if found:
        return answer(talk, str(waits["answer"]))
    if talk.asked is None:
        return say("bot.doubt.no")
    return f"{say('bot.doubt.no.asked')}\n\n{commands.asked_again(talk)}"


def _voice(talk: Talk, waits: dict[str, object], said: str) -> str | None:
    """What was heard becomes the answer once it was said to be right, and only where it was said."""
    agreed = understanding.yes_or_no(said)
    if agreed is None:
        return None
    if not agreed:
        return say("bot.voice.again")
    if waits.get("question"):
        return handing.asked(talk, waits, str(waits["text"]))
    if waits.get("order"):
        return act(talk, Meant(**waits["order"]))  # type: ignore[arg-type]
    if [talk.at_entry, talk.at_field] != waits["place"]:
        return say("bot.voice.moved")
    return answer(talk, str(waits["text"]))


def _instead(talk: Talk, waits: dict[str, object], said: str) -> str | None:
    """An item that was filled elsewhere meanwhile is overwritten only by a yes."""
    agreed = understanding.yes_or_no(said)
    if agreed is None or [talk.at_entry, talk.at_field] != waits["place"]:
        return None
    if agreed:
        return answer(talk, str(waits["text"]))
    return f"{say('bot.kept')}\n\n{commands.go_on(talk)}"


def _sign_in(talk: Talk, _waits: dict[str, object], said: str) -> str | None:
    """After a scan 登录 is an order whatever is asked; a mere yes is none."""
    meant = understanding.understand(said)
    is_meant = isinstance(meant, Meant) and meant.order == "sign_in"
    return commands.sign_in(talk) if is_meant else None


_SETTLE: Mapping[str, settling.Settle] = {
    "doubt": _doubt,
    "voice": _voice,
    "instead": _instead,
    "question": handing.asked,
    "act": unit.agreed,
    "sign_in": _sign_in,
}


def answer(talk: Talk, said: str) -> str:
    """A text that answers the item being asked."""
    field = talk.asked
    if field is None:
        return say("hear.lost")
    is_line = field.type in ("text", "phone")
    if is_line and talk.was_away and not fieldtypes.is_blank(talk.answer_of(field.key)):
        talk.was_away = False
        settling.wait(talk, "instead", text=said, place=[talk.at_entry, talk.at_field])
        assert talk.entry is not None
        return say(
            "bot.back.elsewhere", label=field.label, text=talk.entry.text(field.key)[:80], said=said[:80]
        )
    try:
        return hearing.CELLS[field.type](talk, field, said)
    except Refused as refused:
        return refused.sentence
