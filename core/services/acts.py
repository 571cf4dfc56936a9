"""Every move of an entry goes through here: who may, when, and what follows in the same transaction."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from core.adapters import titles
from core.adapters.db import Taken, Transaction
from core.adapters.tables import counters, entries, name_holds, receipts, uploads
from core.domain import flow, letters, moves, names, windows
from core.domain.clockwork import china_day_end, in_china
from core.domain.declaration import Campaign
from core.domain.findings import MUST, Finding, blocking
from core.domain.moves import Move
from core.domain.refusals import Refused
from core.services import accounts, audit_log, campaigns, changes, mailing, messages, reach, safety, units
from core.services import entries as entry_service
from core.services.entries import Entry
from core.services.house import House


def move(
    tx: Transaction,
    entry: Entry,
    act: str,
    *,
    by: str | None,
    now: datetime,
    seen: int | None = None,
    **values: Any,
) -> Move:
    """The gate: decides by the table, refuses what is stale, writes the state and the log. A repeated act changes
    nothing. `values` are further columns of the entry that change with the state."""
    decided = moves.decide(entry.track.moves, entry.state, act, last_act=entry.row.last_act)
    if decided.is_repeat:
        return decided
    if seen is not None and seen != entry.row.version:
        raise Refused("entry.stale", version=entry.row.version)
    touched = tx.run(
        update(entries)
        .where(
            entries.c.id == entry.id,
            entries.c.state == decided.before,
            entries.c.version == entry.row.version,
        )
        .values(
            state=decided.after,
            last_act=act,
            version=entry.row.version + 1,
            changed_at=now,
            is_shelved=False,
            **values,
        )  # fmt: skip
    )
    if not touched:
        raise Refused("entry.stale", version=entry.row.version + 1)
    if decided.after in moves.LIVE:
        titles.keep(tx, entry.id, entry.track.key, entry.row.title)
    else:
        titles.drop(tx, entry.id)
    audit_log.note(
        tx, f"entry.{act}", by=by, now=now, entry=entry.id, before=decided.before, after=decided.after
    )
    return decided


def submit(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """Sends an entry in. `now` is the arrival of the request. Raises Refused: window, findings, name, quota."""
    entry = entry_service.open_for(house, tx, entry_id, by=by, to_edit=True)
    act = "submit"
    if entry.state == "returned":
        changed = quoted_digests(entry) != (entry.row.sealed_digests or {})
        act = moves.resubmission(returned_from=entry.row.returned_from, quoted_changed=changed)
    if moves.decide(entry.track.moves, entry.state, act, last_act=entry.row.last_act).is_repeat:
        return entry
    mailed_at = _mailed_at(tx, [entry]).get(entry.id)
    _require_time(tx, entry, now=min(now, mailed_at or now))
    _require_right(tx, entry, by=by, was_mailed=mailed_at is not None)
    _require_complete(tx, entry)
    _require_quota(tx, entry)
    _hold_name(tx, entry)
    values: dict[str, Any] = {"answer_by": None, "submitted_at": entry.row.submitted_at or now}
    if entry.row.number is None:
        values["number"] = _number(tx, entry)
    if entry.state == "draft":
        values["revision"] = campaigns.newest(house, tx)[entry.row.campaign]
        values["submitted_at"] = values["queued_at"] = mailed_at or now
    move(tx, entry, act, by=by, now=now, seen=seen, sealed_digests=quoted_digests(entry), **values)
    sent = entry_service.load(house, tx, entry_id)
    safety.want(house, tx, sent)
    mailing.want(house, tx, sent, by=by, now=now)
    messages.post(
        house, tx, sent.row.owner, "received", f"{entry_id}:{sent.row.version}", entry=sent, now=now
    )
    return sent


def quoted_digests(entry: Entry) -> dict[str, str]:
    """Digest by paper: what seals under the entry's papers cover now."""
    return {paper.key: letters.digest(paper, entry.answers) for paper in entry.track.papers}


