"""The mail of an entry to the campaign's mailbox (notice A3.8, N10): a row with the submission, sent by a job.

Whether an entry is in time is decided by its submission here, whatever becomes of its mail."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import insert, select, update

from core.adapters import ids, mail, queue
from core.adapters.archives import Part
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.mail import Letter, MailError
from core.adapters.tables import mails
from core.domain import clockwork, phrases
from core.domain import mail_faults as faults
from core.domain.refusals import Refused
from core.services import (
    audit_log,
    entries,
    mail_leases,
    mail_rounds,
    mail_telling,
    messages,
    parcels,
    pausing,
)
from core.services.entries import Entry
from core.services.house import House
from core.services.parcels import Parcel

OPEN = mail_telling.OPEN
LEASE = timedelta(minutes=15)  # longer than a server may think about a mail; kept up while one goes out
TRIES = 12
_CHECKED_WITHIN = timedelta(hours=1)  # so long it waits for checks: a fault found sends the entry back
_ROOM = 64 * 1024  # bytes of a mail without its files
_LEAST = 4 * _ROOM  # of a mail to a server that takes less than the campaign says
_JOB = int(2 * (mail.SLOWEST + mail.VERDICT)) + 600  # seconds: a mail, and once more with links
_log = structlog.get_logger()


def wants(entry: Entry) -> bool:
    """Whether the campaign asks for a mail of such an entry: its track has a window of mailing."""
    asked = any(window.act == "mail" and window.track == entry.track.key for window in entry.campaign.windows)
    return asked and bool(entry.campaign.mailbox)


def is_open(entry: Entry) -> bool:
    """Whether a mail of the entry may go out now."""
    return wants(entry) and entry.state in OPEN


def is_underway(held: Sequence[Any]) -> bool:
    """Whether one of an entry's mails still waits or is being sent."""
    return any(row.state in messages.LIVE for row in held)


def want(house: House, tx: Transaction, entry: Entry, *, by: str | None, now: datetime) -> None:
    """A mail of the entry as it was sent in just now, in the same transaction. Older ones that still wait are dropped."""
    if not wants(entry):
        return
    waiting = (mails.c.entry == entry.id, mails.c.state == "waiting")
    tx.run(update(mails).where(*waiting).values(state="dropped"))
    _add(house, tx, entry, round=0, by=by, now=now)


def send_again(house: House, tx: Transaction, entry: Entry, *, by: str, now: datetime) -> None:
    """Another mail of the same submission, because the first did not arrive. Raises Refused: mail.closed, mail.underway,
    mail.often."""
    if not is_open(entry):
        raise Refused("mail.closed")
    older = of(tx, entry.id)
    if is_underway(older):
        raise Refused("mail.underway")
    if spent := mail_rounds.spent(entry, older):
        raise Refused("mail.often", **spent)
    version, rounds = mail_rounds.of(entry, older)
    _add(house, tx, entry, version=version, round=rounds, by=by, now=now)
    audit_log.note(tx, "mail.again", by=by, now=now, entry=entry.id)


def _add(
    house: House, tx: Transaction, entry: Entry, *, round: int, by: str | None, now: datetime,
    version: int | None = None,
) -> None:  # fmt: skip
    made = ids.new()
    row = {
        "entry": entry.id,
        "version": version
        or entry.row.version,  # the one that was sent in: what was decided since makes new ones
        "round": round,
        "code": ids.code(),
        "by": by,
        "at": now,
    }
    told = {
        "recipient": entry.campaign.mailbox,
        "subject": parcels.subject_of(entry),
        "listed": [],
        "state": "waiting",
    }
    try:
        with tx.attempt():
            tx.run(insert(mails).values(id=made, attempt=0, wrong=0, due_at=real(), **row, **told))
    except Taken:  # another asked in this very moment
        raise Refused("mail.underway") from None
    tx.after_commit.append(partial(hint, house, made, 0))


def of(tx: Transaction, entry: str) -> list[Any]:
    """The mails of an entry, newest first."""
    return list(tx.rows(select(mails).where(mails.c.entry == entry).order_by(mails.c.id.desc())))


def hint(house: House, made: str, attempt: int) -> None:
    house.jobs.enqueue(queue.MAIL, made, job_id=f"mail-{made}-{attempt}", seconds=_JOB, is_slow=True, keep=0)


