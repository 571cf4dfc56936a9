"""From one entry to the next of the list it was opened from: `queue` in the address holds the filters, and every link and form
of the entry's pages carries it on."""

from typing import Any

from flask import Blueprint, flash, has_request_context, request, url_for

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.services import listing
from core.services.entries import Entry
from server.console import asking, room

_CARRIED = frozenset(
    {
        "console.entry",
        "console.decide",
        "console.clear_entry",
        "console.tell_apart",
        "console.permit_entry",
        "console.mail_again",
        "console.take_back",
        "console.waive_seal",
        "console.mark_film",
        "console.unmark_film",
    }
)
DONE = {"title": "这一列看到头了", "text": "没有别的申报了。可以换一个筛选条件，或回到首页。"}


def register(bp: Blueprint) -> None:
    bp.app_url_defaults(_carry)
    bp.app_context_processor(lambda: {"in_queue": has_request_context() and is_given()})


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint in _CARRIED and has_request_context() and request.endpoint in _CARRIED and is_given():
        values.setdefault("queue", asking.query(_asked()))


def is_given() -> bool:
    return "queue" in request.args


def _asked() -> dict[str, str]:
    return asking.read_query(request.args.get("queue", ""))


def back() -> str:
    """The list that the entry was opened from."""
    return url_for("console.entries", **asking.link(_asked())) if is_given() else url_for("console.entries")


def beside(tx: Transaction, entry: Entry, step: int) -> str | None:
    """The id of the next or the former entry of the list."""
    return listing.beside(tx, asking.wanted(tx, _asked()), entry, by=room.by(), step=step, now=real())


def onward(tx: Transaction, entry: Entry) -> str:
    """Where an act on this entry leads: to the next one of its list, at its end to the list, and without a list to itself."""
    if not is_given():
        return url_for("console.entry", entry_id=entry.id)
    following = beside(tx, entry, 1)
    if following:
        return url_for("console.entry", entry_id=following)
    flash(DONE)
    return back()