def _require_time(tx: Transaction, entry: Entry, *, now: datetime) -> None:
    if entry.state == "returned" and entry.row.answer_by is not None:
        if now >= entry.row.answer_by:
            raise _late(entry, entry.row.answer_by)
        return
    until = reach.end_of_entry(tx, entry)
    if windows.is_open(entry.campaign, entry.track.key, "submit", now=now, permit_until=until):
        return
    window = windows.window(entry.campaign, entry.track.key)
    assert window is not None
    if now < window.opens:
        raise Refused("entry.window.early", opens=f"{window.opens:%m月%d日}")
    raise _late(entry, until or window.closes)


def _late(entry: Entry, end: datetime) -> Refused:
    last = windows.last_day(in_china(end))
    if entry.state == "returned" and entry.row.answer_by is not None:
        return Refused("entry.answer_by.passed", answer_by=last)
    return Refused("entry.window.closed", closes=last)


def lateness(tx: Transaction, entry: Entry, *, now: datetime) -> str:
    """Why an entry that may be written in can no longer be sent in, in a sentence; nothing where it can, or not yet."""
    return latenesses(tx, {entry.row.campaign: entry.campaign}, [entry], now=now).get(entry.id, "")


def latenesses(
    tx: Transaction, declared: Mapping[str, Campaign], found: Collection[Entry], *, now: datetime
) -> dict[str, str]:
    """The same of many whose campaigns are `declared`, by entry, in the same queries for 3 and for 30."""
    ends = reach.ends_of_rows(tx, declared, [entry.row for entry in found])
    ended = [entry for entry in found if entry.id in ends and now >= ends[entry.id]]
    mailed = _mailed_at(tx, ended)
    return {
        entry.id: _late(entry, ends[entry.id]).sentence
        for entry in ended
        if mailed.get(entry.id, now) >= ends[entry.id]
    }


def _mailed_at(tx: Transaction, found: Collection[Entry]) -> dict[str, datetime]:
    """By entry, when the materials came, of courses that were mailed to the province and entered there (N10)."""
    wanted = [entry.id for entry in found if entry.track.starts_by == "unit"]
    here = (receipts.c.entry.in_(wanted), receipts.c.how == "mailed")
    rows = tx.rows(select(receipts.c.entry, receipts.c.received_at).where(*here)) if wanted else ()
    return {row.entry: row.received_at for row in rows}


def _require_right(tx: Transaction, entry: Entry, *, by: str, was_mailed: bool) -> None:
    roles = ("officer", "auditor", "administrator") if was_mailed else ("officer",)
    if entry.track.starts_by == "unit" and not accounts.scope(tx, by, *roles).holds(tx, entry.id):
        raise Refused("entry.nominate.unit")


def _require_complete(tx: Transaction, entry: Entry) -> None:
    found = blocking(entry.findings()) + arriving(tx, entry)
    if found:
        raise Refused("entry.incomplete", count=len(found), findings=found)


def arriving(tx: Transaction, entry: Entry) -> list[Finding]:
    """Files still on their way: every byte must be here before an entry is sent in. What is whole does not wait for its
    check, however many are queued at the deadline. Uploads that nobody continued until they expired do not count."""
    live = (uploads.c.entry == entry.id, uploads.c.attachment.is_(None))
    return [
        Finding(f"{row.field}.stored.is", MUST, "file.arriving", {}, row.title or row.filename)
        for row in tx.rows(select(uploads.c.field, uploads.c.title, uploads.c.filename).where(*live))
    ]


def _require_quota(tx: Transaction, entry: Entry) -> None:
    for quota in entry.campaign.quotas:
        if (
            quota.track != entry.track.key
            or quota.max is None
            or not entry.row.unit
            or entry.state != "draft"
        ):
            continue
        count = entry_service.count_live(tx, entry.row.campaign, entry.track.key, entry.row.unit)
        if count >= quota.max:
            raise Refused("entry.quota.full", count=count, max=quota.max)