def due(tx: Transaction) -> Sequence[tuple[str, int]]:
    """Mails whose time has come, or whose sender died."""
    if pausing.state(tx):
        return []
    here = (mails.c.state.in_(messages.LIVE), mails.c.due_at <= real())
    return [
        (row.id, row.attempt) for row in tx.rows(select(mails.c.id, mails.c.attempt).where(*here).limit(50))
    ]


# Sending -------------------------------------------------------------------------------------------------------
def send(house: House, made: str, *, now: datetime) -> str:
    """Sends one mail. Gives what came of it: sent, waiting, failed, dropped, unknown (nobody knows whether it was taken,
    twice), nothing (not due, or another has it)."""
    claimed = _claim(house, made)
    if claimed is None:
        return "nothing"
    row, is_lost = claimed
    with house.db.read() as tx:
        entry = entries.load(house, tx, row.entry)
    if entry.state not in OPEN:
        return _settle(house, row, "dropped")
    if is_lost:
        return _doubted(house, row, now=now)
    if row.attempt > TRIES:  # it killed every sender
        return _after(house, row, MailError("again", faults.KILLED), now=now)
    if _is_being_checked(entry) and now - row.at < _CHECKED_WITHIN:
        return _settle(house, row, "waiting", due_at=real() + timedelta(minutes=1), attempt=row.attempt - 1)
    return _deliver(house, row, entry, now=now)


def _deliver(house: House, row: Any, entry: Entry, *, now: datetime) -> str:
    try:
        listed = _hand_over(house, row, entry, now=now)
    except MailError as fault:
        return _after(house, row, fault, now=now)
    except OSError as fault:  # a file that the storage does not give at this moment
        _log.warning("mail.file", mail=row.id, fault=type(fault).__name__, number=fault.errno)
        return _after(house, row, MailError("again", faults.FILE), now=now)
    except Exception as fault:  # ours, before a byte of the mail left: no doubt, and somebody must look
        _log.exception("mail.broke", mail=row.id, fault=type(fault).__name__)
        mail_telling.alert(house, row, "broke", now=now, errcode=0)
        return _after(house, row, MailError("again", faults.BROKE), now=now)
    state = _settle(house, row, "sent", sent_at=now, listed=listed, errcode=None)
    mail_telling.sent(house, row, entry, len(listed), now=now)
    return state


def _hand_over(house: House, row: Any, entry: Entry, *, now: datetime) -> list[dict[str, Any]]:
    """The mail with what fits; a server that takes less than the campaign says gets all files but the document as a
    link. Gives what it lists."""
    parcel = parcels.of(house, entry)
    letter, listed = _composed(house, row, entry, parcel, entry.campaign.mail_limit, now=now)
    alive = mail_leases.Held(house, row.id, row.attempt, LEASE)
    closing = partial(alive.closing, faults.AGAIN if row.errcode == faults.UNSEEN else faults.CLOSING)
    try:
        house.mailer.send(letter, alive=alive, closing=closing)
    except MailError as fault:
        if fault.kind != "large":
            raise
        letter, listed = _composed(house, row, entry, parcel, _LEAST, now=now)
        house.mailer.send(letter, alive=alive, closing=closing)
    return listed


def _composed(
    house: House, row: Any, entry: Entry, parcel: Parcel, limit: int, *, now: datetime
) -> tuple[Letter, list[dict[str, Any]]]:
    """The mail within `limit` bytes, and what it lists."""
    inside = fitting(parcel.files, limit)
    listed = [{"name": one.name, "size": one.size, "is_linked": one not in inside} for one in parcel.files]
    text = _text(house, row, entry, parcel, listed)
    return Letter(row.recipient, row.subject, text, row.id, clockwork.in_china(now), inside), listed


def fitting(files: Sequence[Part], limit: int) -> list[Part]:
    """The files that fit into a mail of `limit` bytes, the small ones first, in their own order."""
    left, inside = limit - _ROOM, set[str]()
    for part in sorted(files, key=lambda one: one.size):
        left -= mail.encoded(part.size)
        if left < 0:
            break
        inside.add(part.name)
    return [part for part in files if part.name in inside]


