"""What helps to decide: the decision that waits to be told, phrases at hand, an auditor's own reasons of late."""

from collections.abc import Mapping
from typing import Any

from flask import session

from core.adapters.db import Transaction
from core.domain import phrases
from core.services import reviews, verdicts, wordings
from core.services.entries import Entry
from server import doors
from server.console import room

LATER = "tells_later"  # of the session: what was chosen last is offered first


def shown(tx: Transaction, entry: Entry, offers: Mapping[str, str], *, by: str) -> dict[str, Any]:
    """`verdict` with `verdict_said` (who, act, at) for the province alone; `at_hand`: phrases and own reasons by item."""
    verdict = verdicts.of(tx, entry.id) if room.staff().is_of_province else None
    may_wait = any(offers.get(act) == "auditor" for act in verdicts.ACTS[entry.track.moves])
    can_write = "return" in offers or "reject" in offers or entry.track.moves == "roadshow"
    return {
        "verdict": verdict,
        "verdict_said": reviews.told_of(tx, verdict) if verdict else None,
        "verdict_reasons": reviews.reasons_text(entry, verdict.reasons) if verdict else "",
        "may_wait": may_wait,
        "tells_later": bool(session.get(LATER)) or verdict is not None,
        "at_hand": wordings.at_hand(doors.house(), tx, entry, by=by) if can_write else {},
    }


def as_typed(verdict: Any, written: Mapping[str, str] | None) -> dict[str, str]:
    """Reasons as the form's boxes hold them: those of a rejection stand in a box of their own."""
    found = dict(written or {})
    if verdict is not None and verdict.act == "reject" and found == verdict.reasons:
        return {"reject": found.get(reviews.GENERAL, "")}
    return found


def act_text(act: str) -> str:
    return phrases.say(f"act.{act}")
