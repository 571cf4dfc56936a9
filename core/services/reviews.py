"""What officers, auditors and the checks decided, with reasons per item; confirming, auditing, certifying."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import attachments, reviews
from core.adapters.tables import entries as entry_table
from core.domain import clockwork, phrases, windows
from core.domain.refusals import Refused
from core.services import accounts, acts, audit_log, certificates, entries, messages, safety
from core.services.entries import Entry
from core.services.house import House

GENERAL = "general"  # a reason that belongs to no item


def _note(
    tx: Transaction, entry: Entry, act: str, reasons: dict[str, str], *, by: str | None, role: str, now: datetime,
    answer_by: datetime | None = None, note: str = "",
) -> None:  # fmt: skip
    row = {"entry": entry.id, "by": by, "role": role, "act": act, "reasons": reasons, "note": note, "at": now}
    tx.run(insert(reviews).values(id=ids.new(), answer_by=answer_by, **row))


def note(tx: Transaction, entry: Entry, act: str, *, by: str, role: str, now: datetime) -> None:
    """A decision without reasons, for the history."""
    _note(tx, entry, act, {}, by=by, role=role, now=now)


def note_return(
    house: House,
    tx: Transaction,
    entry: Entry,
    act: str,
    reasons: dict[str, str],
    *,
    by: str | None,
    role: str,
    now: datetime,
    answer_by: datetime,
) -> None:
    """A return with its reasons and the message to the worker. `entry` is as it was before the move."""
    _note(tx, entry, act, reasons, by=by, role=role, now=now, answer_by=answer_by)
    last_day = windows.last_day(clockwork.in_china(answer_by))
    shown = reasons_text(entry, reasons)
    messages.post(
        house,
        tx,
        entry.row.owner,
        "returned",
        f"{entry.id}:{entry.row.version}",
        now=now,
        entry=entry,
        answer_by=last_day,
        reasons=shown,
    )


def reasons_text(entry: Entry, reasons: dict[str, str]) -> str:
    """One line an item, in the order asked, named as the form names them."""
    order = [*entry.track.asked, GENERAL]
    known = sorted(reasons, key=lambda key: order.index(key) if key in order else len(order))
    return "\n".join(
        f"· {entry.track.by_key[key].label}：{reasons[key]}"
        if key in entry.track.by_key
        else f"· {reasons[key]}"
        for key in known
    )


def _staff_entry(house: House, tx: Transaction, entry_id: str, role: str, *, by: str) -> Entry:
    accounts.require(tx, by, entry_id, role)
    return entries.load(house, tx, entry_id)


def confirm(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """The unit union's officer recognises the achievement (notice N6)."""
    entry = _staff_entry(house, tx, entry_id, "officer", by=by)
    decided = acts.move(
        tx, entry, "confirm", by=by, now=now, seen=seen, confirmed_at=now, confirmed_how="officer"
    )
    if not decided.is_repeat:
        _note(tx, entry, "confirm", {}, by=by, role="officer", now=now)
        messages.post(
            house, tx, entry.row.owner, "confirmed", f"{entry_id}:{entry.row.version}", now=now, entry=entry
        )
    return entries.load(house, tx, entry_id)