def _text(house: House, row: Any, entry: Entry, parcel: Parcel, listed: Sequence[dict[str, Any]]) -> str:
    linked = [one for one in listed if one["is_linked"]]
    said = {"number": entry.row.number or "", "title": entry.row.title, "subject": row.subject}
    said |= {"issuer": entry.campaign.issuer, "at": clockwork.minute_text(row.at)}
    parts = [phrases.say("mail.text", **said)]
    for code, found in (
        ("mail.inside", [one for one in listed if not one["is_linked"]]),
        ("mail.linked", linked),
    ):
        if found:
            names = "\n".join(f"　{one['name']}（{weight(one['size'])}）" for one in found)
            parts.append(phrases.say(code, files=names, url=url(house, row.code), key=key(house, row.id)))
    if parcel.missing:
        parts.append(phrases.say("mail.missing", labels="、".join(dict.fromkeys(parcel.missing))))
    if row.round or row.errcode == faults.UNSEEN:
        parts.append(phrases.say("mail.repeated"))
    return "\n\n".join([*parts, phrases.say("mail.foot", account=entry.campaign.issuer)]) + "\n"


def weight(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"


def url(house: House, code: str) -> str:
    """The page where the files of a mail are fetched."""
    return f"{house.settings.origin}/m/{code}"


def key(house: House, made: str) -> str:
    """The extraction code of a mail: six characters that follow from its id under DATA_KEY, kept nowhere."""
    number = int(house.vault.mark(f"mail:{made}")[:16], 16)
    return "".join(ids.CROCKFORD[number >> 5 * place & 31] for place in range(6))


# Rows ----------------------------------------------------------------------------------------------------------
def _claim(house: House, made: str) -> tuple[Any, bool] | None:
    """The row for its one sender, and whether it may have been sent twice already. A sender that died after the final dot
    counts as one whose line broke then: it is sent once more. One that died before has sent nothing.
    Nothing while sending is paused, whoever hinted."""
    with house.db.write() as tx:
        row = tx.one(select(mails).where(mails.c.id == made).with_for_update(skip_locked=True))
        if row is None or row.state not in messages.LIVE or row.due_at > real() or pausing.state(tx):
            return None
        code = faults.UNSEEN if row.errcode in (faults.CLOSING, faults.AGAIN) else row.errcode
        taken = {"state": "sending", "attempt": row.attempt + 1, "errcode": code, "due_at": real() + LEASE}
        tx.run(update(mails).where(mails.c.id == made).values(**taken))
        return tx.one(select(mails).where(mails.c.id == made)), row.errcode == faults.AGAIN


def _is_being_checked(entry: Entry) -> bool:
    return any(row.state == "stored" for row in entry.files.values())


def _after(house: House, row: Any, fault: MailError, *, now: datetime) -> str:
    """A mail that may have been taken is sent once more, under the same Message-ID; then a person must ask."""
    if fault.kind == "unseen":
        if row.errcode == faults.UNSEEN:
            return _doubted(house, row, now=now)
        return _settle(house, row, "waiting", errcode=faults.UNSEEN, due_at=_later(row.attempt))
    stays = fault.kind in ("again", "account") and row.attempt < TRIES
    if not stays or fault.kind == "account":
        mail_telling.alert(
            house, row, "account" if fault.kind == "account" else "failed", now=now, errcode=fault.code
        )
    was = row.errcode == faults.UNSEEN  # what surely did not go now does not end an older doubt
    told = {"errcode": faults.UNSEEN if was and stays else fault.code, "due_at": _later(row.attempt)}
    return _settle(house, row, "waiting" if stays else "failed", now=now, **told)


def _doubted(house: House, row: Any, *, now: datetime) -> str:
    mail_telling.alert(house, row, "unknown", now=now, errcode=0)
    return _settle(house, row, "unknown", now=now, errcode=faults.UNSEEN, due_at=_later(row.attempt))


def _later(attempt: int) -> datetime:
    return real() + timedelta(seconds=min(3600.0, 30.0 * 2**attempt) * random.uniform(1.0, 1.3))


def _settle(house: House, row: Any, state: str, *, now: datetime | None = None, **values: Any) -> str:
    """`now`, where it may be the end: whoever asked hears of it."""
    with house.db.write() as tx:
        mine = (mails.c.id == row.id, mails.c.attempt == row.attempt, mails.c.state == "sending")
        if not tx.run(update(mails).where(*mine).values(state=state, **values)):
            return "nothing"
        if now is not None:
            mail_telling.over(house, tx, row, state, now=now)
    return state
