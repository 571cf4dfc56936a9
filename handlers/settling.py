"""What the account waits for a yes to: a doubt, a voice as it was heard, a confirmation, a question to a person. It is kept
beside the place of the talk, gets old, and is let go as soon as something else is said."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from core.domain import understanding
from core.domain.orders import BY_KEY
from core.domain.understanding import Doubt, Meant
from handlers import numbers
from handlers.talk import Talk, say

PLACE = "waits"
LIVES = {"act": timedelta(minutes=30), "question": timedelta(hours=12), "sign_in": timedelta(minutes=30)}
_LIFE = timedelta(hours=48)
Settle = Callable[[Talk, dict[str, Any], str], str | None]


def wait(talk: Talk, kind: str, **about: Any) -> None:
    """From now on a yes means this."""
    told = {"for": kind, "at": talk.now.isoformat(), **about}
    talk.cursor = {**talk.cursor, PLACE: told}


def let_go(talk: Talk) -> dict[str, Any] | None:
    """What was waited for, which is forgotten by this; None for nothing, or for something too old."""
    found: dict[str, Any] | None = talk.cursor.get(PLACE)
    if found is None:
        return None
    talk.cursor = {key: value for key, value in talk.cursor.items() if key != PLACE}
    return found if _is_fresh(talk, found) else None


def _is_fresh(talk: Talk, waits: Mapping[str, Any]) -> bool:
    return talk.now - datetime.fromisoformat(waits["at"]) < LIVES.get(waits["for"], _LIFE)


def doubt(talk: Talk, found: Doubt, said: str) -> str:
    """Asks which of a few was meant."""
    options = [_kept(one) for one in found.options]
    label = talk.asked.label if talk.asked else ""
    answer = said if found.may_be_answer and talk.asked else ""
    wait(talk, "doubt", options=options, answer=answer)
    called = [_called(talk, one) for one in found.options]
    if len(called) == 1 and not answer:
        return say("bot.doubt.one", called=called[0])
    if answer:
        called.append(say("bot.doubt.answer", said=_cut(answer, 30), label=label))
    return say("bot.doubt.some", list="\n".join(f"{number}. {one}" for number, one in enumerate(called, 1)))


def picked(waits: dict[str, Any], said: str) -> Meant | str | None:
    """What a doubt was settled to: an order, "" for neither, "answer" for the answer, None when it was not settled."""
    options, number, agreed = waits["options"], numbers.chosen(said), understanding.yes_or_no(said)
    count = len(options) + bool(waits["answer"])
    if count == 1 and agreed is not None:
        return _opened(options[0]) if agreed else ""
    if agreed is False and number is None:
        return ""
    if number is None or not 1 <= number <= count:
        return None
    return _opened(options[number - 1]) if number <= len(options) else "answer"


def called(talk: Talk, meant: Meant) -> str:
    return _called(talk, meant)


def _called(talk: Talk, meant: Meant) -> str:
    if meant.order == "goto" and talk.entry is not None and meant.number:
        asked = talk.entry.track.asked
        if meant.number <= len(asked):
            label = talk.entry.track.by_key[asked[meant.number - 1]].label
            return say("bot.doubt.item", number=meant.number, label=label)
    return " ".join(
        part for part in (BY_KEY[meant.order].called, meant.ref or str(meant.number or "")) if part
    )


def _kept(meant: Meant) -> dict[str, Any]:
    return {"order": meant.order, "number": meant.number, "ref": meant.ref, "text": meant.text}


def _opened(kept: Mapping[str, Any]) -> Meant:
    return Meant(**kept)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def is_sign_in(talk: Talk) -> bool:
    """Whether a code of a computer's screen was scanned just now."""
    return bool(talk.cursor.get(PLACE, {}).get("for") == "sign_in")


def is_question(talk: Talk) -> bool:
    """Whether what is said next is a question to a person, written or as a voice that was said back."""
    waits = talk.cursor.get(PLACE)
    if waits is None or not _is_fresh(talk, waits):
        return False
    return waits["for"] == "question" or bool(waits.get("question"))
