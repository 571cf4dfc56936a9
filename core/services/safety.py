"""The platform's content check (msg_sec_check, media_check_async): asked for when an entry is sent in, its verdict kept beside
each answer and picture. Nothing risky is approved; in doubt a person decides."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from core.adapters import queue, wechat, wechat_safety
from core.adapters.db import Transaction
from core.adapters.signing import Signing
from core.adapters.tables import answers, attachments
from core.domain.refusals import Refused
from core.services import accounts, audit_log, entries
from core.services.entries import Entry
from core.services.house import House

# unchecked: nobody asked · wanted: to be asked · asked: the verdict on a picture is on its way · pass, review, risky: what
# the platform says · unknown: it could not say · cleared: a person looked and found nothing wrong
WANTED, ASKED, REVIEW, RISKY, UNKNOWN, CLEARED = "wanted", "asked", "review", "risky", "unknown", "cleared"
DOUBTFUL = (REVIEW, RISKY)
TEXTS = ("text", "paragraph")
LONGEST = 2_500  # characters of one question to the platform
VERDICTS = ("pass", REVIEW, RISKY)


def want(house: House, tx: Transaction, entry: Entry) -> None:
    """Everything of an entry that was not looked at yet; in the transaction that sends it in."""
    texts = [key for key, _ in _texts(entry)]
    said = (answers.c.entry == entry.id, answers.c.field.in_(texts), answers.c.safety == "unchecked")
    tx.run(update(answers).where(*said).values(safety=WANTED))
    shown = (attachments.c.entry == entry.id, attachments.c.id.in_(_pictures(entry)))
    tx.run(update(attachments).where(*shown, attachments.c.safety == "unchecked").values(safety=WANTED))
    tx.after_commit.append(lambda: hint(house, entry.id))


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    for field in entry.track.fields:
        if field.type in TEXTS and entry.answers.get(field.key):
            yield field.key, str(entry.answers[field.key])


def _pictures(entry: Entry) -> list[str]:
    """Files that anybody could be shown: photos, and films by their posters. Sealed papers are never published."""
    kinds = {
        field.key
        for field in entry.track.fields
        if field.type in ("files", "people") and field.kind != "audio"
    }
    return [row.id for row in entry.files.values() if row.field in kinds]


def hint(house: House, entry: str) -> None:
    house.jobs.enqueue(queue.SAFETY, entry, job_id=f"safety-{entry}", seconds=300)


def due(tx: Transaction) -> list[str]:
    """Entries of which something waits to be asked."""
    said = select(answers.c.entry).where(answers.c.safety == WANTED)
    shown = select(attachments.c.entry).where(
        attachments.c.safety == WANTED, attachments.c.preview.is_not(None)
    )
    return [row.entry for row in tx.rows(said.union(shown).limit(200))]


def check(house: House, entry_id: str, *, now: datetime) -> str:
    """Asks for all that waits. Gives what came of it: asked, unknown (the platform has no way to say), later."""
    with house.db.read() as tx:
        entry = entries.load(house, tx, entry_id)
        waits = {
            row.field
            for row in tx.rows(select(answers).where(answers.c.entry == entry_id, answers.c.safety == WANTED))
        }
        to = accounts.subject_of(tx, entry.row.owner, "mini", house.platform.mini_app_id)
    pictures = [row for row in entry.files.values() if row.safety == WANTED and row.preview]
    try:
        if to is None:  # never used the mini-program: the platform asks for who that is
            raise wechat.PlatformError(wechat.USER)
        for key, text in _texts(entry):
            if key in waits:
                _keep_text(house, entry_id, key, _verdict(house, to.subject, text))
        for row in pictures:
            _ask_picture(house, to.subject, row)
    except wechat.PlatformError as fault:
        if fault.kind in (wechat.RETRY, wechat.SLOW, wechat.TOKEN):
            return "later"
        _give_up(house, entry_id)
        return UNKNOWN
    return ASKED


def _verdict(house: House, openid: str, text: str) -> str:
    """The worst of its parts."""
    parts = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
    found = [wechat_safety.text(house.platform, openid, part) for part in parts]
    return max((one if one in VERDICTS else REVIEW for one in found), key=VERDICTS.index)


def _keep_text(house: House, entry_id: str, key: str, verdict: str) -> None:
    """A text that was changed meanwhile is unchecked again and stays so."""
    with house.db.write() as tx:
        here = (answers.c.entry == entry_id, answers.c.field == key, answers.c.safety == WANTED)
        tx.run(update(answers).where(*here).values(safety=verdict))


def _ask_picture(house: House, openid: str, row: Any) -> None:
    url = house.settings.origin + Signing(house.settings).file_url(row.preview, kind="preview")
    trace = wechat_safety.picture(house.platform, openid, url)
    with house.db.write() as tx:
        here = (attachments.c.id == row.id, attachments.c.safety == WANTED)
        tx.run(update(attachments).where(*here).values(safety=ASKED, trace=trace))


def _give_up(house: House, entry_id: str) -> None:
    with house.db.write() as tx:
        for table in (answers, attachments):
            here = (table.c.entry == entry_id, table.c.safety == WANTED)
            tx.run(update(table).where(*here).values(safety=UNKNOWN))


def told(tx: Transaction, trace: str, verdict: str) -> None:
    """The platform's verdict on a picture; a second one for the same question changes nothing."""
    here = (attachments.c.trace == trace, attachments.c.safety == ASKED)
    if trace:
        tx.run(update(attachments).where(*here).values(safety=verdict if verdict in VERDICTS else REVIEW))


def doubts(tx: Transaction, entry: Entry) -> list[tuple[str, str]]:
    """(field, verdict) of what the platform finds risky or doubtful and nobody has cleared, in the notice's order."""
    said = select(answers.c.field, answers.c.safety).where(answers.c.entry == entry.id)
    shown = select(attachments.c.field, attachments.c.safety).where(attachments.c.entry == entry.id)
    rows = list(tx.rows(said.where(answers.c.safety.in_(DOUBTFUL))))
    rows += tx.rows(shown.where(attachments.c.safety.in_(DOUBTFUL), attachments.c.removed_at.is_(None)))
    order = {field.key: place for place, field in enumerate(entry.track.fields)}
    worst: dict[str, str] = {}
    for row in rows:
        worst[row.field] = RISKY if RISKY in (row.safety, worst.get(row.field)) else row.safety
    return sorted(worst.items(), key=lambda found: order.get(found[0], len(order)))


def require_none(tx: Transaction, entry: Entry) -> None:
    """Raises Refused('entry.unsafe') while something risky or doubtful was not looked at by a person."""
    if found := doubts(tx, entry):
        labels = "、".join(entry.track.by_key[key].label for key, _ in found if key in entry.track.by_key)
        raise Refused("entry.unsafe", fields=labels)


def clear(house: House, tx: Transaction, entry_id: str, *, by: str, now: datetime) -> None:
    """An auditor has looked at what the platform doubts and takes it upon themselves."""
    accounts.require(tx, by, entry_id, "auditor")
    entry = entries.load(house, tx, entry_id)
    found = doubts(tx, entry)
    for table in (answers, attachments):
        here = (table.c.entry == entry_id, or_(*(table.c.safety == verdict for verdict in DOUBTFUL)))
        tx.run(update(table).where(*here).values(safety=CLEARED))
    if found:
        audit_log.note(tx, "safety.clear", by=by, now=now, entry=entry_id, fields=[key for key, _ in found])