def _hold_name(tx: Transaction, entry: Entry) -> None:
    """A2.8: one name stands once for a unit or a completer. The primary key decides, also between two at once."""
    people = entry.answers.get(entry_service.people_field(entry.track) or "") or []
    name = names.normalised(entry.row.title)[: titles.LONGEST]
    said = entry.answers.get(entry_service.unit_field(entry.track) or "") or {}
    unsure = said.get("name", "")  # not in the tree, or not chosen from it: it goes by its name
    unit = entry.row.unit or units.by_name(tx, unsure) or names.normalised(unsure)
    held = names.holders(unit=unit, completers=[person["name"] for person in people])
    tx.run(delete(name_holds).where(name_holds.c.entry == entry.id))
    row = {"campaign": entry.row.campaign, "track": entry.track.key, "name": name, "entry": entry.id}
    try:
        with tx.attempt():
            for holder in held:
                tx.run(insert(name_holds).values(holder=holder[:120], **row))
    except Taken:
        raise Refused("entry.name.taken", field=entry.track.name, title=entry.row.title) from None


def release_name(tx: Transaction, entry_id: str) -> None:
    tx.run(delete(name_holds).where(name_holds.c.entry == entry_id))


def _number(tx: Transaction, entry: Entry) -> str:
    return f"{entry.campaign.number_prefix}-{count_up(tx, f'entry:{entry.row.campaign}'):06d}"


def count_up(tx: Transaction, key: str) -> int:
    """The next number of a series, gapless because the write lock is held."""
    tx.put(counters, {"key": key}, {"last": counters.c.last + 1}, first={"last": 1})
    return int(tx.value(select(counters.c.last).where(counters.c.key == key)))


def recall(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """Takes a submitted entry back to a draft, as long as it could be sent in again."""
    entry = entry_service.open_for(house, tx, entry_id, by=by, to_edit=True)
    decided = moves.decide(entry.track.moves, entry.state, "recall", last_act=entry.row.last_act)
    if decided.is_repeat:
        return entry
    if not windows.is_open(
        entry.campaign, entry.track.key, "submit", now=now, permit_until=reach.end_of_entry(tx, entry)
    ):
        raise Refused("entry.recall.late")
    move(tx, entry, "recall", by=by, now=now, seen=seen)
    release_name(tx, entry_id)
    return entry_service.load(house, tx, entry_id)


def withdraw(
    house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime, seen: int | None = None
) -> Entry:
    """Gives an entry up, for good; its content stays readable to its owner."""
    entry = entry_service.open_for(house, tx, entry_id, by=by, to_edit=True)
    move(tx, entry, "withdraw", by=by, now=now, seen=seen)
    release_name(tx, entry_id)
    return entry_service.load(house, tx, entry_id)


def send_back(
    house: House,
    tx: Transaction,
    entry: Entry,
    act: str,
    *,
    by: str | None,
    now: datetime,
    seen: int | None = None,
) -> datetime:
    """`return` or `find`: back to the worker, who has `correction_days` from now, to the end of that day."""
    answer_by = china_day_end(now + timedelta(days=entry.campaign.correction_days))
    move(tx, entry, act, by=by, now=now, seen=seen, returned_from=entry.state, answer_by=answer_by)
    changes.keep(house, tx, entry, now=now)
    return answer_by


def progress(entry: Entry) -> flow.Progress:
    return flow.progress(entry.track, entry.findings())


def state_text(state: str, kind: str = "") -> str:
    """A state in words; `kind`: by which table its entry moves."""
    return moves.said(kind, state)


def told(house: House, tx: Transaction, row: Any) -> str:
    """The state of a row or a line of entries in words, by the table its track moves by."""
    track = campaigns.campaign(house, tx, row.campaign).by_key.get(row.track)
    return state_text(row.state, track.moves if track else "")
