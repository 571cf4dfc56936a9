"""The mails of an entry to the province: how each stands, sending one again, and the one that it came by."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for

from core.adapters.db import Transaction
from core.domain import filenames, phrases
from core.services import listing, mail_rounds, mail_troubles, mailing, vetting
from core.services.entries import Entry
from server import doors
from server.console import room

_TONES = {"sent": "green", "failed": "red", "unknown": "orange"}


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries/<entry_id>/mail", "mail_again", _again, methods=["POST"])


def _again(entry_id: str) -> Any:
    house = doors.house()
    with house.db.write() as tx:
        entry = listing.seen(house, tx, entry_id, by=room.by())
        mailing.send_again(house, tx, entry, by=room.by(), now=doors.now())
    flash("正在重发，几分钟后刷新本页看结果。")
    return redirect(url_for("console.entry", entry_id=entry_id), 303)


def shown(tx: Transaction, entry: Entry) -> dict[str, Any]:
    """For the page: its mails, newest first, what is wrong with the newest, and whether one may be sent again, or why not."""
    held = mailing.of(tx, entry.id)
    is_asked = mailing.is_open(entry) and not mailing.is_underway(held)
    spent = mail_rounds.said(entry, held) if is_asked else ""
    return {
        "mail_trouble": mail_troubles.of(doors.house(), tx, entry, held, now=doors.now()),
        "mails": [_line(row) for row in held],
        "may_mail": is_asked and not spent,
        "mail_spent": spent,
    }


def _line(row: Any) -> dict[str, Any]:
    return {
        "said": phrases.say(f"mail.state.{row.state}"),
        "tone": _TONES.get(row.state, ""),
        "at": row.sent_at or row.at,
        "recipient": row.recipient,
        "names": [one["name"] for one in row.listed if not one["is_linked"]],
        "linked": [one["name"] for one in row.listed if one["is_linked"]],
        "opened_at": row.opened_at,
    }


def letter(tx: Transaction, entry: Entry) -> str:
    """The address of the mail that the course came by, as it came, for the province; nothing where it came by none."""
    held = vetting.receipt(tx, entry.id)
    if held is None or not held.place or not room.staff().is_of_province:
        return ""
    name = filenames.safe(
        phrases.say("mailed.letter", number=entry.row.number or entry.name[:40]), ending=".eml"
    )
    return doors.file_url(held.place, kind="original", name=name)