def confirm_on_paper(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """Where no officer answered in `confirm_days`, the auditor goes on with the sealed sheet, once opened (N6)."""
    entry = _staff_entry(house, tx, entry_id, "auditor", by=by)
    field = entry.track.paper_field
    if field is None or not entry.answers.get(field.key):
        raise Refused("entry.confirm.paper")
    since = entry.row.submitted_at or now
    due = since + timedelta(days=entry.campaign.confirm_days)
    if entry.state == "submitted" and now < due:
        raise Refused("entry.confirm.wait", days=entry.campaign.confirm_days, due=clockwork.minute_text(due))
    if not has_opened(tx, entry, field.key, by=by):
        raise Refused("entry.paper.unopened")
    decided = acts.move(
        tx, entry, "confirm_on_paper", by=by, now=now, seen=seen, confirmed_at=now, confirmed_how="paper"
    )
    if not decided.is_repeat:
        _note(tx, entry, "confirm_on_paper", {}, by=by, role="auditor", now=now)
        messages.post(
            house, tx, entry.row.owner, "confirmed", f"{entry_id}:{entry.row.version}", now=now, entry=entry
        )
    return entries.load(house, tx, entry_id)


def opened(tx: Transaction, attachment: str, *, by: str, now: datetime) -> None:
    """Staff opened a file: the log is what `confirm_on_paper` asks. An owner who looks at their own is no news."""
    joined = attachments.c.entry == entry_table.c.id
    query = select(entry_table.c.id, entry_table.c.owner).join(attachments, joined)
    row = tx.one(query.where(attachments.c.id == attachment))
    if row is not None and row.owner != by:
        audit_log.note(tx, "file.open", by=by, now=now, entry=row.id, attachment=attachment)


def has_opened(tx: Transaction, entry: Entry, field: str, *, by: str) -> bool:
    listed = {row["attachment"] for row in entry.answers.get(field) or []}
    return bool(listed & audit_log.opened_by(tx, by, entry.id))


def send_back(
    house: House,
    tx: Transaction,
    entry_id: str,
    reasons: dict[str, str],
    *,
    role: str,
    by: str,
    now: datetime,
    seen: int | None = None,
) -> Entry:
    """Returns an entry with reasons per item (notice N7)."""
    entry = _staff_entry(house, tx, entry_id, role, by=by)
    reasons = _reasons(entry, reasons)
    is_officers = (
        entry.state == "submitted" and entry.track.starts_by != "unit"
    )  # a course is the province's (N9)
    if (role == "officer") != is_officers and entry.state in ("submitted", "confirmed"):
        raise Refused(
            "entry.move.impossible", state=acts.state_text(entry.state), act=phrases.say("act.return")
        )
    if entry.state == "returned" and entry.row.last_act == "return":
        return entry
    answer_by = acts.send_back(house, tx, entry, "return", by=by, now=now, seen=seen)
    note_return(house, tx, entry, "return", reasons, by=by, role=role, now=now, answer_by=answer_by)
    return entries.load(house, tx, entry_id)


def _reasons(entry: Entry, reasons: dict[str, str]) -> dict[str, str]:
    kept = {key: " ".join(str(text).split())[:500] for key, text in reasons.items() if str(text).strip()}
    unknown = set(kept) - set(entry.track.by_key) - {GENERAL}
    if unknown:
        raise Refused("answer.field.unknown", field="、".join(sorted(unknown)))
    if not kept:
        raise Refused("entry.reasons.missing")
    return kept


def approve(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """The audit is passed: a numbered certificate, and the worker hears of it (notice N8)."""
    entry = _staff_entry(house, tx, entry_id, "auditor", by=by)
    if entry.state == "confirmed":
        safety.require_none(tx, entry)
    decided = acts.move(tx, entry, "approve", by=by, now=now, seen=seen, decided_at=now)
    if not decided.is_repeat:
        _note(tx, entry, "approve", {}, by=by, role="auditor", now=now)
        code = certificates.issue(tx, entry, now=now)
        url = f"{house.settings.origin}/verify/{code}"
        messages.post(house, tx, entry.row.owner, "approved", entry_id, now=now, entry=entry, url=url)
    return entries.load(house, tx, entry_id)


def reject(
    house: House,
    tx: Transaction,
    entry_id: str,
    reason: str,
    *,
    by: str,
    now: datetime,
    seen: int | None = None,
) -> Entry:
    """Not accepted, for good; the name is free again."""
    entry = _staff_entry(house, tx, entry_id, "auditor", by=by)
    reasons = _reasons(entry, {GENERAL: reason})
    decided = acts.move(tx, entry, "reject", by=by, now=now, seen=seen, decided_at=now)
    if not decided.is_repeat:
        _note(tx, entry, "reject", reasons, by=by, role="auditor", now=now)
        acts.release_name(tx, entry_id)
        messages.post(
            house, tx, entry.row.owner, "rejected", entry_id, now=now, entry=entry, reasons=reasons[GENERAL]
        )
    return entries.load(house, tx, entry_id)


def revoke(
    house: House,
    tx: Transaction,
    entry_id: str,
    reason: str,
    *,
    by: str,
    now: datetime,
    seen: int | None = None,
) -> Entry:
    """Takes an approval back, and the certificate with it; the reason is told."""
    entry = _staff_entry(house, tx, entry_id, "auditor", by=by)
    reasons = _reasons(entry, {GENERAL: reason})
    decided = acts.move(tx, entry, "revoke", by=by, now=now, seen=seen, decided_at=now)
    if not decided.is_repeat:
        _note(tx, entry, "revoke", reasons, by=by, role="auditor", now=now)
        certificates.revoke(tx, entry_id, reasons[GENERAL], now=now)
        acts.release_name(tx, entry_id)
        messages.post(
            house, tx, entry.row.owner, "revoked", entry_id, now=now, entry=entry, reasons=reasons[GENERAL]
        )
    return entries.load(house, tx, entry_id)


def of(tx: Transaction, entry_id: str) -> list[Any]:
    """Reviews of an entry, newest first."""
    return list(tx.rows(select(reviews).where(reviews.c.entry == entry_id).order_by(reviews.c.id.desc())))


def waiting(
    house: House,
    tx: Transaction,
    *,
    by: str,
    states: tuple[str, ...] = (),
    role: str,
    campaign: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[Any]:
    """Rows of entries in a role's scope, oldest change first; drafts are seen without their content (N4)."""
    query = select(entry_table).where(accounts.scope(tx, by, role).where())
    if states:
        query = query.where(entry_table.c.state.in_(states))
    if campaign:
        query = query.where(entry_table.c.campaign == campaign)
    if after:
        query = query.where(entry_table.c.id > after)
    return list(tx.rows(query.order_by(entry_table.c.id).limit(limit)))
