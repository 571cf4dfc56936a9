"""What officers, auditors and the checks decided, with reasons per item; confirming, auditing, certifying."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters.db import Transaction
from core.adapters.tables import attachments, reviews, verdicts
from core.adapters.tables import entries as entry_table
from core.domain import clockwork, moves, phrases, windows
from core.domain.refusals import Refused
from core.services import accounts, acts, audit_log, certificates, entries, listing, messages, safety, units
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
    told: dict[str, Any] = {"answer_by": last_day, "reasons": shown}
    if entry.track.starts_by == "unit":
        title, number = entry.row.title or "未命名", entry.row.number or ""
        told["says"] = phrases.say("told.course.returned", title=title, number=number, **told)
    for person in hearers(tx, entry):
        messages.post(
            house, tx, person, "returned", f"{entry.id}:{entry.row.version}", now=now, entry=entry, **told
        )


def hearers(tx: Transaction, entry: Entry) -> list[str]:
    """Who hears what was decided: the owner; of a course, which belongs to its unit, the officers who sit there now, so
    that one who has left hears nothing and their successors do (N9)."""
    if entry.track.starts_by != "unit" or not entry.row.unit:
        return [entry.row.owner]
    unit = units.heir(tx, entry.row.unit)
    seated = [row.person for row in accounts.officers(tx, [unit])[unit]]
    return list(dict.fromkeys(seated)) or [entry.row.owner]


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
    if entry.state == "returned" and entry.row.last_act == "return":
        _reasons(entry, reasons)
        return entry
    return decide(house, tx, entry, "return", reasons, role=role, by=by, now=now, seen=seen)


def ready(tx: Transaction, entry: Entry, act: str, reasons: dict[str, str], *, role: str) -> dict[str, str]:
    """Whether this may be decided of the entry as it stands; changes nothing. Gives the reasons as they are kept. Raises
    Refused: the table of moves, another role's turn, reasons missing, a doubt of the platform nobody looked at."""
    kept = {} if act == "approve" else _reasons(entry, reasons)
    is_officers = (
        entry.state == "submitted" and entry.track.starts_by != "unit"
    )  # a course is the province's (N9)
    if act == "return" and (role == "officer") != is_officers and entry.state in ("submitted", "confirmed"):
        raise Refused(
            "entry.move.impossible",
            state=entry.state_text,
            act=phrases.say("act.return"),
        )
    moves.decide(entry.track.moves, entry.state, act, last_act=entry.row.last_act)
    if act == "approve" and entry.state == "confirmed":
        safety.require_none(tx, entry)
    return kept


def decide(
    house: House,
    tx: Transaction,
    entry: Entry,
    act: str,
    reasons: dict[str, str],
    *,
    role: str,
    by: str,
    now: datetime,
    seen: int | None = None,
) -> Entry:
    """Carries out approve, return or reject; who may is the caller's business. Raises Refused as `ready` does, and where
    a decision on the entry is written down and not told yet."""
    require_free(tx, entry)
    kept = ready(tx, entry, act, reasons, role=role)
    told: dict[str, Any] = {"by": by, "now": now, "seen": seen}
    if act == "return":
        answer_by = acts.send_back(house, tx, entry, "return", **told)
        note_return(house, tx, entry, "return", kept, by=by, role=role, now=now, answer_by=answer_by)
        return entries.load(house, tx, entry.id)
    if acts.move(tx, entry, act, decided_at=now, **told).is_repeat:
        return entry
    _note(tx, entry, act, kept, by=by, role=role, now=now)
    if act == "approve":
        code = certificates.issue(tx, entry, now=now)
        more: dict[str, Any] = {"url": f"{house.settings.origin}/verify/{code}"}
    else:
        acts.release_name(tx, entry.id)
        more = {"reasons": kept[GENERAL]}
    messages.post(house, tx, entry.row.owner, _TOLD[act], entry.id, now=now, entry=entry, **more)
    return entries.load(house, tx, entry.id)


_TOLD = {"approve": "approved", "reject": "rejected"}


def require_free(tx: Transaction, entry: Entry) -> None:
    """Raises Refused('verdict.held') while a decision on the entry is written down and not told yet."""
    held = tx.one(select(verdicts.c.act, verdicts.c.by, verdicts.c.at).where(verdicts.c.entry == entry.id))
    if held is not None:
        raise Refused("verdict.held", **told_of(tx, held))


def told_of(tx: Transaction, decided: Any) -> dict[str, Any]:
    """Who decided what and when, as parameters of a sentence; `decided` has act, by and at."""
    said = f"act.{decided.act}"
    who = listing.called(tx, [decided.by]).get(decided.by, "") if decided.by else ""
    return {
        "who": who or ("审核员" if decided.by else "系统"),
        "act": phrases.say(said) if phrases.exists(said) else decided.act,
        "at": clockwork.minute_text(decided.at),
    }


def shortened(reasons: dict[str, str]) -> dict[str, str]:
    """Reasons as they are kept: one line each, at most 500 characters, blank ones left out."""
    return {key: " ".join(str(text).split())[:500] for key, text in reasons.items() if str(text).strip()}


def _reasons(entry: Entry, reasons: dict[str, str]) -> dict[str, str]:
    kept = shortened(reasons)
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
    return decide(house, tx, entry, "approve", {}, role="auditor", by=by, now=now, seen=seen)


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
    return decide(house, tx, entry, "reject", {GENERAL: reason}, role="auditor", by=by, now=now, seen=seen)


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
