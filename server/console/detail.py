"""One entry: everything it says, what the rules found, what was done, and what can be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template

from core.adapters.db import Transaction
from core.domain import moves, windows
from core.domain.refusals import Refused
from core.services import (
    accounts,
    acts,
    audit_log,
    certificates,
    listing,
    mobilising,
    national,
    reach,
    reviews,
    safety,
    units,
)
from core.services import entries as entry_service
from core.services.entries import Entry
from server import doors
from server.console import desk, differences, filming, history, items, mailing, room, turning, twins, waivers


@dataclass(frozen=True)
class Paper:
    """Whether the auditor may go on with the sealed sheet (N6), and what is still wanting."""

    due: datetime
    is_due: bool
    is_opened: bool
    has_sheet: bool

    @property
    def is_ready(self) -> bool:
        return self.is_due and self.is_opened and self.has_sheet


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/entries/<entry_id>", "entry", _entry)


def _entry(entry_id: str) -> Any:
    return page(entry_id)


def page(
    entry_id: str, *, typed: Mapping[str, str] | None = None, refused: Refused | None = None, act: str = ""
) -> str:
    """The page; after a refusal with its sentence and with all that was typed."""
    house, by = doors.house(), room.by()
    with house.db.read() as tx:
        entry = listing.seen(house, tx, entry_id, by=by)
        offers = offered(tx, entry, by=by)
        shown = _closed(tx, entry) if listing.is_closed(entry.state) else _open(tx, entry, by, offers)
        shown |= {
            "entry": entry,
            "offers": offers,
            "owner": listing.called(tx, [entry.row.owner]).get(entry.row.owner, ""),
            "unit": units.names(tx, [entry.row.unit]).get(entry.row.unit, "") if entry.row.unit else "",
            "may_permit": _may_permit(tx, entry, by),
            "permit_until": _permit(tx, entry),
            "following": turning.beside(tx, entry, 1)
            if turning.is_given()
            else _following(tx, entry, offers, by),
            "preceding": turning.beside(tx, entry, -1) if turning.is_given() else None,
            "back": turning.back(),
        }
    template = "closed" if listing.is_closed(entry.state) else "entry"
    verdict = shown.get("verdict")
    written = verdict.reasons if verdict and typed is None else typed
    return render_template(
        f"console/{template}.html",
        typed=desk.as_typed(verdict, written),
        refused=refused,
        tried=act,
        now=doors.now(),
        **shown,
    )


def _closed(tx: Transaction, entry: Entry) -> dict[str, Any]:
    """A draft: how far it is, never what it says."""
    return (
        {"missing": mobilising.missing(doors.house(), tx, [entry.id]).get(entry.id)}
        if entry.state == "draft"
        else {}
    )


def _open(tx: Transaction, entry: Entry, by: str, offers: Mapping[str, str]) -> dict[str, Any]:
    opened = audit_log.opened_by(tx, by, entry.id)
    held = certificates.of(tx, entry.id)
    unit = entry_service.unit_field(entry.track)
    marks = filming.shown(tx, entry, by=by)
    made = items.of(entry, opened=opened, marks=marks)
    return {
        "items": made,
        "musts": [item for item in made if item.worst == "must"],
        "advices": [item for item in made if item.worst == "advise"],
        "history": history.of(tx, entry),
        "certificate": held,
        "national": national.of(tx, entry.id),
        "paper": _paper(tx, entry, by) if entry.state == "submitted" else None,
        "said_unit": entry.cell(unit) if unit else "",
        "doubts": [_doubt(entry, *found) for found in safety.doubts(tx, entry)],
        "wanting": list(acts.arriving(tx, entry)),
        "beside": twins.of(tx, entry, by=by),
        "has_course_page": entry.track.moves == "roadshow" and room.staff().is_of_province,
        "changes": differences.of(tx, entry),
        **desk.shown(tx, entry, offers, by=by),
        **waivers.shown(tx, entry, by=by),
        **mailing.shown(tx, entry),
    }


def _doubt(entry: Entry, key: str, verdict: str) -> dict[str, str]:
    label = entry.track.by_key[key].label if key in entry.track.by_key else key
    return {"key": key, "label": label, "said": "疑似违规" if verdict == safety.RISKY else "拿不准"}


def offered(tx: Transaction, entry: Entry, *, by: str) -> dict[str, str]:
    """Role by act: what this person can do with the entry now, as the table of moves has it. A course is decided on at
    its check list (console.vet), not here."""
    if entry.track.moves == "roadshow":
        return {}
    staffed = moves.staffed(entry.track.moves, entry.state)
    held = {role: accounts.scope(tx, by, role).holds(tx, entry.id) for role in set(staffed.values())}
    return {act: role for act, role in staffed.items() if held[role]}


def _permit(tx: Transaction, entry: Entry) -> datetime | None:
    """Until when a late permit lets it in; None where the window says it."""
    window, until = windows.window(entry.campaign, entry.track.key), reach.end_of_entry(tx, entry)
    return until if window and until and until > window.closes else None


def _may_permit(tx: Transaction, entry: Entry, by: str) -> bool:
    return entry.state in ("draft", "returned") and accounts.scope(tx, by, "auditor", "administrator").holds(
        tx, entry.id
    )


def _paper(tx: Transaction, entry: Entry, by: str) -> Paper:
    field = entry.track.paper_field
    due = (entry.row.submitted_at or doors.now()) + timedelta(days=entry.campaign.confirm_days)
    return Paper(
        due=due,
        is_due=doors.now() >= due,
        is_opened=bool(field) and reviews.has_opened(tx, entry, field.key, by=by) if field else False,
        has_sheet=bool(field and entry.answers.get(field.key)),
    )


def _following(tx: Transaction, entry: Entry, offers: Mapping[str, str], by: str) -> str | None:
    """The next entry that waits for the same person in the same queue."""
    staff = room.staff()
    for role, state in (("auditor", "confirmed"), ("officer", "submitted")):
        if role in staff.roles and (not offers or role in offers.values()):
            found = listing.next_waiting(tx, state, by=by, role=role, past=entry.id)
            if found:
                return found
    return None
